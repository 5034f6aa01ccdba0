"""The old site according to a first reading of its export: terms, authors, attachments, and the address of every post.

Posts and attachments are kept in a temporary SQLite file, so that the memory does not grow with the export. The whole
export is read before anything is imported, so a link in the first post can point to the last.
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

from .export import ExportItem, SiteInfo, WordPressAuthor, WordPressTerm, read_export
from .links import PAGES, STORIES, file_key, host_of, path_of, upload_path

_SCHEMA = """
CREATE TABLE posts (seq INTEGER PRIMARY KEY, post_id TEXT, kind TEXT, foreign_id TEXT, slug TEXT, title TEXT,
  link TEXT, old TEXT, section TEXT, new_slug TEXT DEFAULT '', new_path TEXT DEFAULT '');
CREATE INDEX posts_by_id ON posts (post_id);
CREATE INDEX posts_by_foreign ON posts (foreign_id);
CREATE INDEX posts_by_old ON posts (old);
CREATE INDEX posts_by_slug ON posts (section, new_slug);
CREATE TABLE attachments (post_id TEXT PRIMARY KEY, foreign_id TEXT, url TEXT, file TEXT, parent TEXT, position INTEGER, fields TEXT);
CREATE INDEX attachments_by_file ON attachments (file);
CREATE INDEX attachments_by_parent ON attachments (parent, position);
CREATE TABLE reusable (post_id TEXT PRIMARY KEY, content TEXT);
CREATE TABLE addresses (path TEXT PRIMARY KEY, new_path TEXT);
"""
UNCATEGORIZED = "uncategorized"
PAGES_PARENT = "/"  # used as the category of pages, which are directly under the front
HIDDEN_STATUSES = frozenset(["trash", "auto-draft", "inherit"])  # WordPress shows these to nobody
_CREDIT_KEYS = ("_media_credit", "media_credit", "_credit", "credit", "photo_credit", "_photo_credit", "isc_image_source",
                "_wp_attachment_image_credit", "_navis_media_credit", "photographer")  # fmt: skip
_TAG = re.compile(r"<[^>]*>")


def plain_words(html: str) -> str:
    """The words of a title or caption: without tags, entities resolved, white space collapsed."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


@dataclass(frozen=True)
class Attachment:
    """A file of the old media library. `path` is below wp-content/uploads, possibly empty."""

    post_id: str
    url: str
    title: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""
    path: str = ""
    parent: str = ""
    foreign_id: str = ""


@dataclass
class OldSite:
    """What the first reading of the export found. Terms are stored by their nicenames."""

    info: SiteInfo
    authors: dict[str, WordPressAuthor] = field(default_factory=dict)
    categories: dict[str, WordPressTerm] = field(default_factory=dict)
    tags: dict[str, WordPressTerm] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    stories_by_category: Counter[str] = field(default_factory=Counter)  # top category ("" for none) -> posts
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
            self._index = sqlite3.connect(Path(self._folder.name) / "old-site.sqlite3")
            self._index.execute("PRAGMA journal_mode=OFF")
            self._index.execute("PRAGMA synchronous=OFF")
            self._index.executescript(_SCHEMA)
        return self._index

    def close(self) -> None:
        """Delete the temporary database."""
        if self._index is not None and self._folder is not None:
            self._index.close()
            self._folder.cleanup()

    @property
    def address(self) -> str:
        """The old site's own address, without a slash at its end."""
        return self.info.address

    def has_address(self, url: str) -> bool:
        """Whether an address is on the old site."""
        host = host_of(url)
        return bool(host) and host in {host_of(self.info.address), host_of(self.info.link)}

    # --- attachments and posts --------------------------------------------------------------------
    def attachment(self, post_id: str) -> Attachment | None:
        """The attachment with this number."""
        return self._one("SELECT fields FROM attachments WHERE post_id = ?", post_id)

    def attachment_of_file(self, url: str) -> Attachment | None:
        """The attachment whose file, in any size, is at this address."""
        return self._one("SELECT fields FROM attachments WHERE file = ?", file_key(url))

    def children(self, post_id: str) -> list[Attachment]:
        """Attachments uploaded to a post, in their order."""
        rows = self.index.execute(
            "SELECT fields FROM attachments WHERE parent = ? ORDER BY position, rowid", (post_id,)
        )
        return [Attachment(**json.loads(fields)) for (fields,) in rows]

    def _one(self, query: str, key: str) -> Attachment | None:
        row = self.index.execute(query, (key,)).fetchone() if key else None
        return Attachment(**json.loads(row[0])) if row else None

    def reusable(self, post_id: str) -> str | None:
        """The content of a reusable block."""
        row = self.index.execute("SELECT content FROM reusable WHERE post_id = ?", (post_id,)).fetchone()
        return row[0] if row else None

    def planned_address(self, foreign_id: str) -> tuple[str, str]:
        """(slug, path) planned for a post or page."""
        row = self.index.execute("SELECT new_slug, new_path FROM posts WHERE foreign_id = ?", (foreign_id,)).fetchone()
        return row or ("", "")

    def new_address(self, url: str) -> str:
        """The new path for an address of the old site. Empty for any other address, and if nothing was imported from it."""
        if not self.has_address(url):
            return ""
        row = self.index.execute("SELECT new_path FROM addresses WHERE path = ?", (path_of(url),)).fetchone()
        return row[0] if row else ""

    def had_post_at(self, path: str) -> bool:
        """Whether a post or page of the old site had this address."""
        return self.index.execute("SELECT 1 FROM posts WHERE old = ?", (path,)).fetchone() is not None

    def path_of_post(self, post_id: str) -> str:
        """The new path of a post by its number; empty if there is none."""
        row = self.index.execute("SELECT new_path FROM posts WHERE post_id = ?", (post_id,)).fetchone()
        return row[0] if row else ""

    # --- categories -------------------------------------------------------------------------------
    def top_category(self, nicename: str) -> str:
        """The topmost ancestor of a category, or the category itself."""
        seen = {nicename}
        while (term := self.categories.get(nicename)) and term.parent and term.parent not in seen:
            if term.parent not in self.categories:
                break
            nicename = term.parent
            seen.add(nicename)
        return nicename

    def categories_of(self, item: ExportItem) -> list[str]:
        """Nicenames of a post's categories, the primary one first (Yoast, Rank Math; else as in the export)."""
        with_slug = [term for term in item.terms if term.taxonomy == "category" and term.nicename]
        without_slug = [term for term in item.terms if term.taxonomy == "category" and not term.nicename]
        nicenames = [term.nicename for term in with_slug]
        if not with_slug:
            by_name = {term.name.casefold(): nicename for nicename, term in self.categories.items()}
            nicenames = [by_name[term.name.casefold()] for term in without_slug if term.name.casefold() in by_name]
        primary = item.meta.get("_yoast_wpseo_primary_category") or item.meta.get("rank_math_primary_category") or ""
        chosen = next(
            (name for name in nicenames if primary and self.categories[name].term_id == primary.strip()), None
        )
        nicenames = list(dict.fromkeys(nicenames))
        return [chosen, *(name for name in nicenames if name != chosen)] if chosen else nicenames


