"""Typesetting for pictures: fonts, scripts, direction, lines."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import ImageDraw, ImageFont, features

from broadsheet import core

_FONTS = Path(core.__file__).parent / "static" / "core" / "fonts"
# Tried in this order for each letter: the paper's own fonts, then the machine's fonts for other scripts.
_FACES = (
    str(_FONTS / "source-serif-display-latin.woff2"),
    str(_FONTS / "source-serif-display-cyrillic.woff2"),
    str(_FONTS / "source-serif-display-marks.woff2"),
    str(_FONTS / "noto-naskh-arabic.woff2"),
    "NotoSerif-Bold.ttf",
    "NotoSerifHebrew-Bold.ttf",
    "NotoSerifDevanagari-Bold.ttf",
    "NotoSerifBengali-Bold.ttf",
    "NotoSerifCJK-Bold.ttc",
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "DejaVuSerif-Bold.ttf",
)
_NOWHERE = "\U0010fffe"  # a noncharacter, which every font draws as a missing letter
_BOLD = 620  # as the tokens' --headline-weight, if the font has weights


class Run(NamedTuple):
    """Letters of one font."""

    text: str
    face: str
    is_rtl: bool


@lru_cache(maxsize=64)
def font(face: str, size: int) -> ImageFont.FreeTypeFont | None:
    """The font at `size` pixels; None if the machine has no font of that name."""
    try:
        loaded = ImageFont.truetype(face, size)
    except OSError:
        return None
    try:
        if loaded.get_variation_axes():
            loaded.set_variation_by_axes([_BOLD])
    except (OSError, NotImplementedError):
        pass
    return loaded


@lru_cache(maxsize=4096)
def _face_of(letter: str) -> str | None:
    return next((face for face in _FACES if _has(face, letter)), None)


@lru_cache(maxsize=8192)
def _has(face: str, letter: str) -> bool:
    """Whether the font has the letter: it draws it differently from a missing one. A blank differs by its width alone."""
    typeface = font(face, 32)
    if typeface is None:
        return False
    same_shape = bytes(typeface.getmask(letter)) == bytes(typeface.getmask(_NOWHERE))
    return not same_shape or typeface.getlength(letter) != typeface.getlength(_NOWHERE)


def _is_rtl(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in {"R", "AL"}


def _goes_along(letter: str) -> bool:
    """Whether the letter stays with the letters before it: blanks, punctuation, digits and accents."""
    return unicodedata.category(letter)[0] in "ZPNM"


@lru_cache(maxsize=4096)
def can_set(text: str) -> bool:
    """Whether every letter is in some font. Joining and right-to-left scripts need Raqm as well."""
    if any(_face_of(letter) is None for letter in text if not letter.isspace()):
        return False
    return features.check("raqm") or not any(_is_rtl(letter) or ord(letter) >= 0x900 for letter in text)


def runs(text: str) -> list[Run]:
    """The text in pieces of one font and one direction each, in reading order."""
    collected: list[Run] = []
    for letter in text:
        last = collected[-1] if collected else None
        if last and _goes_along(letter) and _has(last.face, letter):
            collected[-1] = last._replace(text=last.text + letter)
            continue
        face = _face_of(letter) or _FACES[0]
        rtl = _is_rtl(letter) or (_goes_along(letter) and bool(last and last.is_rtl))
        if last and last.face == face and last.is_rtl == rtl:
            collected[-1] = last._replace(text=last.text + letter)
        else:
            collected.append(Run(letter, face, rtl))
    return [piece for run in collected for piece in _without_end(run)]


def _without_end(run: Run) -> list[Run]:
    """Split off a blank at the end: it belongs where the line continues, whatever the direction of the run."""
    words = run.text.rstrip()
    pieces = [run._replace(text=words), run._replace(text=run.text[len(words) :])]
    return [piece for piece in pieces if piece.text]


def width(text: str, size: int) -> float:
    """Width of one line in pixels."""
    total = 0.0
    for run in runs(text):
        typeface = font(run.face, size)
        total += typeface.getlength(run.text, direction=_direction(run)) if typeface else 0
    return total


def lines(text: str, size: int, room: float) -> list[str]:
    """The text broken into lines of at most `room` pixels. Scripts without spaces break between letters."""
    complete: list[str] = []
    line = ""
    for word in text.split():
        pieces = [word] if width(word, size) <= room else list(word)
        for number, piece in enumerate(pieces):
            longer = f"{line} {piece}" if line and number == 0 else line + piece
            if line and width(longer, size) > room:
                complete.append(line)
                line = piece
            else:
                line = longer
    return [*complete, line] if line else complete


def draw_line(
    draw: ImageDraw.ImageDraw, text: str, at: tuple[float, float], size: int, fill: str, *, rtl: bool
) -> None:
    """Draw one line. `at` is its start on the baseline: the left end, or the right end if `rtl`."""
    x, y = at
    for run in runs(text):
        typeface = font(run.face, size)
        if typeface is None:
            continue
        long = typeface.getlength(run.text, direction=_direction(run))
        draw.text(
            (x - long if rtl else x, y), run.text, font=typeface, fill=fill, anchor="ls", direction=_direction(run)
        )
        x += -long if rtl else long


def _direction(run: Run) -> str | None:
    if not features.check("raqm"):
        return None
    return "rtl" if run.is_rtl else "ltr"
