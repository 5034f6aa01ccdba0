"""Prepares items of the export: decides everything that can be decided before writing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from broadsheet.imports.ledger import FAILED, IMPORTED, LEFT
from broadsheet.imports.markup.pieces import PictureInText

from .export import ExportItem
from .links import PAGES, STORIES, old_paths
from .old_site import HIDDEN_STATUSES, PAGES_PARENT, UNCATEGORIZED, Attachment, OldSite, plain_words
from .post_text import PostText
from .text import read_text

_SEO_TITLES = ("_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title")
_SEO_DESCRIPTIONS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description")
_KNOWN_META = frozenset([*_SEO_TITLES, *_SEO_DESCRIPTIONS, "footnotes", "enclosure", "rank_math_primary_category"])
HEADLINE_LENGTH = 255


@dataclass
class PreparedItem:
    """An item, and what it will become. `outcome` is imported, left or failed; `notes` are sentences for the report."""

    item: ExportItem
    kind: str
    foreign_id: str
    outcome: str = IMPORTED
    title: str = ""
    slug: str = ""
    path: str = ""
    category: str = ""  # the top category, whose section the story gets; PAGES_PARENT for pages
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
    text: PostText = field(default_factory=PostText)
    old_paths: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    became: tuple[str, int | None] = ("", None)  # the model and id of the object made from it
    address: str = ""

    def leave(self, sentence: str) -> PreparedItem:
        """Do not import the item; the sentence says why."""
        self.outcome = LEFT
        self.notes.append(sentence)
        return self

    def hold(self, sentence: str) -> None:
        """Import the item as a draft; the sentence says why."""
        self.live, self.go_live_at = False, None
        self.notes.append(sentence)


class ItemPreparer:
    """Prepares the items of one export. `zone` is the zone for times that have none."""

    def __init__(self, site: OldSite, zone: tzinfo, now: datetime) -> None:
        self.site = site
        self.zone = zone
        self.now = now

    def prepare(self, item: ExportItem) -> PreparedItem:
        """Prepare one item. An item that cannot be read is `failed`, with the reason; the import continues."""
        prepared = PreparedItem(item, item.kind or "post", item.foreign_id, title=plain_words(item.title))
        try:
            if prepared.kind in {STORIES, PAGES}:
                self.page(prepared)
            elif prepared.kind == "attachment":
                self.attachment(prepared)
            else:
                prepared.leave(_reason_to_leave(prepared.kind))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            prepared.outcome = FAILED
            prepared.notes.append(
                f"It could not be read ({type(error).__name__}: {str(error)[:200]}). Import it by hand."
            )
        return prepared

    def attachment(self, prepared: PreparedItem) -> None:
        item = prepared.item
        prepared.old_paths = old_paths(item.link, item.post_id, "attachment", self.site.address)
        if not (item.attachment_url or item.guid):
            prepared.leave("The export names no file for it.")

    def page(self, prepared: PreparedItem) -> None:
        item = prepared.item
        if item.status in HIDDEN_STATUSES:
            prepared.leave(f"Its status is “{item.status}”: WordPress does not show it either.")
            return
        prepared.slug, prepared.path = self.site.planned_address(prepared.foreign_id)
        prepared.published_at = _moment(item.date_gmt, item.date, self.zone, item.pub_date)
        prepared.modified_at = _moment(item.modified_gmt, item.modified, self.zone)
        self.text(prepared)
        self.labels(prepared)
        self.words(prepared)
        self.state(prepared)
        prepared.old_paths = [
            path for path in old_paths(item.link, item.post_id, item.kind, self.site.address) if path != prepared.path
        ]
        if prepared.text.pages > 1 and prepared.old_paths and "?" not in prepared.old_paths[0]:
            first = prepared.old_paths[0]
            prepared.old_paths += [f"{first}{number}/" for number in range(2, min(prepared.text.pages, 100) + 1)]

    def text(self, prepared: PreparedItem) -> None:
        item = prepared.item
        prepared.text = read_text(item.content, self.site, item.post_id, footnotes=item.meta.get("footnotes", ""))
        prepared.notes += prepared.text.notes
        if thumbnail := item.meta.get("_thumbnail_id", "").strip():
            lead = self.site.attachment(thumbnail)
            if lead is None and thumbnail not in {"0", "-1"}:
                prepared.notes.append(f"Its featured image, {thumbnail}, is not in the export.")
            elif lead and item.kind == PAGES:
                prepared.text.pieces.insert(
                    0, PictureInText(lead.url, lead.alt, lead.caption, lead.credit, lead.post_id)
                )
            else:
                prepared.lead = lead

    def labels(self, prepared: PreparedItem) -> None:
        item = prepared.item
        co_authors = [term for term in item.terms if term.taxonomy == "author"]
        names = [term.nicename.removeprefix("cap-") or term.name for term in co_authors]
        logins = {login.casefold(): login for login in self.site.authors}
        prepared.authors = [
            logins.get(name.casefold(), term.name or name) for name, term in zip(names, co_authors, strict=True)
        ] or ([item.creator] if item.creator else [])
        prepared.category = PAGES_PARENT
        if item.kind == STORIES:
            names = self.site.categories_of(item)
            prepared.category = self.site.top_category(names[0]) if names else ""
            prepared.topics = [name for name in names if name not in {prepared.category, UNCATEGORIZED}]
        tags = [term for term in item.terms if term.taxonomy == "post_tag"]
        with_slug = [term for term in tags if term.nicename]
        prepared.tags = list(dict.fromkeys(term.nicename or term.name for term in with_slug or tags))
        if item.kind == PAGES:
            names = [*self.site.categories_of(item), *prepared.tags]
            prepared.tags = []
            if names:
                prepared.notes.append(f"Standing pages have no categories and tags; left: {', '.join(names)}.")
        for term in item.terms:
            if term.taxonomy == "post_format":
                form = (term.nicename or term.name).removeprefix("post-format-")
                prepared.notes.append(f"Its post format “{form}” has no counterpart; the whole text was imported.")
            elif term.taxonomy not in {"category", "post_tag", "author"}:
                prepared.notes.append(
                    f"Its {term.taxonomy} “{term.name}” was left: only the old site has this taxonomy."
                )

    def words(self, prepared: PreparedItem) -> None:
        item, meta = prepared.item, prepared.item.meta
        prepared.standfirst = plain_words(item.excerpt)
        for names, name, most in ((_SEO_TITLES, "seo_title", 255), (_SEO_DESCRIPTIONS, "description", 2000)):
            written = next((meta[key].strip() for key in names if meta.get(key, "").strip()), "")
            if "%" in written and written.count("%") > 1 or "#post_title" in written or "#site_title" in written:
                prepared.notes.append(
                    f"A text for search engines is a pattern of a plug-in and was left out: {written[:120]}"
                )
            else:
                setattr(prepared, name, plain_words(written)[:most])
        own = [key for key in meta if key and not key.startswith("_") and key not in _KNOWN_META]
        if own:
            prepared.notes.append(f"Custom fields were left: {', '.join(sorted(own))[:500]}.")
        if item.comments:
            number = f"{item.comments} comments" if item.comments > 1 else "1 comment"
            prepared.notes.append(f"{number} left: Broadsheet has no comments.")
        if item.sticky == "1":
            prepared.notes.append("It was sticky. Pin it on the front if it should still come first.")
        if item.kind == PAGES and item.parent not in {"", "0"}:
            prepared.notes.append("It was below another page. Standing pages are all directly under the front.")

    def state(self, prepared: PreparedItem) -> None:
        item = prepared.item
        prepared.live = item.status == "publish"
        if item.status == "future":
            if prepared.published_at and prepared.published_at > self.now:
                prepared.go_live_at = prepared.published_at
                prepared.notes.append(f"Scheduled for {prepared.published_at:%Y-%m-%d %H:%M} UTC.")
            else:
                prepared.hold("It was scheduled for a moment that has passed, so it is a draft.")
        elif item.status in {"draft", "pending"}:
            prepared.notes.append(f"Its status was “{item.status}”; it is a draft.")
        elif item.status == "private":
            prepared.hold("It was private, so it is a draft.")
        elif not prepared.live:
            prepared.hold(f"Its status “{item.status}” is not known here, so it is a draft.")
        if item.password:
            prepared.hold("It was protected with a password, so it is a draft.")
        if not prepared.title:
            prepared.title = "Untitled"
            prepared.hold("It had no title, so it is a draft called “Untitled”.")
        elif len(prepared.title) > HEADLINE_LENGTH:
            prepared.notes.append(f"Its title of {len(prepared.title)} characters was cut to {HEADLINE_LENGTH}.")
            prepared.title = prepared.title[: HEADLINE_LENGTH - 1].rstrip() + "…"
        if prepared.live and prepared.published_at is None:
            prepared.hold("The export gives no date for it, so it is a draft.")
        if prepared.live and prepared.published_at and prepared.published_at > self.now:
            prepared.hold("It was published with a date in the future, so it is a draft.")


_REASONS_TO_LEAVE = {
    "nav_menu_item": "A menu item. Here, sections and standing pages make the menus.",
    "revision": "An older version of a post. The newest version is imported.",
    "wp_block": "A reusable block. Its text is in every post that uses it.",
    "wp_navigation": "A menu. Here, sections and standing pages make the menus.",
    "wp_template": "A template of the theme.",
    "wp_template_part": "A template of the theme.",
    "wp_global_styles": "Styles of the theme.",
    "custom_css": "Styles of the theme.",
    "customize_changeset": "Styles of the theme.",
    "oembed_cache": "A cache of WordPress.",
    "feedback": "A message that a reader sent through a form.",
}


def _reason_to_leave(kind: str) -> str:
    return _REASONS_TO_LEAVE.get(kind, f"“{kind}” is a content type of the old site's own (a plug-in's or a theme's).")


def _moment(gmt: str, local: str, zone: tzinfo, published: str = "") -> datetime | None:
    """The moment in UTC: from `*_gmt` if given, else from the local time in `zone`, else from pubDate.

    WordPress writes zeros for the time of a draft, which has no moment.
    """
    if (time := _read_time(gmt)) is not None:
        return time.replace(tzinfo=UTC)
    if (time := _read_time(local)) is not None:
        return time.replace(tzinfo=zone).astimezone(UTC)
    try:
        time = parsedate_to_datetime(published) if published.strip() else None
    except (ValueError, TypeError, IndexError):
        return None
    if time is None or time.year < 1970:
        return None
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def _read_time(text: str) -> datetime | None:
    text = text.strip()
    if not text or text.startswith("0000"):
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time.replace(tzinfo=None) if time.year >= 1970 else None