def read_old_site(path: Path, show_progress: Callable[[int], object] = lambda _: None) -> OldSite:
    """Read the whole export once. `show_progress` is called with the number of bytes read. Raises UnreadableExport."""
    site = OldSite(SiteInfo())
    try:
        for entry, done in read_export(path):
            show_progress(done)
            if isinstance(entry, SiteInfo):
                site.info = entry
            elif isinstance(entry, WordPressAuthor):
                site.authors.setdefault(entry.login, entry)
            elif isinstance(entry, WordPressTerm):
                if entry.taxonomy == "category" and entry.nicename:
                    site.categories[entry.nicename] = entry
                elif entry.taxonomy == "post_tag":
                    site.tags[entry.nicename] = entry
            else:
                _add_item(site, entry)
    except BaseException:
        site.close()
        raise
    return site


def _add_item(site: OldSite, item: ExportItem) -> None:
    site.items += 1
    site.kinds[item.kind] += 1
    site.comments += item.comments
    for term in item.terms:
        if term.taxonomy == "category" and term.nicename and term.nicename not in site.categories:
            site.categories[term.nicename] = term
        elif term.taxonomy == "post_tag" and term.nicename and term.nicename not in site.tags:
            site.tags[term.nicename] = term
    if item.kind == "attachment":
        _add_attachment(site, item)
    elif item.kind == "wp_block":
        site.index.execute("INSERT OR REPLACE INTO reusable VALUES (?, ?)", (item.post_id, item.content))
    elif item.kind in {STORIES, PAGES} and item.status not in HIDDEN_STATUSES:
        section = PAGES_PARENT
        if item.kind == STORIES:
            names = site.categories_of(item)
            section = site.top_category(names[0]) if names else ""
            site.stories_by_category[section] += 1
            site.used_categories.update(names)
        site.index.execute(
            "INSERT INTO posts (post_id, kind, foreign_id, slug, title, link, old, section) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (item.post_id, item.kind, item.foreign_id, item.slug, item.title, item.link, path_of(item.link), section),
        )


def _add_attachment(site: OldSite, item: ExportItem) -> None:
    url = item.attachment_url or item.guid
    credit = next((plain_words(item.meta[key]) for key in _CREDIT_KEYS if item.meta.get(key, "").strip()), "")
    fields = {
        "post_id": item.post_id, "url": url, "title": plain_words(item.title)[:255],
        "alt": plain_words(item.meta.get("_wp_attachment_image_alt", ""))[:500], "caption": plain_words(item.excerpt),
        "credit": credit[:255], "path": item.meta.get("_wp_attached_file", "") or upload_path(url),
        "parent": item.parent, "foreign_id": item.foreign_id,
    }  # fmt: skip
    order = int(item.menu_order) if item.menu_order.lstrip("-").isdigit() else 0
    site.index.execute(
        "INSERT OR REPLACE INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?)",
        (item.post_id, item.foreign_id, url, file_key(url), item.parent, order, json.dumps(fields)),
    )


def posts_of(site: OldSite) -> Iterator[list[tuple[int, str, str, str, str, str, str, str]]]:
    """(seq, post_id, kind, foreign_id, slug, title, link, section) of every post and page, in batches of some hundred."""
    last = 0
    while True:
        rows = site.index.execute(
            "SELECT seq, post_id, kind, foreign_id, slug, title, link, section FROM posts WHERE seq > ? ORDER BY seq LIMIT 500",
            (last,),
        ).fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]
