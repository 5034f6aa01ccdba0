"""Where everything will stand: sections for categories, a slug for every post, and what old addresses lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.text import slugify
from wagtail.models import Page

from broadsheet.fronts.models import FrontPage
from broadsheet.imports.ledger import Ledger
from broadsheet.stories.models import Section
from broadsheet.stories.models.section import address_taken

from .actions.move_first_drafts import drafts_in_the_way
from .export import Term
from .links import host_of, path_of
from .old_site import PAGES, UNCATEGORIZED, Survey, old_paths, plain_words, planned_posts
from .options import Options

PAGES_PLACE = "/"
_SLUG = re.compile(r"[^\w-]+")


@dataclass
class Place:
    """A section that is there or is to be made; the front, for pages. `path` is the public one."""

    name: str
    slug: str
    path: str
    description: str = ""
    page_id: int | None = None
    tree_path: str = ""
    stories: int = 0


@dataclass
class Places:
    """Top category ("" for none, "/" for pages) -> its place, and the front."""

    front: FrontPage
    by_category: dict[str, Place]

    def of(self, key: str) -> Place:
        """The place of a top category."""
        return self.by_category[key]


def public_path(page: Page) -> str:
    """The page's public path as people write it, letters of any script included; empty where it has none."""
    parts = page.get_url_parts()
    return unquote(parts[2] or "") if parts else ""


def own_slug(written: str, title: str, fallback: str) -> str:
    """WordPress's slug with its percent signs decoded; else one from the title."""
    decoded = _SLUG.sub("-", unquote(written)).strip("-")[:200]
    return decoded.lower() or slugify(plain_words(title), allow_unicode=True)[:200].strip("-") or fallback


def find_places(survey: Survey, options: Options, front: FrontPage) -> Places:
    """Sections by name or slug where the edition has them, else planned; nothing is written."""
    sections = list(Section.objects.child_of(front).select_related("locale"))
    known: dict[str, Section] = {}
    for section in sections:
        known.setdefault(section.title.casefold(), section)
        known.setdefault(section.slug.casefold(), section)
    taken = set(Page.objects.child_of(front).values_list("slug", flat=True))
    root = (public_path(front) or "/").rstrip("/") + "/"
    found: dict[str, Place] = {PAGES_PLACE: Place("", "", root, "", front.pk, front.path)}
    for key, count in survey.places.most_common():
        term = _term_for(key, survey, options)
        section = known.get(term.name.casefold()) or known.get(own_slug(term.nicename, term.name, "section").casefold())
        same = next((each for each in found.values() if each.name.casefold() == term.name.casefold()), None)
        if section:
            place = Place(section.title, section.slug, f"{root}{section.slug}/", "", section.pk, section.path)
        elif same and same.name:
            place = same
        else:
            slug = own_slug(term.nicename, term.name, "section")
            # What stood there must still be found there.
            slug = _free(f"section-{slug}" if survey.was_at(f"{root}{slug}/") else slug, taken)
            place = Place(term.name[:255], slug, f"{root}{slug}/", plain_words(term.description))
        place.stories += count
        found[key] = place
    return Places(front, found)


def _term_for(key: str, survey: Survey, options: Options) -> Term:
    usual = survey.categories.get(UNCATEGORIZED)
    if options.section and key in {"", UNCATEGORIZED}:
        return Term("category", "", options.section)
    if not key:
        return usual or Term("category", UNCATEGORIZED, "Uncategorized")
    term = survey.categories[key]
    return Term("category", key, plain_words(term.name) or key, "", "", term.description)


def is_kept_off(slug: str) -> bool:
    """Whether nothing directly under a front may have this slug."""
    return bool(address_taken(slug))


def _free(slug: str, taken: set[str]) -> str:
    if is_kept_off(slug):
        slug = f"section-{slug}"
    wanted, number = slug, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    taken.add(slug)
    return slug


