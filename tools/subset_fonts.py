"""Cuts the site's fonts from the fontsource packages, with only the letters that the six editions use.

    npm pack @fontsource-variable/source-serif-4 @fontsource-variable/noto-naskh-arabic
    python tools/subset_fonts.py FOLDER-WITH-THE-UNPACKED-PACKAGES

Both families are under the SIL Open Font License 1.1. The results are committed. Run this only to change them.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

OUT = Path(__file__).parent.parent / "broadsheet" / "core" / "static" / "core" / "fonts"

# Basic Latin, Latin-1, œ Œ Ÿ ẞ, dashes and quotes of all six languages, ellipsis, euro, minus, arrows.
LATIN = "U+0020-007E,U+00A0-00FF,U+0152,U+0153,U+0178,U+1E9E,U+2009,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,U+2039,U+203A,U+20AC,U+2192,U+2190,U+2212"
CYRILLIC = "U+0401,U+0410-044F,U+0451,U+2116"  # Russian
ARABIC = (
    "U+0600-060C,U+061B,U+061C,U+061F,U+0621-063A,U+0640-0655,U+0660-066C,U+0670,U+0671,U+067E,U+0686,U+0698,"
    "U+06A4,U+06A9,U+06AF,U+06CC,U+06D2,U+06F0-06F9,U+200C-200F,U+2010-2014,U+00AB,U+00BB,U+0020-0040,U+FD3E,U+FD3F"
)
FEATURES = [
    "kern",
    "liga",
    "mark",
    "mkmk",
    "ccmp",
    "locl",
    "init",
    "medi",
    "fina",
    "isol",
    "rlig",
    "calt",
    "lnum",
    "tnum",
    "onum",
    "pnum",
]

# Digits and marks are separate, so that a Russian page need not load the Latin letters for its commas.
MARKS = "U+0020-0040,U+005B,U+005D,U+00A0,U+00A9,U+00AB,U+00BB,U+2009,U+2010-2014,U+201C,U+201E,U+2026,U+202F,U+20AC"

# (package file's name, result, letters, axes). One weight per file: a page loads two or three of them.
TEXT, ITALIC, DISPLAY = {"opsz": 16, "wght": 400}, {"opsz": 16, "wght": 400}, {"opsz": 44, "wght": 620}
NORMAL, SLANTED = "source-serif-4-{}-standard-normal.woff2", "source-serif-4-{}-standard-italic.woff2"
CUTS: list[tuple[str, str, str, dict[str, Any]]] = [
    (NORMAL.format("latin"), "source-serif-display-latin", LATIN, DISPLAY),
    (NORMAL.format("latin"), "source-serif-text-latin", LATIN, TEXT),
    (SLANTED.format("latin"), "source-serif-italic-latin", LATIN, ITALIC),
    (NORMAL.format("cyrillic"), "source-serif-display-cyrillic", CYRILLIC, DISPLAY),
    (NORMAL.format("cyrillic"), "source-serif-text-cyrillic", CYRILLIC, TEXT),
    (SLANTED.format("cyrillic"), "source-serif-italic-cyrillic", CYRILLIC, ITALIC),
    (NORMAL.format("latin"), "source-serif-display-marks", MARKS, DISPLAY),
    (NORMAL.format("latin"), "source-serif-text-marks", MARKS, TEXT),
    (SLANTED.format("latin"), "source-serif-italic-marks", MARKS, ITALIC),
    ("noto-naskh-arabic-arabic-wght-normal.woff2", "noto-naskh-arabic", ARABIC, {"wght": (400, 700)}),
]


def cut(source: Path, result: str, letters: str, axes: dict[str, Any]) -> None:
    """Write one font: limited to `letters` and `axes`."""
    font = TTFont(source)
    instantiateVariableFont(font, {name: value for name, value in axes.items() if name in _axes(font)}, inplace=True)
    plain = BytesIO()
    font.flavor = None
    font.save(plain)  # the subsetter needs the instance's tables read again
    font = TTFont(plain)
    options = subset.Options(flavor="woff2", layout_features=FEATURES, name_IDs=[0, 1, 2, 13, 14], hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(letters))
    subsetter.subset(font)
    font.flavor = "woff2"
    target = OUT / f"{result}.woff2"
    font.save(target)
    print(f"{target.name}: {target.stat().st_size:,} bytes")


def _axes(font: TTFont) -> set[str]:
    return {axis.axisTag for axis in font["fvar"].axes}


def main() -> None:
    """Find each package file below the folder and cut it."""
    folder = Path(sys.argv[1])
    OUT.mkdir(parents=True, exist_ok=True)
    for name, result, letters, axes in CUTS:
        cut(next(folder.rglob(name)), result, letters, axes)


if __name__ == "__main__":
    main()
