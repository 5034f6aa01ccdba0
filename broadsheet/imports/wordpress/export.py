"""Reads a WordPress export as a stream: at most one item is in memory at a time.

The parser is expat. It reports text in pieces, so that a limit can be set; it never fetches anything; and it knows the
line number. A file that declares entities is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from .links import host_of, path_of
from .xml_repair import XmlRepair

MOST_TEXT = 32_000_000  # characters of one element
MOST_ITEM = 64_000_000  # characters of one item
MOST_DEPTH = 60
CHUNK = 262_144  # bytes

_FAMILIES = (
    ("wp", re.compile(r"^https?://(?:www\.)?wordpress\.org/export/[\d.]+/?$")),
    ("excerpt", re.compile(r"^https?://(?:www\.)?wordpress\.org/export/[\d.]+/excerpt/?$")),
    ("content", re.compile(r"^https?://purl\.org/rss/1\.0/modules/content/?$")),
    ("dc", re.compile(r"^https?://purl\.org/dc/elements/1\.1/?$")),
)


class UnreadableExport(ValueError):
    """The file cannot be imported. The message is one sentence for the person who asked."""


@dataclass(frozen=True)
class WordPressTerm:
    """A category, a tag or another term. `nicename` is its slug, `parent` the slug of the term above it."""

    taxonomy: str
    nicename: str
    name: str
    parent: str = ""
    term_id: str = ""
    description: str = ""


@dataclass(frozen=True)
class WordPressAuthor:
    """A person with an account in WordPress. `name` is the display name, possibly empty."""

    login: str
    name: str
    author_id: str = ""
    description: str = ""


@dataclass
class ExportItem:
    """A post, page, attachment or anything else. Dates are as written in the file. Comments are only counted."""

    post_id: str = ""
    kind: str = "post"
    status: str = "publish"
    title: str = ""
    slug: str = ""
    link: str = ""
    guid: str = ""
    creator: str = ""
    content: str = ""
    excerpt: str = ""
    date: str = ""
    date_gmt: str = ""
    modified: str = ""
    modified_gmt: str = ""
    pub_date: str = ""
    parent: str = ""
    password: str = ""
    sticky: str = ""
    attachment_url: str = ""
    menu_order: str = ""
    terms: list[WordPressTerm] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    comments: int = 0
    line: int = 0

    @property
    def foreign_id(self) -> str:
        """Its number and a digest of its guid. The number alone is not unique: a site that was set up again repeats numbers."""
        guid = f"{host_of(self.guid)}{path_of(self.guid)}" if self.guid else f"{self.slug}{self.title}"
        return f"{self.post_id or '0'}-{hashlib.sha256(guid.encode()).hexdigest()[:10]}"


@dataclass
class SiteInfo:
    """What the export says about the old site. `wxr` is empty if the file is not a WordPress export."""

    title: str = ""
    link: str = ""
    language: str = ""
    wxr: str = ""
    base_site_url: str = ""
    base_blog_url: str = ""

    @property
    def address(self) -> str:
        """The old site's own address, without a slash at its end."""
        return (self.base_blog_url or self.link or self.base_site_url).strip().rstrip("/")


ExportEntry = SiteInfo | WordPressAuthor | WordPressTerm | ExportItem

_ITEM_FIELDS = {
    "title": "title", "link": "link", "guid": "guid", "pubDate": "pub_date", "dc:creator": "creator",
    "content:encoded": "content", "excerpt:encoded": "excerpt", "wp:post_id": "post_id", "wp:post_type": "kind",
    "wp:status": "status", "wp:post_name": "slug", "wp:post_date": "date", "wp:post_date_gmt": "date_gmt",
    "wp:post_modified": "modified", "wp:post_modified_gmt": "modified_gmt", "wp:post_parent": "parent",
    "wp:post_password": "password", "wp:is_sticky": "sticky", "wp:attachment_url": "attachment_url",
    "wp:menu_order": "menu_order",
}  # fmt: skip
_SITE_FIELDS = {
    "title": "title", "link": "link", "language": "language", "wp:wxr_version": "wxr",
    "wp:base_site_url": "base_site_url", "wp:base_blog_url": "base_blog_url",
}  # fmt: skip
_NOTHING = expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]
_CUT_SHORT = frozenset(
    expat.errors.codes[error]
    for error in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)
