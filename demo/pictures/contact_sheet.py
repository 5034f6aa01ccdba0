"""Makes a contact sheet of the finished pictures: `python -m demo.pictures.contact_sheet [STEM ...]` (to /tmp)."""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .make import MADE, briefs

CELL = (600, 400)


def sheet(stems: list[str], columns: int, out: Path) -> None:
    """Paste the pictures in a grid, each whole in its cell, with its stem."""
    rows = -(-len(stems) // columns)
    page = Image.new("RGB", (columns * (CELL[0] + 12), rows * (CELL[1] + 34)), "white")
    pen = ImageDraw.Draw(page)
    for i, stem in enumerate(stems):
        x, y = (i % columns) * (CELL[0] + 12), (i // columns) * (CELL[1] + 34)
        with Image.open(MADE / f"{stem}.jpg") as picture:
            picture.thumbnail(CELL, Image.Resampling.LANCZOS)
            page.paste(picture, (x, y))
        pen.text((x, y + CELL[1] + 4), stem, fill="black", font=ImageFont.load_default(20))
    page.save(out)
    print(out)


def main(stems: list[str]) -> None:
    """Sheets of six, three across."""
    there = [s for s in (stems or briefs()) if (MADE / f"{s}.jpg").exists()]
    for n in range(0, len(there), 6):
        sheet(there[n : n + 6], 2 if len(there) <= 4 else 3, Path(f"/tmp/contact-{n // 6 + 1}.png"))


if __name__ == "__main__":
    main(sys.argv[1:])
