"""The picture that other sites show for a story without one: its headline in the paper's type."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import NamedTuple

from django.urls import reverse
from PIL import Image, ImageDraw

from broadsheet.editions.models import Edition
from broadsheet.editions.queries import edition_for

from ..models import Article
from . import social_card_type as type_

SIZE = (1200, 630)  # pixels, Open Graph's 1.91:1
# The light colours of core/tokens.css: paper, ink, ink-quiet, accent.
_PAPER, _INK, _QUIET, _ACCENT = "#fffdf8", "#121212", "#66625a", "#a8231b"
_MARGIN = 72
_LOOK = 1  # raise it when the look changes, so that cards get new addresses
_HEADLINES = (78, 68, 60, 52, 44)  # sizes in pixels; the largest that fits is used
_LINES_ROOM = 330  # pixels from the kicker down to the foot


class CardWords(NamedTuple):
    """The words on a card."""

    paper: str
    kicker: str
    headline: str
    is_rtl: bool

    @property
    def digest(self) -> str:
        """Changes with the words and the look."""
        return hashlib.sha256(repr((_LOOK, *self)).encode()).hexdigest()[:16]


def words_of(story: Article, edition: Edition | None = None) -> CardWords:
    """The words of a story's card in the language of its edition."""
    edition = edition or edition_for(story.edition)
    kicker = story.kicker or (story.shown_section.title if story.shown_section else "")
    return CardWords(edition.paper_name, kicker, story.headline_for_sharing, edition.is_rtl)


def card_url(story: Article, edition: Edition | None = None) -> str:
    """Path of the story's card; empty if this machine has no font for one of its letters."""
    words = words_of(story, edition)
    if not story.pk or not type_.can_set(f"{words.paper}{words.kicker}{words.headline}"):
        return ""
    return reverse("stories_share:card", args=[story.pk, words.digest])


def draw_card(words: CardWords) -> bytes:
    """The card as a PNG of 1200 by 630 pixels."""
    image = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    wide, high = SIZE
    start = wide - _MARGIN if words.is_rtl else _MARGIN
    draw.rectangle((_MARGIN, 60, wide - _MARGIN, 65), fill=_INK)
    type_.draw_line(draw, words.paper, (start, 118), 38, _INK, rtl=words.is_rtl)
    draw.rectangle((_MARGIN, 140, wide - _MARGIN, 140), fill=_QUIET)
    top = 176
    if words.kicker:
        type_.draw_line(draw, words.kicker, (start, 206), 32, _ACCENT, rtl=words.is_rtl)
        top = 226
    size, lines = _headline(words.headline)
    leading = size * (1.3 if words.is_rtl else 1.14)
    for number, line in enumerate(lines):
        type_.draw_line(draw, line, (start, top + size + number * leading), size, _INK, rtl=words.is_rtl)
    draw.rectangle((_MARGIN, high - 46, wide - _MARGIN, high - 46), fill=_INK)
    file = BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _headline(text: str) -> tuple[int, list[str]]:
    """The largest size at which the headline fits, and its lines. A headline that is still too long ends in dots."""
    room = SIZE[0] - 2 * _MARGIN
    for size in _HEADLINES:
        lines = type_.lines(text, size, room)
        if len(lines) * size * 1.3 <= _LINES_ROOM:
            return size, lines
    most = int(_LINES_ROOM / (size * 1.3))
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1].rsplit(" ", 1)[0].rstrip(" ,;:،؛") + "…"
    return size, lines
