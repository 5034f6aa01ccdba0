"""The found story: what a saved page says, as plain frozen values, without anything that it does not say."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from broadsheet.imports.markup.pieces import (
    Embed,
    Heading,
    ListBlock,
    PagePiece,
    Paragraph,
    PictureInText,
    Quote,
    Table,
    ThematicBreak,
)  # fmt: skip

_PIECES: dict[str, Callable[..., PagePiece]] = {
    piece.kind: piece for piece in (Paragraph, Heading, ListBlock, Quote, PictureInText, Table, Embed, ThematicBreak)
}


@dataclass(frozen=True)
class LeadPicture:
    """The lead picture. `url` is absolute; the other values are None if the page does not say."""

    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True)
class FoundStory:
    """One story with what its page says. `missing` names every part of `as_json` that was not found.

    `published_at` has a zone only if the page names one. `language` is a BCP 47 tag.
    """

    headline: str | None
    standfirst: str | None
    byline: list[str]
    published_at: datetime | None
    blocks: list[PagePiece]
    image: LeadPicture | None
    section: str | None
    tags: list[str]
    source_url: str | None
    language: str | None

    @property
    def body_text(self) -> str:
        """Plain text of the blocks with an empty line between them; empty if no body was found."""
        return "\n\n".join(block.text for block in self.blocks if block.text)

    @property
    def missing(self) -> list[str]:
        """The keys of `as_json` for which nothing was found, in their order."""
        return [key for key, value in self._values().items() if not value]

    def _values(self) -> dict[str, str | list[str] | None]:
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

    def as_json(self) -> dict[str, str | list[str] | None]:
        """A dict for `json.dumps`, with all parts from headline to missing. Parts that were not found are null or []."""
        return {**self._values(), "missing": self.missing}

    def as_message(self) -> dict[str, object]:
        """Everything, blocks included, as JSON values for another process; see `from_message`."""
        message = asdict(self)
        message["published_at"] = self.published_at.isoformat() if self.published_at else None
        message["blocks"] = [{"kind": block.kind, **asdict(block)} for block in self.blocks]
        return message

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> "FoundStory":
        """The story from the output of `as_message`. Raises TypeError, KeyError or ValueError for anything else."""
        values = dict(message)
        if values["published_at"]:
            values["published_at"] = datetime.fromisoformat(values["published_at"])
        values["image"] = LeadPicture(**values["image"]) if values["image"] else None
        blocks = []
        for block in values["blocks"]:
            fields = {key: value for key, value in block.items() if key != "kind"}
            blocks.append(_PIECES[block["kind"]](**fields))
        values["blocks"] = blocks
        return cls(**values)
