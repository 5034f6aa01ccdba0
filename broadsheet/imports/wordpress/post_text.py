"""The text of a post while it is read, and the placeholders that stand in its HTML meanwhile."""

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
        """Add a sentence for the report, unless it is there."""
        if sentence not in self.notes:
            self.notes.append(sentence)


class Placeholders:
    """Pieces that wait for their place in the text.

    Each stands in the HTML as an `hr` with a nonce, so that no text can forge one.
    """

    def __init__(self, nonce: str) -> None:
        self.nonce = nonce
        self.waiting: list[list[StoryPiece]] = []

    def html(self, pieces: list[StoryPiece]) -> str:
        """The placeholder, as HTML."""
        self.waiting.append(pieces)
        return f'<hr data-piece="{self.nonce}-{len(self.waiting) - 1}">'

    def pieces_at(self, element: Element) -> list[StoryPiece] | None:
        """The pieces for which an element stands; None where it is no placeholder."""
        nonce, _, number = (element.get("data-piece") or "").rpartition("-")
        return self.waiting[int(number)] if nonce == self.nonce and number.isdigit() else None