def plan_addresses(survey: Survey, places: Places, ledger: Ledger) -> None:
    """A slug and a path for every post and page, and what each old address leads to.

    What was imported before keeps what it has now; so a run that goes on gives the same as one that was
    never broken off.
    """
    planned_sections = {place.slug for place in places.by_category.values() if place.slug}
    index = survey.index
    for rows in planned_posts(survey):
        pages = _pages_there(ledger, [(row[2], row[3]) for row in rows])
        taken = _slugs_there(places, rows)
        for seq, post_id, kind, foreign, slug, title, link, key in rows:
            place = places.of(key)
            page = pages.get((kind, foreign))
            if page:
                new_slug, new_path = page.slug, public_path(page)
            else:
                new_slug = own_slug(slug, title, f"story-{post_id or seq}")
                if kind == PAGES and is_kept_off(new_slug):
                    new_slug = f"page-{new_slug}"
                wanted, number = new_slug[:240], 2
                while _is_taken(index, place, new_slug, taken, planned_sections if kind == PAGES else set()):
                    new_slug, number = f"{wanted}-{number}", number + 1
                new_path = f"{place.path}{new_slug}/"
            index.execute(
                "UPDATE posts SET place = ?, new_slug = ?, new_path = ? WHERE seq = ?",
                (place.path, new_slug, new_path, seq),
            )
            for old in old_paths(link, post_id, kind, survey.site.address):
                index.execute("INSERT OR IGNORE INTO addresses VALUES (?, ?)", (old, new_path))
    index.commit()


def _is_taken(index: object, place: Place, slug: str, taken: set[tuple[int | None, str]], sections: set[str]) -> bool:
    if slug in sections:
        return True
    if (place.page_id, slug) in taken:
        return True
    if place.page_id and re.search(r"-\d+$", slug):
        children = Page.objects.filter(path__startswith=place.tree_path, slug=slug)
        if children.exclude(pk=place.page_id).exists():
            return True
    query = "SELECT 1 FROM posts WHERE place = ? AND new_slug = ?"
    return index.execute(query, (place.path, slug)).fetchone() is not None  # type: ignore[attr-defined]


def _slugs_there(
    places: Places, rows: list[tuple[int, str, str, str, str, str, str, str]]
) -> set[tuple[int | None, str]]:
    """(parent, slug) that pages have already, of those that these rows may want."""
    by_place: dict[int, tuple[Place, set[str]]] = {}
    for seq, post_id, _kind, _foreign, slug, title, _link, key in rows:
        place = places.of(key)
        if place.page_id:
            wanted = by_place.setdefault(place.page_id, (place, set()))[1]
            wanted.add(own_slug(slug, title, f"story-{post_id or seq}"))
    found = set()
    for place, slugs in by_place.values():
        depth = len(place.tree_path) // Page.steplen + 1
        pages = Page.objects.filter(path__startswith=place.tree_path, depth=depth, slug__in=slugs)
        pages = pages.exclude(pk__in=[draft.pk for draft in drafts_in_the_way(places.front, slugs)])
        found |= {(place.page_id, slug) for slug in pages.values_list("slug", flat=True)}
    return found


def _pages_there(ledger: Ledger, keys: list[tuple[str, str]]) -> dict[tuple[str, str], Page]:
    found: dict[tuple[str, str], Page] = {}
    for kind in {kind for kind, _ in keys}:
        rows = ledger.done(kind, [foreign for each, foreign in keys if each == kind])
        pages = Page.objects.select_related("locale").in_bulk([row.object_id for row in rows.values() if row.object_id])
        found |= {(kind, foreign): pages[row.object_id] for foreign, row in rows.items() if row.object_id in pages}
    return found


def is_old(url: str, survey: Survey) -> bool:
    """Whether an address is one of the old site's pages."""
    host = host_of(url)
    return bool(host) and host in {host_of(survey.site.address), host_of(survey.site.link)}


def new_address(url: str, survey: Survey) -> str:
    """The new path for an address of the old site; empty where it is none or nothing stands for it."""
    return survey.new_path(path_of(url)) if is_old(url, survey) else ""
