"""The found story: what a saved page says, as plain frozen values, and nothing it does not say."""

import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from html import unescape
from typing import Any, ClassVar

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
class ImageBlock:
    """A picture inside the story; `url` is absolute, the rest plain text or empty."""

    kind: ClassVar[str] = "image"
    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    text: ClassVar[str] = ""


@dataclass(frozen=True)
class Table:
    """`header` is the first row where the page says so (else empty); all cells are plain text."""

    kind: ClassVar[str] = "table"
    rows: list[list[str]]
    header: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        rows = [self.header, *self.rows] if self.header else self.rows
        return "\n".join(" ".join(cell for cell in row if cell) for row in rows)


@dataclass(frozen=True)
class Embed:
    """A post, video or the like at a known provider; `text` is what the page quotes of it."""

    kind: ClassVar[str] = "embed"
    url: str
    provider: str
    text: str = ""


@dataclass(frozen=True)
class Rule:
    """A break between two parts of a story."""

    kind: ClassVar[str] = "rule"
    text: ClassVar[str] = ""


Block = Paragraph | Heading | ListBlock | Quote | ImageBlock | Table | Embed | Rule
_BLOCKS: dict[str, Any] = {
    block.kind: block for block in (Paragraph, Heading, ListBlock, Quote, ImageBlock, Table, Embed, Rule)
}


@dataclass(frozen=True)
class FoundImage:
    """The lead picture; `url` is absolute, the others None where the page does not say."""

    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True)
class FoundStory:
    """One story as its page tells it. `missing` names every part of `as_json` that was not found.

    `published_at` carries a zone only where the page names one. `language` is a BCP 47 tag.
    """

    headline: str | None
    standfirst: str | None
    byline: list[str]
    published_at: datetime | None
    blocks: list[Block]
    image: FoundImage | None
    section: str | None
    tags: list[str]
    source_url: str | None
    language: str | None

    @property
    def body_text(self) -> str:
        """Plain text of the blocks, an empty line between two; empty where no body was found."""
        return "\n\n".join(block.text for block in self.blocks if block.text)

    @property
    def missing(self) -> list[str]:
        """The keys of `as_json` for which the page had nothing, in their order."""
        return [key for key, value in self._values().items() if not value]

    def _values(self) -> dict[str, Any]:
        image = self.image
        return {
            "headline": self.headline,
            "standfirst": self.standfirst,
            "byline": list(self.byline),
            "published_at": self.published_at.isoformat() if self.published_at else None,
            "body_text": self.body_text or None,
            "image": image.url if image else None,
            "caption": image.caption if image else None,
            "credit": image.credit if image else None,
            "section": self.section,
            "tags": list(self.tags),
        }

    def as_json(self) -> dict[str, Any]:
        """Headline to missing, ready for `json.dumps`; what was not found is null or []."""
        return {**self._values(), "missing": self.missing}

    def as_message(self) -> dict[str, Any]:
        """Everything, blocks included, as JSON values for another process; see `from_message`."""
        message = asdict(self)
        message["published_at"] = self.published_at.isoformat() if self.published_at else None
        message["blocks"] = [{"kind": block.kind, **asdict(block)} for block in self.blocks]
        return message

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> "FoundStory":
        """The story that `as_message` told. Raises TypeError, KeyError or ValueError for anything else."""
        told = dict(message)
        if told["published_at"]:
            told["published_at"] = datetime.fromisoformat(told["published_at"])
        told["image"] = FoundImage(**told["image"]) if told["image"] else None
        blocks = []
        for block in told["blocks"]:
            values = {key: value for key, value in block.items() if key != "kind"}
            blocks.append(_BLOCKS[block["kind"]](**values))
        told["blocks"] = blocks
        return cls(**told)
