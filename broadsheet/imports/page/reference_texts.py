"""Other readings of the same page, for comparison with its leaves: two by trafilatura, one from the page's JSON-LD."""

import logging
import re
from collections.abc import Sequence

import trafilatura

_WORD = re.compile(r"\w+")
_LONGEST = 4

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every broken page


class ReferenceText:
    """A text to compare leaves with: its sequences of four words, and its lines."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(text.lower())
        self.size = len(words)
        self._lines = {tuple(_WORD.findall(line.lower())) for line in text.split("\n")}
        self._known = set(_runs(words))

    def share(self, words: Sequence[str]) -> float:
        """The share, 0 to 1, of the sequences of `words` that the text also has."""
        if not words:
            return 0.0
        if len(words) < _LONGEST:  # a word or two occur anywhere; only a whole line counts
            return float(tuple(words) in self._lines)
        runs = _runs(words)
        return sum(run in self._known for run in runs) / len(runs)


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _LONGEST]) for at in range(len(words) - _LONGEST + 1)]


def trafilatura_readings(html: str) -> tuple[ReferenceText, ReferenceText]:
    """Trafilatura's usual reading and its strict one; empty readings if it finds nothing or fails."""
    return _trafilatura(html, strict=False), _trafilatura(html, strict=True)


def _trafilatura(html: str, *, strict: bool) -> ReferenceText:
    try:
        text = trafilatura.extract(html, include_comments=False, favor_precision=strict)
    except Exception:  # any failure only means that this reading is missing
        text = None
    return ReferenceText(text or "")
