"""Plans sections for categories and the address of every post, so that links can point to them; then makes the sections."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.text import slugify
from wagtail.models import Page

from broadsheet.fronts.models import FrontPage
from broadsheet.imports.ledger import IMPORTED, Ledger
from broadsheet.imports.report import ALREADY_THERE, ReportLine
from broadsheet.stories.models import Section
from broadsheet.stories.models.section import address_taken

from . import ImportOptions
from .actions.move_first_drafts import first_drafts
from .export import WordPressTerm
from .links import PAGES, old_paths
from .old_site import PAGES_PARENT, UNCATEGORIZED, OldSite, plain_words, posts_of

SECTIONS_IN_BAR = 8
NO_CATEGORY = "(no category)"
_NOT_IN_SLUGS = re.compile(r"[^\w-]+")

PostRow = tuple[int, str, str, str, str, str, str, str]  # as returned by `posts_of`


@dataclass
class PlannedSection:
    """A section that the edition has or will get. `path` is the public one. For pages, all values describe the front."""

    name: str
    slug: str
    path: str
    description: str = ""
    page_id: int | None = None
    tree_path: str = ""
    stories: int = 0


@dataclass
class SectionPlan:
    """The front, and the section of each top category ("" for posts without one, PAGES_PARENT for pages)."""

    front: FrontPage
    by_category: dict[str, PlannedSection]

    def of(self, category: str) -> PlannedSection:
        """The section of a top category."""
        return self.by_category[category]


def public_path(page: Page) -> str:
    """The page's public path as people write it, with letters of any script. Empty if it has none."""
    parts = page.get_url_parts()
    return unquote(parts[2] or "") if parts else ""


def own_slug(written: str, title: str, fallback: str) -> str:
    """WordPress's slug with its percent-encoding decoded; otherwise one made from the title."""
    decoded = _NOT_IN_SLUGS.sub("-", unquote(written)).strip("-")[:200]
    return decoded.lower() or slugify(plain_words(title), allow_unicode=True)[:200].strip("-") or fallback


# --- the plan -------------------------------------------------------------------------------------
def plan_sections(site: OldSite, options: ImportOptions, front: FrontPage) -> SectionPlan:
    """The edition's section of the same name or slug, or one that will be made. Nothing is written."""
    known: dict[str, Section] = {}
    for section in Section.objects.child_of(front).select_related("locale"):
        known.setdefault(section.title.casefold(), section)
        known.setdefault(section.slug.casefold(), section)
    used_slugs = set(Page.objects.child_of(front).values_list("slug", flat=True))
    root = (public_path(front) or "/").rstrip("/") + "/"
    by_category = {PAGES_PARENT: PlannedSection("", "", root, "", front.pk, front.path)}
    for category, count in site.stories_by_category.most_common():
        term = _term_of(category, site, options)
        name = term.name.casefold()
        own = known.get(name) or known.get(own_slug(term.nicename, term.name, "section").casefold())
        same = next((planned for planned in by_category.values() if planned.name.casefold() == name), None)
        if own:
            planned = PlannedSection(own.title, own.slug, f"{root}{own.slug}/", "", own.pk, own.path)
        elif same and same.name:
            planned = same
        else:
            slug = own_slug(term.nicename, term.name, "section")
            # A post of the old site with this address keeps the address.
            slug = _free_slug(f"section-{slug}" if site.had_post_at(f"{root}{slug}/") else slug, used_slugs)
            planned = PlannedSection(term.name[:255], slug, f"{root}{slug}/", plain_words(term.description))
        planned.stories += count
        by_category[category] = planned
    return SectionPlan(front, by_category)


def _term_of(category: str, site: OldSite, options: ImportOptions) -> WordPressTerm:
    if options.section and category in {"", UNCATEGORIZED}:
        return WordPressTerm("category", "", options.section)
    if not category:
        return site.categories.get(UNCATEGORIZED) or WordPressTerm("category", UNCATEGORIZED, "Uncategorized")
    term = site.categories[category]
    return WordPressTerm("category", category, plain_words(term.name) or category, "", "", term.description)


def is_reserved(slug: str) -> bool:
    """Whether pages directly under a front may not have this slug."""
    return bool(address_taken(slug))


def _free_slug(slug: str, used_slugs: set[str]) -> str:
    if is_reserved(slug):
        slug = f"section-{slug}"
    base, number = slug, 2
    while slug in used_slugs:
        slug, number = f"{base}-{number}", number + 1
    used_slugs.add(slug)
    return slug


