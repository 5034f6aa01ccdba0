"""The common parts of all maps: shore lines, halos, scale bars, north arrows, frames."""

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image

from . import palettes as c
from .press import Mask, Press, S
from .shapes import Pt, spline

SEA = "#c4d9da"
LAND = "#f1e8d0"
LINE = "#4c6a70"


def _along_rows(f: np.ndarray) -> np.ndarray:
    """Squared distances along each row (the lower envelope by brute force)."""
    n = f.shape[1]
    i = np.arange(n, dtype=np.float32)
    d = (i[:, None] - i[None, :]) ** 2
    return np.stack([(d + row[None, :]).min(axis=1) for row in f])


def distance(p: Press, mask: Mask, step: int = 5) -> np.ndarray:
    """Distance in units from every place outside the mask to it, at press size."""
    small = mask.img.resize((p.w // step, p.h // step), Image.Resampling.BILINEAR)
    f = np.where(np.asarray(small) > 127, 0, 1e7).astype(np.float32)
    d = np.sqrt(_along_rows(_along_rows(f).T).T) * step
    img = Image.fromarray(d).resize((p.w, p.h), Image.Resampling.BICUBIC)
    return np.asarray(img)


def isolines(p: Press, d: np.ndarray, levels: Sequence[tuple[float, float]]) -> Mask:
    """Lines at given distances, each with its width."""
    a = np.zeros_like(d)
    for level, width in levels:
        a = np.maximum(a, np.clip(width / 2 - np.abs(d - level) + 0.5, 0, 1))
    img = Image.fromarray((a * 255).astype(np.uint8)).resize((p.w * S, p.h * S), Image.Resampling.BILINEAR)
    return Mask(p, img)


def shore(
    p: Press,
    land: Mask,
    ink: str = LINE,
    land_ink: str = LAND,
    lines: Sequence[tuple[float, float]] = ((9, 1.8), (20, 1.5), (33, 1.2), (48, 1.0), (65, 0.8)),
) -> np.ndarray:
    """Print the land, its coast and the engraver's lines off it; returns the distance from land."""
    d = distance(p, land)
    p.ink(isolines(p, d, lines), ink, 0.7, tex=False)
    p.ink(isolines(p, d, ((1.5, 5),)), ink, tex=False)
    p.ink(land, land_ink)
    return d


def dashes(p: Press, pts: Sequence[Pt], width: float, on: float, off: float, curve: bool = True) -> Mask:
    """A dashed line along a curve."""
    path = np.asarray(spline(pts, n=40) if curve and len(pts) > 2 else pts, dtype=float)
    seg = np.hypot(*np.diff(path, axis=0).T)
    at = np.concatenate([[0], np.cumsum(seg)])
    m = p.mask()
    s = 0.0
    while s < at[-1]:
        t = np.linspace(s, min(s + on, at[-1]), 6)
        m.line(
            list(zip(np.interp(t, at, path[:, 0]).tolist(), np.interp(t, at, path[:, 1]).tolist(), strict=True)), width
        )
        s += on + off
    return m


def scale_bar(p: Press, x: float, y: float, length: float, words: str, parts: int = 4) -> None:
    """A bar of black and white fields."""
    p.ink(p.mask().rect(x - 2, y - 2, x + length + 2, y + 14, 0), c.INK, tex=False)
    for i in range(0, parts, 2):
        p.ink(p.mask().rect(x + length * i / parts, y, x + length * (i + 1) / parts, y + 12, 0), c.CHALK, tex=False)
    p.write(x, y - 16, words, "sans", 32, c.INK, halo=None)


def north(p: Press, x: float, y: float, size: float = 60) -> None:
    """A plain north arrow."""
    p.ink(
        p.mask().poly(
            [(x, y - size), (x + size * 0.3, y + size * 0.35), (x, y + size * 0.12), (x - size * 0.3, y + size * 0.35)],
            0,
        ),
        c.INK,
        tex=False,
    )
    p.ink(
        p.mask().poly([(x, y - size * 0.78), (x, y + size * 0.06), (x - size * 0.2, y + size * 0.2)], 0),
        c.CHALK,
        tex=False,
    )
    p.write(x, y - size - 14, "N", "serif-bold", 38, c.INK, "ms")


def town(
    p: Press,
    x: float,
    y: float,
    name: str,
    dx: float = 26,
    dy: float = 14,
    anchor: str = "ls",
    size: float = 44,
    halo: str = LAND,
) -> None:
    """A place: a ringed dot and its name."""
    p.ink(p.mask().ellipse(x, y, 15), c.INK, tex=False)
    p.ink(p.mask().ellipse(x, y, 9), c.CHALK, tex=False)
    p.ink(p.mask().ellipse(x, y, 5), c.INK, tex=False)
    p.write(x + dx, y + dy, name, "serif-bold", size, c.INK, anchor, halo)


def frame(p: Press, inset: float = 26) -> None:
    """A thin double frame."""
    for k, w in ((inset, 4), (inset + 11, 1.5)):
        m = p.mask().rect(k, k, p.w - k, p.h - k, 0)
        m.rect(k + w, k + w, p.w - k - w, p.h - k - w, 0, on=False)
        p.ink(m, c.INK, tex=False)


def band(p: Press, test: Callable[[np.ndarray], np.ndarray], d: np.ndarray) -> Mask:
    """A mask where the test of the distance holds."""
    img = Image.fromarray((np.clip(test(d), 0, 1) * 255).astype(np.uint8)).resize(
        (p.w * S, p.h * S), Image.Resampling.BILINEAR
    )
    return Mask(p, img)
