"""The pieces of an imported text, the same for every format, as plain frozen values."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import ClassVar

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def plain(html: str) -> str:
    """The text of sanitised inline HTML; a line break becomes a newline."""
    text = unescape(_TAG.sub("", _BREAK.sub("\n", html)))
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


@dataclass(frozen=True)
class Paragraph:
    """`html` is sanitised inline HTML: a[href], b, strong, i, em, code, sub, sup, br."""

    kind: ClassVar[str] = "paragraph"
    html: str

    @property
    def text(self) -> str:
        return plain(self.html)


@dataclass(frozen=True)
class Heading:
    """A heading inside the story, of level 2, 3 or 4; `text` is plain."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True)
class ListBlock:
    """`items` are sanitised inline HTML, as in a paragraph."""

    kind: ClassVar[str] = "list"
    ordered: bool
    items: list[str]

    @property
    def text(self) -> str:
        return "\n".join(plain(item) for item in self.items)


@dataclass(frozen=True)
class Quote:
    """A block quote; `html` is inline HTML, `attribution` plain text or empty."""

    kind: ClassVar[str] = "quote"
    html: str
    attribution: str = ""

    @property
    def text(self) -> str:
        return "\n".join(part for part in (plain(self.html), self.attribution) if part)


@dataclass(frozen=True)
class PictureInText:
    """A picture inside the story. `url` is absolute; the other values are plain text or empty.

    `library_id` is the picture's id in the old system's media library, possibly empty or wrong.
    """

    kind: ClassVar[str] = "image"
    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    library_id: str = ""
    text: ClassVar[str] = ""


@dataclass(frozen=True)
class Table:
    """`header` is the first row if the page marks it as a header (else empty). All cells are plain text."""

    kind: ClassVar[str] = "table"
    rows: list[list[str]]
    header: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        rows = [self.header, *self.rows] if self.header else self.rows
        return "\n".join(" ".join(cell for cell in row if cell) for row in rows)


@dataclass(frozen=True)
class Embed:
    """A post, video or similar item of a known provider. `text` is what the page quotes of it."""

    kind: ClassVar[str] = "embed"
    url: str
    provider: str
    text: str = ""


@dataclass(frozen=True)
class ThematicBreak:
    """A break between two parts of a story: HTML's `hr`."""

    kind: ClassVar[str] = "rule"
    text: ClassVar[str] = ""


@dataclass(frozen=True)
class PullQuote:
    """A sentence of the story, set large; plain text."""

    text: str
    attribution: str = ""


@dataclass(frozen=True)
class FactBox:
    """A box with a heading. `html` consists of p, ul, ol, li and inline HTML."""

    heading: str
    html: str


@dataclass(frozen=True)
class FileLink:
    """A file to download; `library_id` is its id in the old system's media library, possibly empty."""

    url: str
    text: str
    library_id: str = ""


# The pieces of a saved page; an export of another system may have more kinds.
PagePiece = Paragraph | Heading | ListBlock | Quote | PictureInText | Table | Embed | ThematicBreak
StoryPiece = PagePiece | PullQuote | FactBox | FileLink
