"""The first way through the export: what is in it, and where everything will stand.

It is kept in a small database beside nothing (a temporary file), so that an export of any size takes the
same memory, and so that a link in the first post can lead to the last.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from broadsheet.imports.ledger import foreign_id

from .export import Author, Item, SiteInfo, Term, read_export
from .links import file_key, path_of, upload_path
from .post_text import Attachment

_SCHEMA = """
CREATE TABLE posts (seq INTEGER PRIMARY KEY, post_id TEXT, kind TEXT, foreign_id TEXT, slug TEXT, title TEXT,
  link TEXT, old TEXT, place TEXT, new_slug TEXT DEFAULT '', new_path TEXT DEFAULT '');
CREATE INDEX posts_by_id ON posts (post_id);
CREATE INDEX posts_by_foreign ON posts (foreign_id);
CREATE INDEX posts_by_old ON posts (old);
CREATE INDEX posts_by_slug ON posts (place, new_slug);
CREATE TABLE attachments (post_id TEXT PRIMARY KEY, foreign_id TEXT, url TEXT, file TEXT, parent TEXT, place INTEGER, told TEXT);
CREATE INDEX attachments_by_file ON attachments (file);
CREATE INDEX attachments_by_parent ON attachments (parent, place);
CREATE TABLE reusable (post_id TEXT PRIMARY KEY, content TEXT);
CREATE TABLE addresses (path TEXT PRIMARY KEY, new_path TEXT);
"""
STORIES, PAGES = "post", "page"
UNCATEGORIZED = "uncategorized"
_CREDIT_KEYS = ("_media_credit", "media_credit", "_credit", "credit", "photo_credit", "_photo_credit", "isc_image_source",
                "_wp_attachment_image_credit", "_navis_media_credit", "photographer")  # fmt: skip
_TAG = re.compile(r"<[^>]*>")


def plain_words(html: str) -> str:
    """Words of a title or caption, without tags, entities resolved, white space folded."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


@dataclass
class Survey:
    """What the first way through found."""

    site: SiteInfo
    authors: dict[str, Author] = field(default_factory=dict)
    categories: dict[str, Term] = field(default_factory=dict)
    tags: dict[str, Term] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)  # top category ("" for none) -> posts
    used_categories: set[str] = field(default_factory=set)
    comments: int = 0
    items: int = 0
    _folder: tempfile.TemporaryDirectory[str] | None = None
    _index: sqlite3.Connection | None = None

    @property
    def index(self) -> sqlite3.Connection:
        """The temporary database."""
        if self._index is None:
            self._folder = tempfile.TemporaryDirectory(prefix="broadsheet-wordpress-")
            self._index = sqlite3.connect(Path(self._folder.name) / "survey.sqlite3")
            self._index.execute("PRAGMA journal_mode=OFF")
            self._index.execute("PRAGMA synchronous=OFF")
            self._index.executescript(_SCHEMA)
        return self._index

    def close(self) -> None:
        """Remove the temporary database."""
        if self._index is not None and self._folder is not None:
            self._index.close()
            self._folder.cleanup()

    # --- asking -----------------------------------------------------------------------------------
    def attachment(self, post_id: str) -> Attachment | None:
        """The attachment of this number."""
        return self._one("SELECT told FROM attachments WHERE post_id = ?", post_id)

    def attachment_of_file(self, url: str) -> Attachment | None:
        """The attachment whose file, in whatever size, is at this address."""
        return self._one("SELECT told FROM attachments WHERE file = ?", file_key(url))

    def children(self, post_id: str) -> list[Attachment]:
        """Attachments uploaded to a post, in their order."""
        rows = self.index.execute("SELECT told FROM attachments WHERE parent = ? ORDER BY place, rowid", (post_id,))
        return [Attachment(**json.loads(told)) for (told,) in rows]

    def _one(self, question: str, key: str) -> Attachment | None:
        row = self.index.execute(question, (key,)).fetchone() if key else None
        return Attachment(**json.loads(row[0])) if row else None

    def reusable(self, post_id: str) -> str | None:
        """What a reusable block holds."""
        row = self.index.execute("SELECT content FROM reusable WHERE post_id = ?", (post_id,)).fetchone()
        return row[0] if row else None

    def stands_at(self, foreign: str) -> tuple[str, str]:
        """(slug, path) that a post or page is to have."""
        row = self.index.execute("SELECT new_slug, new_path FROM posts WHERE foreign_id = ?", (foreign,)).fetchone()
        return row or ("", "")

    def new_path(self, old: str) -> str:
        """Where an old address (as `path_of` gives it) leads; empty where nothing of it is imported."""
        row = self.index.execute("SELECT new_path FROM addresses WHERE path = ?", (old,)).fetchone()
        return row[0] if row else ""

    def was_at(self, path: str) -> bool:
        """Whether a post or page of the old site had this address."""
        return self.index.execute("SELECT 1 FROM posts WHERE old = ?", (path,)).fetchone() is not None

    def path_of_post(self, post_id: str) -> str:
        """The new path of a post by its number; empty for none."""
        row = self.index.execute("SELECT new_path FROM posts WHERE post_id = ?", (post_id,)).fetchone()
        return row[0] if row else ""

    # --- categories -------------------------------------------------------------------------------
    def top_of(self, nicename: str) -> str:
        """The uppermost category above one, itself where it has none."""
        seen = {nicename}
        while (term := self.categories.get(nicename)) and term.parent and term.parent not in seen:
            if term.parent not in self.categories:
                break
            nicename = term.parent
            seen.add(nicename)
        return nicename

    def categories_of(self, item: Item) -> list[str]:
        """Nicenames of a post's categories, the primary one first (Yoast, Rank Math; else as in the export)."""
        named = [term for term in item.terms if term.taxonomy == "category" and term.nicename]
        bare = [term for term in item.terms if term.taxonomy == "category" and not term.nicename]
        by_name = {term.name.casefold(): nicename for nicename, term in self.categories.items()} if not named else {}
        found = [term.nicename for term in named]
        found += [by_name[term.name.casefold()] for term in bare if not named and term.name.casefold() in by_name]
        primary = item.meta.get("_yoast_wpseo_primary_category") or item.meta.get("rank_math_primary_category") or ""
        chosen = next((name for name in found if primary and self.categories[name].term_id == primary.strip()), None)
        found = list(dict.fromkeys(found))
        return [chosen, *(name for name in found if name != chosen)] if chosen else found


