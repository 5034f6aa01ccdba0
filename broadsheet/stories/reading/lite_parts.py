"""Cuts long texts of the text-only edition between blocks, and lists between items: no page is over 10 KB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from broadsheet.core.formats import number
from broadsheet.core.lite import PART, room
from broadsheet.editions.queries import edition_of


@dataclass(frozen=True, kw_only=True)
class Part:
    """One page of a text; `number` counts from 1."""

    html: SafeString
    number: int
    count: int
    words: str  # such as “Page 2 of 3”
    previous_url: str
    next_url: str


def part_of(pieces: Iterable[str], context: Mapping[str, Any], *, above: int = 0) -> Part:
    """The part that the request's `?part=` names; for a number out of range, the nearest part.

    `above` is the number of bytes that each part has above it, without the page shell.
    """
    request = context["request"]
    parts = cut(pieces, size=room(context) - above) or [""]
    asked = request.GET.get(PART, "1")
    current = min(max(int(asked), 1), len(parts)) if asked.isdecimal() and len(asked) < 5 else 1
    edition = edition_of(request)
    said = {"number": number(current, edition), "count": number(len(parts), edition)}
    return Part(
        html=mark_safe(parts[current - 1]),  # noqa: S308 - each piece was rendered, and so escaped, by its template
        number=current,
        count=len(parts),
        words=_("Page %(number)s of %(count)s") % said,
        previous_url=_url(request, current - 1) if current > 1 else "",
        next_url=_url(request, current + 1) if current < len(parts) else "",
    )


def cut(pieces: Iterable[str], *, size: int) -> list[str]:
    """The pieces in order, joined into as few parts of `size` bytes as possible. A larger piece is a part of its own."""
    parts: list[str] = []
    used = size
    for piece in pieces:
        more = len(piece.encode())
        if used + more > size or not parts:
            parts.append("")
            used = 0
        parts[-1] += piece
        used += more
    return parts


def _url(request: HttpRequest, part: int) -> str:
    named = request.GET.copy()
    named.pop(PART, None)
    if part > 1:
        named[PART] = str(part)
    return f"{request.path}?{named.urlencode()}" if named else request.path