_GROUPS = frozenset(["wp:author", "wp:category", "wp:tag", "wp:term"])


def read_export(path: Path) -> Iterator[tuple[ExportEntry, int]]:
    """Every entry of the file in order, with the number of bytes read so far. The site comes before the first item.

    Raises UnreadableExport, with the line, if the file is broken, truncated or not an export.
    """
    parser = ExportParser(path.name)
    with path.open("rb") as file:
        _refuse_other_kinds(path, file.read(8))
        file.seek(0)
        repair = XmlRepair()
        done = 0
        while chunk := file.read(CHUNK):
            done += len(chunk)
            parser.feed(repair.mend(chunk))
            for entry in parser.take():
                yield entry, done
        parser.feed(repair.rest(), last=True)
        for entry in parser.take():
            yield entry, done
    if not parser.site.wxr:
        raise UnreadableExport(
            f"{path.name} is an RSS file, but not a WordPress export: it has no wp:wxr_version. "
            "Export the site with Tools > Export in WordPress."
        )


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    if not head.strip():
        raise UnreadableExport(f"{path.name} is empty. Export the site again with Tools > Export in WordPress.")
    for magic, kind in ((b"PK\x03\x04", "a ZIP archive"), (b"\x1f\x8b", "a gzip archive"), (b"BZh", "a bzip2 archive")):
        if head.startswith(magic):
            raise UnreadableExport(f"{path.name} is {kind}. Unpack it and import the .xml files that are in it.")