def survey_export(path: Path, told: Callable[[int], object] = lambda _: None) -> Survey:
    """Read the whole export once; `told` is called with the bytes read. Raises UnreadableExport."""
    survey = Survey(SiteInfo())
    try:
        for entry, done in read_export(path):
            told(done)
            if isinstance(entry, SiteInfo):
                survey.site = entry
            elif isinstance(entry, Author):
                survey.authors.setdefault(entry.login, entry)
            elif isinstance(entry, Term):
                if entry.taxonomy == "category" and entry.nicename:
                    survey.categories[entry.nicename] = entry
                elif entry.taxonomy == "post_tag":
                    survey.tags[entry.nicename] = entry
            else:
                _survey_item(survey, entry)
    except BaseException:
        survey.close()
        raise
    return survey


def _survey_item(survey: Survey, item: Item) -> None:
    survey.items += 1
    survey.kinds[item.kind] += 1
    survey.comments += item.comments
    for term in item.terms:
        if term.taxonomy == "category" and term.nicename and term.nicename not in survey.categories:
            survey.categories[term.nicename] = term
        elif term.taxonomy == "post_tag" and term.nicename and term.nicename not in survey.tags:
            survey.tags[term.nicename] = term
    if item.kind == "attachment":
        _survey_attachment(survey, item)
    elif item.kind == "wp_block":
        survey.index.execute("INSERT OR REPLACE INTO reusable VALUES (?, ?)", (item.post_id, item.content))
    elif item.kind in {STORIES, PAGES} and item.status not in NEVER:
        place = "/"
        if item.kind == STORIES:
            names = survey.categories_of(item)
            place = survey.top_of(names[0]) if names else ""
            survey.places[place] += 1
            survey.used_categories.update(names)
        survey.index.execute(
            "INSERT INTO posts (post_id, kind, foreign_id, slug, title, link, old, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (item.post_id, item.kind, foreign_id(item), item.slug, item.title, item.link, path_of(item.link), place),
        )


NEVER = frozenset(["trash", "auto-draft", "inherit"])


def _survey_attachment(survey: Survey, item: Item) -> None:
    url = item.attachment_url or item.guid
    credit = next((plain_words(item.meta[key]) for key in _CREDIT_KEYS if item.meta.get(key, "").strip()), "")
    told = {
        "post_id": item.post_id, "url": url, "title": plain_words(item.title)[:255],
        "alt": plain_words(item.meta.get("_wp_attachment_image_alt", ""))[:500], "caption": plain_words(item.excerpt),
        "credit": credit[:255], "path": item.meta.get("_wp_attached_file", "") or upload_path(url),
        "parent": item.parent, "foreign_id": foreign_id(item),
    }  # fmt: skip
    order = int(item.menu_order) if item.menu_order.lstrip("-").isdigit() else 0
    survey.index.execute(
        "INSERT OR REPLACE INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?)",
        (item.post_id, foreign_id(item), url, file_key(url), item.parent, order, json.dumps(told)),
    )


def planned_posts(survey: Survey) -> Iterator[list[tuple[int, str, str, str, str, str, str, str]]]:
    """(seq, post_id, kind, foreign_id, slug, title, link, place) of every post and page, some hundred at a time."""
    last = 0
    while True:
        rows = survey.index.execute(
            "SELECT seq, post_id, kind, foreign_id, slug, title, link, place FROM posts WHERE seq > ? ORDER BY seq LIMIT 500",
            (last,),
        ).fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def old_paths(link: str, post_id: str, kind: str, base: str) -> list[str]:
    """Every old address of a post, page or attachment: its permalink and the forms that WordPress always answers."""
    root = path_of(base + "/")
    forms = {STORIES: ["p"], PAGES: ["page_id", "p"], "attachment": ["attachment_id", "p"]}.get(kind, ["p"])
    paths = [path_of(link)] if link.strip() else []
    paths += [f"{root}?{form}={post_id}" for form in forms if post_id.isdigit()]
    return list(dict.fromkeys(path for path in paths if path and path != root))
