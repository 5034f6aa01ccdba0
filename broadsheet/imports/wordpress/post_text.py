"""The text of a post during conversion, and the placeholders in its HTML meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field

from broadsheet.imports.markup.pieces import StoryPiece
from broadsheet.imports.markup.tree import Element


@dataclass
class PostText:
    """The pieces of a text, sentences for the report, and the shortcodes and blocks that were kept as written."""

    pieces: list[StoryPiece] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    pages: int = 1

    def note(self, sentence: str) -> None:
        """Add a sentence for the report, unless it is already there."""
        if sentence not in self.notes:
            self.notes.append(sentence)


class Placeholders:
    """Pieces that wait for insertion into the text.

    Each is represented in the HTML by an `hr` with a nonce, so that no text can forge one.
    """

    def __init__(self, nonce: str) -> None:
        self.nonce = nonce
        self.waiting: list[list[StoryPiece]] = []

    def html(self, pieces: list[StoryPiece]) -> str:
        """The placeholder, as HTML."""
        self.waiting.append(pieces)
        return f'<hr data-piece="{self.nonce}-{len(self.waiting) - 1}">'

    def pieces_at(self, element: Element) -> list[StoryPiece] | None:
        """The pieces that a placeholder element represents; None for any other element."""
        nonce, _, number = (element.get("data-piece") or "").rpartition("-")
        return self.waiting[int(number)] if nonce == self.nonce and number.isdigit() else None
