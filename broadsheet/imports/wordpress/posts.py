"""What becomes of one item: everything that can be said before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from broadsheet.imports.ledger import FAILED, IMPORTED, LEFT, foreign_id

from .dates import moment
from .export import Item
from .links import path_of
from .old_site import NEVER, PAGES, STORIES, UNCATEGORIZED, Survey, old_paths, plain_words
from .post_text import Attachment, Converted, Library, PicturePiece
from .sections import Places
from .text import read_text

_SEO_TITLES = ("_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title")
_SEO_DESCRIPTIONS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description")
_KNOWN_META = frozenset([*_SEO_TITLES, *_SEO_DESCRIPTIONS, "footnotes", "enclosure", "rank_math_primary_category"])
HEADLINE = 255
LIVE_STATES = frozenset(["publish"])


@dataclass
class Prepared:
    """An item read; `outcome` is imported, left or failed, `notes` are sentences for the report."""

    item: Item
    kind: str
    foreign: str
    outcome: str = IMPORTED
    title: str = ""
    slug: str = ""
    path: str = ""
    place: str = ""
    live: bool = False
    published_at: datetime | None = None
    modified_at: datetime | None = None
    go_live_at: datetime | None = None
    standfirst: str = ""
    seo_title: str = ""
    description: str = ""
    authors: list[str] = field(default_factory=list)  # logins, or names where there is no login
    topics: list[str] = field(default_factory=list)  # nicenames of categories
    tags: list[str] = field(default_factory=list)  # nicenames of tags, or names
    lead: Attachment | None = None
    text: Converted = field(default_factory=Converted)
    old_paths: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    became: tuple[str, int | None] = ("", None)  # model, id
    address: str = ""

    def leave(self, sentence: str) -> Prepared:
        """It is not imported, for this reason."""
        self.outcome = LEFT
        self.notes.append(sentence)
        return self

    def hold(self, sentence: str) -> None:
        """It becomes a draft, for this reason."""
        self.live, self.go_live_at = False, None
        self.notes.append(sentence)


class Preparer:
    """Prepares items of one export."""

    def __init__(self, survey: Survey, places: Places, zone: tzinfo, now: datetime) -> None:
        self.survey = survey
        self.places = places
        self.zone = zone
        self.now = now

    def prepare(self, item: Item) -> Prepared:
        """Read one item. An item that cannot be read is `failed`, with the reason; it stops nothing else."""
        prepared = Prepared(item, item.kind or "post", foreign_id(item), title=plain_words(item.title))
        try:
            if prepared.kind in {STORIES, PAGES}:
                self.page(prepared)
            elif prepared.kind == "attachment":
                self.attachment(prepared)
            else:
                prepared.leave(_why_left(prepared.kind))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            prepared.outcome = FAILED
            prepared.notes.append(
                f"It could not be read ({type(error).__name__}: {str(error)[:200]}). Import it by hand."
            )
        return prepared

    def attachment(self, prepared: Prepared) -> None:
        item = prepared.item
        prepared.old_paths = old_paths(item.link, item.post_id, "attachment", self.survey.site.address)
        if not (item.attachment_url or item.guid):
            prepared.leave("The export names no file for it.")

    def page(self, prepared: Prepared) -> None:
        item = prepared.item
        if item.status in NEVER:
            prepared.leave(f"Its status is “{item.status}”: WordPress does not show it either.")
            return
        prepared.slug, prepared.path = self.survey.stands_at(prepared.foreign)
        prepared.published_at = moment(item.date_gmt, item.date, self.zone, item.pub_date)
        prepared.modified_at = moment(item.modified_gmt, item.modified, self.zone)
        self.text(prepared)
        self.labels(prepared)
        self.words(prepared)
        self.state(prepared)
        prepared.old_paths = [
            path
            for path in old_paths(item.link, item.post_id, item.kind, self.survey.site.address)
            if path != prepared.path
        ]
        if prepared.text.pages > 1 and prepared.old_paths and "?" not in prepared.old_paths[0]:
            first = prepared.old_paths[0]
            prepared.old_paths += [f"{first}{number}/" for number in range(2, min(prepared.text.pages, 100) + 1)]

    def text(self, prepared: Prepared) -> None:
        item = prepared.item
        library = Library(
            base=self.survey.site.address,
            attachment=self.survey.attachment,
            children=self.survey.children,
            reusable=self.survey.reusable,
            post_id=item.post_id,
        )
        prepared.text = read_text(item.content, library, footnotes=item.meta.get("footnotes", ""))
        prepared.notes += prepared.text.notes
        if thumbnail := item.meta.get("_thumbnail_id", "").strip():
            lead = self.survey.attachment(thumbnail)
            if lead is None and thumbnail not in {"0", "-1"}:
                prepared.notes.append(f"Its featured image, {thumbnail}, is not in the export.")
            elif lead and item.kind == PAGES:
                prepared.text.pieces.insert(
                    0, PicturePiece(lead.url, lead.alt, lead.caption, lead.credit, lead.post_id)
                )
            else:
                prepared.lead = lead

    def labels(self, prepared: Prepared) -> None:
        item = prepared.item
        together = [term for term in item.terms if term.taxonomy == "author"]
        names = [term.nicename.removeprefix("cap-") or term.name for term in together]
        known = {login.casefold(): login for login in self.survey.authors}
        prepared.authors = [
            known.get(name.casefold(), term.name or name) for name, term in zip(names, together, strict=True)
        ] or ([item.creator] if item.creator else [])
        prepared.place = "/"
        if item.kind == STORIES:
            names = self.survey.categories_of(item)
            prepared.place = self.survey.top_of(names[0]) if names else ""
            prepared.topics = [name for name in names if name not in {prepared.place, UNCATEGORIZED}]
        tags = [term for term in item.terms if term.taxonomy == "post_tag"]
        with_slug = [term for term in tags if term.nicename]
        prepared.tags = list(dict.fromkeys(term.nicename or term.name for term in with_slug or tags))
        if item.kind == PAGES:
            left = [*(self.survey.categories_of(item)), *prepared.tags]
            prepared.tags = []
            if left:
                prepared.notes.append(f"Standing pages have no categories and tags; left: {', '.join(left)}.")
        for term in item.terms:
            if term.taxonomy == "post_format":
                form = (term.nicename or term.name).removeprefix("post-format-")
                prepared.notes.append(f"Its post format “{form}” has no counterpart; the text came whole.")
            elif term.taxonomy not in {"category", "post_tag", "author"}:
                prepared.notes.append(f"Its {term.taxonomy} “{term.name}” was left: a taxonomy of the old site's own.")

    def words(self, prepared: Prepared) -> None:
        item, meta = prepared.item, prepared.item.meta
        prepared.standfirst = plain_words(item.excerpt)
        for names, name, most in ((_SEO_TITLES, "seo_title", 255), (_SEO_DESCRIPTIONS, "description", 2000)):
            written = next((meta[key].strip() for key in names if meta.get(key, "").strip()), "")
            if "%" in written and written.count("%") > 1 or "#post_title" in written or "#site_title" in written:
                prepared.notes.append(
                    f"A text for search engines is a pattern of a plug-in and was left: {written[:120]}"
                )
            else:
                setattr(prepared, name, plain_words(written)[:most])
        own = [key for key in meta if key and not key.startswith("_") and key not in _KNOWN_META]
        if own:
            prepared.notes.append(f"Custom fields were left: {', '.join(sorted(own))[:500]}.")
        if item.comments:
            number = f"{item.comments} comments" if item.comments > 1 else "1 comment"
            prepared.notes.append(f"{number} left: Broadsheet has none.")
        if item.sticky == "1":
            prepared.notes.append("It was sticky; pin it on the front if it still should stand first.")
        if item.kind == PAGES and item.parent not in {"", "0"}:
            prepared.notes.append("It stood below another page; standing pages all stand directly under the front.")

    def state(self, prepared: Prepared) -> None:
        item = prepared.item
        prepared.live = item.status in LIVE_STATES
        if item.status == "future":
            if prepared.published_at and prepared.published_at > self.now:
                prepared.go_live_at = prepared.published_at
                prepared.notes.append(f"Scheduled for {prepared.published_at:%Y-%m-%d %H:%M} UTC.")
            else:
                prepared.hold("It was scheduled for a moment that has passed; it is a draft.")
        elif item.status in {"draft", "pending"}:
            prepared.notes.append(f"Its status was “{item.status}”; it is a draft.")
        elif item.status == "private":
            prepared.hold("It was private; it is a draft.")
        elif not prepared.live:
            prepared.hold(f"Its status “{item.status}” is not known here; it is a draft.")
        if item.password:
            prepared.hold("It was protected with a password; it is a draft.")
        if not prepared.title:
            prepared.title = "Untitled"
            prepared.hold("It had no title; it is a draft called “Untitled”.")
        elif len(prepared.title) > HEADLINE:
            prepared.notes.append(f"Its title of {len(prepared.title)} characters was cut to {HEADLINE}.")
            prepared.title = prepared.title[: HEADLINE - 1].rstrip() + "…"
        if prepared.live and prepared.published_at is None:
            prepared.hold("The export gives no date for it; it is a draft.")
        if prepared.live and prepared.published_at and prepared.published_at > self.now:
            prepared.hold("It was published with a date in the future; it is a draft.")


_LEFT = {
    "nav_menu_item": "A menu's entry; sections and standing pages make the menus here.",
    "revision": "An older version of a post; the export's newest is imported.",
    "wp_block": "A reusable block; what it holds stands in each post that uses it.",
    "wp_navigation": "A menu; sections and standing pages make the menus here.",
    "wp_template": "A template of the theme.",
    "wp_template_part": "A template of the theme.",
    "wp_global_styles": "Looks of the theme.",
    "custom_css": "Looks of the theme.",
    "customize_changeset": "Looks of the theme.",
    "oembed_cache": "A note of WordPress to itself.",
    "feedback": "A message that a reader sent through a form.",
}


def _why_left(kind: str) -> str:
    return _LEFT.get(kind, f"“{kind}” is a content type of the old site's own (a plug-in's or a theme's).")


def path_shown(link: str) -> str:
    """The old path for the report."""
    return path_of(link) if link else ""
