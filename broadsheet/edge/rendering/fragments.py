"""Fragments: parts that many pages share, rendered once and put into pages by the store.

While a page is rendered for the store, `place` gives a mark in place of the fragment; the page is then stored in pieces,
with a reference where each mark stood. Anywhere else `place` gives None and the caller renders the part in line, by
the very function that makes the fragment, so that both ways give the same bytes.

A fragment may be a list whose entries a page can leave out: what stands in `{% piece keys %} ... {% endpiece %}`
is shown where one of `keys` is left when the page's own key is taken out (`edge_tags`).
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ..store.disk_store import FragmentReference
from .capture import UnstorablePage
from .pieces import Piece, piece_of

# Given a request for the front of the language and the fragment's arguments, its HTML.
Render = Callable[[HttpRequest, dict[str, object]], str]
_renders: dict[str, Render] = {}


def register(name: str, render: Render) -> None:
    """Have `name` rendered by `render`; its arguments must be all that it depends on beside the database."""
    _renders[name] = render


class PageMarks:
    """The marks in one page."""

    def __init__(self, prefix: str) -> None:
        """`prefix` begins the keys of the page's fragments: host and front of the language."""
        self._prefix, self._nonce = prefix, secrets.token_hex(12)
        self._placed: list[FragmentReference] = []

    def mark(self, name: str, args: Mapping[str, object], without: int | None) -> SafeString:
        key = f"#{self._prefix}#{name}:{json.dumps(args, sort_keys=True)}"
        self._placed.append(FragmentReference(key, without))
        return format_html("\x02{}:{}\x03", self._nonce, len(self._placed) - 1)

    def contents(self, html: bytes) -> tuple[Piece | FragmentReference, ...]:
        """The page in pieces; raises UnstorablePage where a mark did not come through whole."""
        pieces: list[Piece | FragmentReference] = []
        parts = re.split(rb"\x02%s:(\d+)\x03" % self._nonce.encode(), html)
        for place, part in enumerate(parts):
            if place % 2:
                pieces.append(self._placed[int(part)])
            elif part:
                if self._nonce.encode() in part:
                    raise UnstorablePage("changed the mark of a fragment")
                pieces.append(piece_of(part))
        return tuple(pieces)


class PieceMarks:
    """The marks in one list fragment."""

    def __init__(self) -> None:
        self._nonce = secrets.token_hex(12)
        self._keys: list[tuple[int, ...]] = []

    def around(self, html: str, keys: Iterable[int]) -> SafeString:
        """`html` as a piece of its own."""
        self._keys.append(tuple(dict.fromkeys(keys)))
        number = len(self._keys) - 1
        return mark_safe(f"\x02{self._nonce}:{number}\x03{html}\x02{self._nonce}:end\x03")  # noqa: S308 - the template's own output

    def contents(self, html: bytes) -> tuple[Piece, ...]:
        """The pieces in order; within another piece, the inner one's keys decide."""
        pieces: list[Piece] = []
        open_ones: list[tuple[int, ...] | None] = [None]
        for place, part in enumerate(re.split(rb"\x02%s:(\d+|end)\x03" % self._nonce.encode(), html)):
            if not place % 2:
                if part:
                    pieces.append(piece_of(part, open_ones[-1]))
            elif part == b"end":
                open_ones.pop()
            else:
                open_ones.append(self._keys[int(part)])
        return tuple(pieces)


def place(
    request: HttpRequest | None, name: str, args: Mapping[str, object], *, without: int | None
) -> SafeString | None:
    """A mark for the fragment where `request` is rendered for the store in pieces; None where it is to be rendered here."""
    marks: PageMarks | None = getattr(request, "edge_marks", None)
    return marks.mark(name, args, without) if marks is not None else None


def is_fragment(name: str) -> bool:
    """Whether this is the name of a fragment, and not of a page."""
    return name.startswith("#")


def front_of(key: str) -> str:
    """Host and front of the language, from a fragment's name."""
    return key[1:].partition("#")[0]


def part_of(key: str) -> str:
    """What the fragment is, with its arguments, from its name."""
    return key[1:].partition("#")[2]


def rendered(request: HttpRequest, key: str) -> str:
    """The HTML of the fragment `key`; raises KeyError for a name that is not registered."""
    name, _, args = part_of(key).partition(":")
    return _renders[name](request, json.loads(args))