def plan_addresses(site: OldSite, plan: SectionPlan, ledger: Ledger) -> None:
    """Give every post and page a slug and a path, and record the target of each old address.

    A post that was imported before keeps its current address. So a run that continues an interrupted one gives the same
    addresses as an uninterrupted run.
    """
    section_slugs = {section.slug for section in plan.by_category.values() if section.slug}
    for rows in posts_of(site):
        imported = _imported_pages(ledger, [(row[2], row[3]) for row in rows])
        used = _used_slugs(plan, rows)
        for seq, post_id, kind, foreign_id, slug, title, link, category in rows:
            section = plan.of(category)
            page = imported.get((kind, foreign_id))
            if page:
                new_slug, new_path = page.slug, public_path(page)
            else:
                new_slug = own_slug(slug, title, f"story-{post_id or seq}")
                if kind == PAGES and is_reserved(new_slug):
                    new_slug = f"page-{new_slug}"
                base, number = new_slug[:240], 2
                while _is_used(site.index, section, new_slug, used, section_slugs if kind == PAGES else set()):
                    new_slug, number = f"{base}-{number}", number + 1
                new_path = f"{section.path}{new_slug}/"
            site.index.execute(
                "UPDATE posts SET section = ?, new_slug = ?, new_path = ? WHERE seq = ?",
                (section.path, new_slug, new_path, seq),
            )
            for old in old_paths(link, post_id, kind, site.address):
                site.index.execute("INSERT OR IGNORE INTO addresses VALUES (?, ?)", (old, new_path))
    site.index.commit()


def _is_used(
    index: sqlite3.Connection,
    section: PlannedSection,
    slug: str,
    used: set[tuple[int | None, str]],
    section_slugs: set[str],
) -> bool:
    if slug in section_slugs or (section.page_id, slug) in used:
        return True
    if section.page_id and re.search(r"-\d+$", slug):
        children = Page.objects.filter(path__startswith=section.tree_path, slug=slug)
        if children.exclude(pk=section.page_id).exists():
            return True
    query = "SELECT 1 FROM posts WHERE section = ? AND new_slug = ?"
    return index.execute(query, (section.path, slug)).fetchone() is not None


def _used_slugs(plan: SectionPlan, rows: list[PostRow]) -> set[tuple[int | None, str]]:
    """(parent id, slug) of pages in the edition, for the slugs in these rows."""
    slugs_by_parent: dict[int, tuple[PlannedSection, set[str]]] = {}
    for seq, post_id, _kind, _foreign_id, slug, title, _link, category in rows:
        section = plan.of(category)
        if section.page_id:
            slugs = slugs_by_parent.setdefault(section.page_id, (section, set()))[1]
            slugs.add(own_slug(slug, title, f"story-{post_id or seq}"))
    used: set[tuple[int | None, str]] = set()
    for section, slugs in slugs_by_parent.values():
        depth = len(section.tree_path) // Page.steplen + 1
        pages = Page.objects.filter(path__startswith=section.tree_path, depth=depth, slug__in=slugs)
        pages = pages.exclude(pk__in=[draft.pk for draft in first_drafts(plan.front, slugs)])
        used |= {(section.page_id, slug) for slug in pages.values_list("slug", flat=True)}
    return used


def _imported_pages(ledger: Ledger, keys: list[tuple[str, str]]) -> dict[tuple[str, str], Page]:
    """(kind, foreign id) -> the page that an earlier run made from it."""
    pages: dict[tuple[str, str], Page] = {}
    for kind in {kind for kind, _ in keys}:
        rows = ledger.imported(kind, [foreign_id for row_kind, foreign_id in keys if row_kind == kind])
        by_id = Page.objects.select_related("locale").in_bulk([row.object_id for row in rows.values() if row.object_id])
        pages |= {
            (kind, foreign_id): by_id[row.object_id] for foreign_id, row in rows.items() if row.object_id in by_id
        }
    return pages


# --- making them ----------------------------------------------------------------------------------
def make_sections(plan: SectionPlan, ledger: Ledger) -> list[ReportLine]:
    """Make the planned sections; the largest are in the section bar. Returns the report's lines."""
    lines, rows = [], []
    known = ledger.imported("category", [category or NO_CATEGORY for category in plan.by_category])
    by_size = sorted(plan.by_category.values(), key=lambda section: -section.stories)
    in_bar = {section.slug for section in by_size[: SECTIONS_IN_BAR + 1] if section.name}
    for category, section in plan.by_category.items():
        if category == PAGES_PARENT:
            continue
        name = category or NO_CATEGORY
        is_new = section.page_id is None
        if is_new:
            _make_section(plan.front, section, in_bar=section.slug in in_bar)
        notes = []
        if not is_new and name not in known:
            notes.append("The edition has a section of this name, which gets the stories.")
        outcome = ALREADY_THERE if name in known else IMPORTED
        became = f"stories.section {section.page_id}"
        lines.append(ReportLine("category", name, section.name, outcome, became, section.path, notes=notes))
        rows.append(ledger.row("category", name, model="stories.section", object_id=section.page_id))
    ledger.add(rows)
    return lines


def _make_section(front: FrontPage, planned: PlannedSection, *, in_bar: bool) -> None:
    """Make a live section under the front, and store its id in the plan."""
    parent = FrontPage.objects.get(pk=front.pk)
    section = Section(
        title=planned.name,
        slug=planned.slug,
        description=planned.description,
        locale=parent.locale,
        live=False,
        show_in_menus=in_bar,
    )
    parent.add_child(instance=section)
    section.save_revision().publish()
    section = Section.objects.get(pk=section.pk)
    planned.page_id, planned.tree_path = section.pk, section.path
