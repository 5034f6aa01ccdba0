"""What a post's text is made of once it is read: the blocks of `imports.page.found`, and those only WordPress has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from broadsheet.imports.markup.pieces import Embed, Heading, ListBlock, Paragraph, Quote, Rule, Table


@dataclass(frozen=True)
class Attachment:
    """A file of the old site's library; `path` is below wp-content/uploads, perhaps empty."""

    post_id: str
    url: str
    title: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""
    path: str = ""
    parent: str = ""
    foreign_id: str = ""


@dataclass(frozen=True)
class PicturePiece:
    """A picture in the text; `attachment` is the id that the text gives it, perhaps empty or wrong."""

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    attachment: str = ""


@dataclass(frozen=True)
class PullQuotePiece:
    """A sentence set large; plain text."""

    text: str
    attribution: str = ""


@dataclass(frozen=True)
class FactBoxPiece:
    """A box with a heading; `html` is of p, ul, ol, li and inline HTML."""

    heading: str
    html: str


@dataclass(frozen=True)
class FilePiece:
    """A file to download; `attachment` is its id in the old library, perhaps empty."""

    url: str
    text: str
    attachment: str = ""


Piece = (
    Paragraph | Heading | ListBlock | Quote | Table | Embed | Rule
    | PicturePiece | PullQuotePiece | FactBoxPiece | FilePiece
)  # fmt: skip


@dataclass
class Converted:
    """A text read: its pieces, sentences for the report, and what was kept as it was written."""

    pieces: list[Piece] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    pages: int = 1

    def note(self, sentence: str) -> None:
        """Say a thing once."""
        if sentence not in self.notes:
            self.notes.append(sentence)


@dataclass(frozen=True)
class Library:
    """What a text may refer to: the old site's address, its attachments and reusable blocks, by their ids."""

    base: str
    attachment: Callable[[str], Attachment | None]
    children: Callable[[str], list[Attachment]]  # of a post, in their order
    reusable: Callable[[str], str | None]
    post_id: str = ""