class ExportParser:
    """Builds entries from expat's events."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.site = SiteInfo()
        self.entries: list[ExportEntry] = []
        self.path: list[str] = []
        self.prefixes: dict[str, str] = {}
        self.text: list[str] = []
        self.length = self.item_length = 0
        self.item: ExportItem | None = None
        self.group: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        self.site_is_out = False
        expat_parser = expat.ParserCreate()
        expat_parser.buffer_text = False
        expat_parser.StartElementHandler = self.start
        expat_parser.EndElementHandler = self.end
        expat_parser.CharacterDataHandler = self.characters
        expat_parser.EntityDeclHandler = self.refuse_entities
        expat_parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.expat = expat_parser

    def feed(self, data: bytes, *, last: bool = False) -> None:
        try:
            self.expat.Parse(data, last)
        except expat.ExpatError as error:
            raise UnreadableExport(self.in_words(error, last=last)) from None

    def in_words(self, error: expat.ExpatError, *, last: bool) -> str:
        reason = expat.ErrorString(error.code)
        if error.code == _NOTHING and not self.path:
            return f"{self.name} contains no XML. Export the site again with Tools > Export in WordPress."
        if last and self.path and error.code in _CUT_SHORT:
            return (
                f"{self.name} breaks off at line {error.lineno}, in the middle of <{self.path[-1]}>. "
                "The export was cut short: export the site again, or in several smaller files."
            )
        if not self.path:
            return f"{self.name} is not an XML file (line {error.lineno}: {reason}). Give a WordPress export."
        return (
            f"{self.name} cannot be read at line {error.lineno}, column {error.offset}: {reason}. "
            "Correct that line, or export the site again."
        )

    def take(self) -> list[ExportEntry]:
        entries, self.entries = self.entries, []
        return entries

    def refuse_entities(self, name: str, *_: object) -> None:
        raise UnreadableExport(
            f"{self.name} declares the XML entity “{name[:40]}” at line {self.expat.CurrentLineNumber}. "
            "WordPress never writes one, so reading was stopped."
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        for key, uri in attributes.items():
            if key.startswith("xmlns"):
                for family, pattern in _FAMILIES:
                    if pattern.match(uri):
                        self.prefixes[key[6:]] = family
        name = self.named(name)
        if not self.path and name != "rss":
            raise UnreadableExport(
                f"{self.name} is not a WordPress export: it begins with <{name[:40]}>, not with <rss>. "
                "Export the site with Tools > Export in WordPress."
            )
        self.path.append(name)
        if len(self.path) > MOST_DEPTH:
            raise UnreadableExport(
                f"{self.name} nests its elements more than {MOST_DEPTH} deep at line {self.expat.CurrentLineNumber}; "
                "WordPress never does that."
            )
        self.text, self.length = [], 0
        self.attributes = attributes
        if name == "item":
            self.put_out_site()
            self.item, self.item_length = ExportItem(line=self.expat.CurrentLineNumber), 0
        elif name in _GROUPS or name == "wp:postmeta":
            self.group = {}

    def named(self, name: str) -> str:
        prefix, colon, local = name.rpartition(":")
        family = self.prefixes.get(prefix, prefix if colon else "")
        return f"{family}:{local}" if family else local

    def put_out_site(self) -> None:
        if not self.site_is_out:
            self.site_is_out = True
            self.entries.append(self.site)

    def characters(self, text: str) -> None:
        self.length += len(text)
        self.item_length += len(text)
        if self.length > MOST_TEXT or (self.item and self.item_length > MOST_ITEM):
            raise UnreadableExport(
                f"{self.name} has a text of more than {MOST_TEXT // 1_000_000} million characters at line "
                f"{self.expat.CurrentLineNumber}; no story is that long. Take it out and import again."
            )
        self.text.append(text)

    def end(self, _name: str) -> None:
        name = self.path.pop()
        text = "".join(self.text)
        self.text, self.length = [], 0
        if "wp:comment" in self.path:
            return
        if self.item is not None:
            self.end_in_item(self.item, name, text)
        elif self.path and self.path[-1] in _GROUPS:
            self.group[name] = text.strip()
        elif name in _GROUPS:
            self.end_of_group(name)
        elif len(self.path) == 2 and name in _SITE_FIELDS:
            setattr(self.site, _SITE_FIELDS[name], text.strip())
        elif name == "rss":
            self.put_out_site()

    def end_in_item(self, item: ExportItem, name: str, text: str) -> None:
        above = self.path[-1] if self.path else ""
        if name == "item":
            self.entries.append(item)
            self.item = None
        elif above == "wp:postmeta":
            self.group[name] = text
        elif above != "item":
            return
        elif name == "wp:comment":
            item.comments += 1
        elif name == "wp:postmeta":
            item.meta[self.group.get("wp:meta_key", "").strip()] = self.group.get("wp:meta_value", "")
        elif name == "category":
            self.end_of_category(item, text)
        elif name in _ITEM_FIELDS:
            attribute = _ITEM_FIELDS[name]
            setattr(item, attribute, text if attribute in {"content", "excerpt"} else text.strip())

    def end_of_category(self, item: ExportItem, text: str) -> None:
        domain = {"": "category", "tag": "post_tag"}.get(
            self.attributes.get("domain", ""), self.attributes.get("domain", "")
        )
        item.terms.append(WordPressTerm(domain, self.attributes.get("nicename", ""), text.strip()))

    def end_of_group(self, name: str) -> None:
        get = self.group.get
        if name == "wp:author":
            shown = get("wp:author_display_name", "")
            full = " ".join(filter(None, [get("wp:author_first_name", ""), get("wp:author_last_name", "")]))
            login = get("wp:author_login", "")
            if login:
                self.entries.append(
                    WordPressAuthor(login, shown or full, get("wp:author_id", ""), get("wp:author_description", ""))
                )
        elif name == "wp:category":
            self.entries.append(
                WordPressTerm("category", get("wp:category_nicename", ""), get("wp:cat_name", "") or get("wp:category_nicename", ""),
                     get("wp:category_parent", ""), get("wp:term_id", ""), get("wp:category_description", ""))
            )  # fmt: skip
        elif name == "wp:tag":
            self.entries.append(
                WordPressTerm("post_tag", get("wp:tag_slug", ""), get("wp:tag_name", "") or get("wp:tag_slug", ""), "",
                     get("wp:term_id", ""), get("wp:tag_description", ""))
            )  # fmt: skip
        else:
            self.entries.append(
                WordPressTerm(get("wp:term_taxonomy", ""), get("wp:term_slug", ""), get("wp:term_name", ""),
                     get("wp:term_parent", ""), get("wp:term_id", ""), get("wp:term_description", ""))
            )  # fmt: skip
