"""Fragments: parts that many pages share, which are rendered once and inserted into pages by the store.

While a page is rendered for the store, `place` returns a mark instead of the fragment. The page is then stored in pieces,
with a reference in place of each mark. In any other render `place` returns None, and the caller renders the part in line
with the function that also makes the fragment, so that both ways give the same bytes.

A fragment may be a list from which a page can leave entries out: the content of `{% piece keys %} ... {% endpiece %}` is
shown unless every one of `keys` is the page's own key (`edge_tags`).
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

# Takes a request for the front of the language and the fragment's arguments; returns the fragment's HTML.
Render = Callable[[HttpRequest, dict[str, object]], str]
_renders: dict[str, Render] = {}


def register(name: str, render: Render) -> None:
    """Render the fragments called `name` with `render`, which may depend on nothing but its arguments and the database."""
    _renders[name] = render


class PageMarks:
    """The marks for the fragments in one page."""

    def __init__(self, prefix: str) -> None:
        """`prefix`, the host and the front of the language, begins the keys of the page's fragments."""
        self._prefix, self._nonce = prefix, secrets.token_hex(12)
        self._placed: list[FragmentReference] = []

    def mark(self, name: str, args: Mapping[str, object], without: int | None) -> SafeString:
        key = f"#{self._prefix}#{name}:{json.dumps(args, sort_keys=True)}"
        self._placed.append(FragmentReference(key, without))
        return format_html("\x02{}:{}\x03", self._nonce, len(self._placed) - 1)

    def contents(self, html: bytes) -> tuple[Piece | FragmentReference, ...]:
        """The page in pieces; raises UnstorablePage where the page changed a mark."""
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
    """The marks around the pieces of one list fragment."""

    def __init__(self) -> None:
        self._nonce = secrets.token_hex(12)
        self._keys: list[tuple[int, ...]] = []

    def around(self, html: str, keys: Iterable[int]) -> SafeString:
        """`html` as a piece of its own."""
        self._keys.append(tuple(dict.fromkeys(keys)))
        number = len(self._keys) - 1
        return mark_safe(f"\x02{self._nonce}:{number}\x03{html}\x02{self._nonce}:end\x03")  # noqa: S308 - the template's own output

    def contents(self, html: bytes) -> tuple[Piece, ...]:
        """The pieces in order; where one piece contains another, the inner one's keys decide for its content."""
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
    """A mark for the fragment where `request` is rendered for the store; None where the caller must render the part itself."""
    marks: PageMarks | None = getattr(request, "edge_marks", None)
    return marks.mark(name, args, without) if marks is not None else None


def is_fragment(name: str) -> bool:
    """Whether this is the name of a fragment rather than of a page."""
    return name.startswith("#")


def front_of(key: str) -> str:
    """The host and the front of the language, from a fragment's name."""
    return key[1:].partition("#")[0]


def part_of(key: str) -> str:
    """The registered name and the arguments, from a fragment's name."""
    return key[1:].partition("#")[2]


def rendered(request: HttpRequest, key: str) -> str:
    """The HTML of the fragment `key`; raises KeyError for a name that is not registered."""
    name, _, args = part_of(key).partition(":")
    return _renders[name](request, json.loads(args))
