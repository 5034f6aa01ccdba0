"""The press: a canvas drawn at twice its size, printed with flat and transparent inks, grain, hatching and dots.

Units are final pixels: a 3:2 picture is 1800 wide and 1200 high. Masks are cut like stencils and then inked.
"""

from collections.abc import Callable, Sequence
from math import cos, erf, radians, sin, sqrt
from pathlib import Path
from typing import Self
from zlib import crc32

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from .shapes import Pt, Pts, brush_outline, ellipse_points, hand_cut, spline

Field = Callable[[np.ndarray, np.ndarray], np.ndarray]
S = 2
SIZES = {"3:2": (1800, 1200), "1:1": (1800, 1800), "4:5": (1440, 1800), "16:9": (1800, 1012)}
FONT_FILES = {
    "serif": ("noto/NotoSerif-Regular.ttf", "liberation/LiberationSerif-Regular.ttf", "dejavu/DejaVuSerif.ttf"),
    "serif-bold": ("noto/NotoSerif-Bold.ttf", "liberation/LiberationSerif-Bold.ttf", "dejavu/DejaVuSerif-Bold.ttf"),
    "serif-italic": ("noto/NotoSerif-Italic.ttf", "liberation/LiberationSerif-Italic.ttf", "dejavu/DejaVuSerif.ttf"),
    "sans": ("noto/NotoSans-Regular.ttf", "liberation/LiberationSans-Regular.ttf", "dejavu/DejaVuSans.ttf"),
    "sans-bold": ("noto/NotoSans-Bold.ttf", "liberation/LiberationSans-Bold.ttf", "dejavu/DejaVuSans-Bold.ttf"),
}


def rgb(colour: str) -> tuple[int, int, int]:
    """#rrggbb as three numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(a: str, b: str, t: float) -> str:
    """A colour between two."""
    return "#" + "".join(f"{round(x + (y - x) * t):02x}" for x, y in zip(rgb(a), rgb(b), strict=True))


def font(face: str, size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font of the system at a size in picture units, or Pillow's own where there is none."""
    for name in FONT_FILES[face]:
        path = Path("/usr/share/fonts/truetype") / name
        if path.exists():
            return ImageFont.truetype(str(path), round(size * S))
    return ImageFont.load_default(round(size * S))


class Mask:
    """A stencil of the size of the press; every method cuts into it (or, with on=False, covers it again)."""

    def __init__(self, press: "Press", img: Image.Image | None = None) -> None:
        self.press = press
        self.img = img or Image.new("L", (press.w * S, press.h * S), 0)
        self.draw = ImageDraw.Draw(self.img)

    def poly(self, pts: Pts, wob: float = 1.3, on: bool = True) -> Self:
        cut = hand_cut(pts, self.press.rng, wob) if wob else pts
        self.draw.polygon([(x * S, y * S) for x, y in cut], fill=255 if on else 0)
        return self

    def smooth(self, pts: Pts, on: bool = True, n: int = 12) -> Self:
        return self.poly(spline(pts, closed=True, n=n), 0, on)

    def rect(self, x0: float, y0: float, x1: float, y1: float, wob: float = 1.0, on: bool = True) -> Self:
        return self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], wob, on)

    def ellipse(self, x: float, y: float, rx: float, ry: float | None = None, rot: float = 0, on: bool = True) -> Self:
        return self.poly(ellipse_points(x, y, rx, rx if ry is None else ry, rot), 0, on)

    def line(self, pts: Pts, width: float, on: bool = True) -> Self:
        fill = 255 if on else 0
        self.draw.line([(x * S, y * S) for x, y in pts], fill=fill, width=max(1, round(width * S)), joint="curve")
        return self

    def brush(self, pts: Pts, widths: Sequence[float], on: bool = True, smooth: bool = True) -> Self:
        self.poly(brush_outline(pts, widths, smooth), 0, on)
        for (x, y), w in ((pts[0], widths[0]), (pts[-1], widths[-1])):
            if w > 1:
                self.ellipse(x, y, w / 2, on=on)
        return self

    def text(
        self, x: float, y: float, words: str, face: str, size: float, anchor: str = "ls", stroke: float = 0
    ) -> Self:
        f = font(face, size)
        self.draw.multiline_text(
            (x * S, y * S),
            words,
            fill=255,
            font=f,
            anchor=anchor,
            stroke_width=round(stroke * S),
            spacing=size * 0.35 * S,
        )
        return self

    def shift(self, dx: float, dy: float) -> "Mask":
        out = Image.new("L", self.img.size, 0)
        out.paste(self.img, (round(dx * S), round(dy * S)))
        return Mask(self.press, out)

    def flip(self, y: float, squash: float = 1.0) -> "Mask":
        """The mirror image below the line y: a reflection."""
        h = round(y * S)
        top = self.img.crop((0, 0, self.img.width, h)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        top = top.resize((top.width, max(1, round(h * squash))))
        out = Image.new("L", self.img.size, 0)
        out.paste(top, (0, h))
        return Mask(self.press, out)

    def soft(self, radius: float) -> "Mask":
        return Mask(self.press, self.img.filter(ImageFilter.GaussianBlur(radius * S)))

    def copy(self) -> "Mask":
        return Mask(self.press, self.img.copy())

    def __and__(self, other: "Mask") -> "Mask":
        return Mask(self.press, ImageChops.multiply(self.img, other.img))

    def __or__(self, other: "Mask") -> "Mask":
        return Mask(self.press, ImageChops.lighter(self.img, other.img))

    def __sub__(self, other: "Mask") -> "Mask":
        return Mask(self.press, ImageChops.subtract(self.img, other.img))

    def __invert__(self) -> "Mask":
        return Mask(self.press, ImageChops.invert(self.img))


class Press:
    """One sheet of paper under the press."""

    def __init__(self, stem: str, ratio: str = "3:2", paper: str = "#f4ecda") -> None:
        self.w, self.h = SIZES[ratio]
        self.stem = stem
        self.rng = np.random.default_rng(crc32(stem.encode()))
        self.img = Image.new("RGB", (self.w * S, self.h * S), rgb(paper))
        self.X = np.arange(self.w, dtype=np.float32)[None, :] + 0.5
        self.Y = np.arange(self.h, dtype=np.float32)[:, None] + 0.5
        self._speckle = self._grain_field()
        self._texture = self._ink_texture()

    def _blurred(self, radius: float, shrink: int = 1) -> np.ndarray:
        """Smooth noise of mean 0 and deviation 1."""
        size = (self.w // shrink + 1, self.h // shrink + 1)
        raw = self.rng.integers(0, 256, (size[1], size[0]), dtype=np.uint8)
        img = Image.fromarray(raw).filter(ImageFilter.GaussianBlur(radius))
        img = img.resize((self.w, self.h), Image.Resampling.BICUBIC) if shrink > 1 else img.crop((0, 0, self.w, self.h))
        a = np.asarray(img, dtype=np.float32)
        return (a - a.mean()) / (a.std() + 1e-6)

    def noise(self, scale: float) -> np.ndarray:
        """Smooth noise with features of about `scale` units, mean 0, deviation 1."""
        shrink = max(1, int(scale / 4))
        return self._blurred(scale / shrink / 2, shrink)

    def _grain_field(self) -> np.ndarray:
        n = self._blurred(1.05)
        table = np.array([0.5 * (1 + erf(v / sqrt(2))) for v in np.linspace(-4, 4, 801)], dtype=np.float32)
        return table[np.clip((n + 4) * 100, 0, 800).astype(np.int16)]

    def _ink_texture(self) -> Image.Image:
        """How ink lies on paper: slightly mottled, with a few small misses."""
        mottle = 243 + 7 * np.clip(self.noise(60), -2, 1.5) + 3 * self.noise(7)
        misses = self._blurred(1.0) > 3.35
        mottle[misses] -= 90
        flat = Image.fromarray(np.clip(mottle, 0, 255).astype(np.uint8))
        return flat.resize((self.w * S, self.h * S), Image.Resampling.BILINEAR)

    def mask(self) -> Mask:
        return Mask(self)

    def all(self) -> Mask:
        return Mask(self, Image.new("L", self.img.size, 255))

    def _lay(self, box: tuple[int, int, int, int], stencil: Image.Image, colour: str, mul: bool) -> None:
        if mul:
            part = self.img.crop(box)
            dyed = ImageChops.multiply(part, Image.new("RGB", part.size, rgb(colour)))
            self.img.paste(dyed, box, stencil)
        else:
            self.img.paste(rgb(colour), box, stencil)

    def ink(self, mask: Mask, colour: str, alpha: float = 1.0, mul: bool = False, tex: bool = True) -> None:
        """Print a stencil: opaque, or transparent (multiplied, slightly out of register)."""
        m = mask
        if mul:
            k = crc32(colour.encode())
            m = mask.shift(((k % 5) - 2) * 0.5, ((k // 7 % 5) - 2) * 0.5)
        box = m.img.getbbox()
        if not box:
            return
        stencil = m.img.crop(box)
        if tex:
            stencil = ImageChops.multiply(stencil, self._texture.crop(box))
        if alpha < 1:
            stencil = stencil.point([round(i * alpha) for i in range(256)])
        self._lay(box, stencil, colour, mul)

    def _slice(self, mask: Mask) -> tuple[tuple[int, int, int, int], slice, slice] | None:
        box = mask.img.getbbox()
        if not box:
            return None
        x0, y0, x1, y1 = box[0] // S, box[1] // S, -(-box[2] // S), -(-box[3] // S)
        return (x0 * S, y0 * S, x1 * S, y1 * S), slice(y0, y1), slice(x0, x1)

    def grain(self, mask: Mask, colour: str, field: Field | float, mul: bool = False, hard: float = 2.8) -> None:
        """Spray: the field gives the density 0..1 from place to place."""
        cut = self._slice(mask)
        if not cut:
            return
        box, ys, xs = cut
        d = field(self.X[:, xs], self.Y[ys]) if callable(field) else np.float32(field)
        d = np.broadcast_to(np.clip(d, 0, 1), (ys.stop - ys.start, xs.stop - xs.start))
        a = np.clip((d - self._speckle[ys, xs]) * hard + 0.5, 0, 1) * np.clip(d * 12, 0, 1) * 0.52 + d * 0.44
        spray = Image.fromarray((a * 255).astype(np.uint8)).resize(
            (box[2] - box[0], box[3] - box[1]), Image.Resampling.BILINEAR
        )
        self._lay(box, ImageChops.multiply(mask.img.crop(box), spray), colour, mul)

    def _screen(self, mask: Mask, colour: str, make: Callable[[np.ndarray, np.ndarray], np.ndarray], mul: bool) -> None:
        cut = self._slice(mask)
        if not cut:
            return
        box = cut[0]
        gx = (np.arange(box[0], box[2], dtype=np.float32) / S)[None, :]
        gy = (np.arange(box[1], box[3], dtype=np.float32) / S)[:, None]
        a = np.broadcast_to(make(gx, gy), (box[3] - box[1], box[2] - box[0]))
        screen = Image.fromarray((np.clip(a, 0, 1) * 255).astype(np.uint8))
        self._lay(box, ImageChops.multiply(mask.img.crop(box), screen), colour, mul)

    def hatch(
        self,
        mask: Mask,
        colour: str,
        angle: float,
        pitch: float,
        field: Field | float = 0.4,
        wave: float = 1.2,
        mul: bool = False,
    ) -> None:
        """Engraver's lines; the field gives their share of the pitch."""
        c, s, ph = cos(radians(angle)), sin(radians(angle)), self.rng.uniform(0, 6)

        def make(x: np.ndarray, y: np.ndarray) -> np.ndarray:
            along = x * c + y * s
            v = (-x * s + y * c + wave * np.sin(along / 97 + ph) + wave * 0.4 * np.sin(along / 41)) / pitch
            d = field(x, y) if callable(field) else field
            return (np.clip(d, 0, 1) / 2 - np.abs(v - np.floor(v) - 0.5)) * pitch * S + 0.5

        self._screen(mask, colour, make, mul)

    def dots(
        self, mask: Mask, colour: str, pitch: float, field: Field | float, angle: float = 27, mul: bool = False
    ) -> None:
        """A halftone screen; the field gives the tone 0..1."""
        c, s = cos(radians(angle)), sin(radians(angle))

        def make(x: np.ndarray, y: np.ndarray) -> np.ndarray:
            u, v = (x * c + y * s) / pitch, (-x * s + y * c) / pitch
            r = np.hypot(u - np.floor(u) - 0.5, v - np.floor(v) - 0.5)
            d = field(x, y) if callable(field) else field
            return (np.sqrt(np.clip(d, 0, 1)) * 0.66 - r) * pitch * S + 0.5

        self._screen(mask, colour, make, mul)

    def chips(
        self,
        mask: Mask,
        colour: str,
        n: int,
        length: float,
        width: float,
        angle: float | Callable[[float, float], float],
        spread: float = 8,
    ) -> None:
        """Gouge marks of a linocut: short tapered cuts along a direction, clipped to the mask."""
        cuts = self.mask()
        box = mask.img.getbbox()
        if not box:
            return
        for _ in range(n):
            x, y = self.rng.uniform(box[0], box[2]) / S, self.rng.uniform(box[1], box[3]) / S
            a = radians((angle(x, y) if callable(angle) else angle) + self.rng.normal(0, spread))
            k = length * self.rng.uniform(0.5, 1.4) / 2
            w = width * self.rng.uniform(0.6, 1.3)
            cuts.brush(
                [(x - cos(a) * k, y - sin(a) * k), (x + cos(a) * k, y + sin(a) * k)],
                [0.4, w, w * 0.7, 0.4],
                smooth=False,
            )
        self.ink(cuts & mask, colour, tex=False)

    def write(
        self,
        x: float,
        y: float,
        words: str,
        face: str,
        size: float,
        colour: str,
        anchor: str = "ls",
        halo: str | None = None,
    ) -> None:
        """Set type, with a halo where it stands on a map."""
        if halo:
            self.ink(self.mask().text(x, y, words, face, size, anchor, stroke=size * 0.16), halo, tex=False)
        self.ink(self.mask().text(x, y, words, face, size, anchor), colour, tex=False)

    def finish(self, grain: float = 1.5) -> Image.Image:
        """The sheet off the press: brought to size, with the tooth of the paper in its light."""
        small = self.img.reduce(S).filter(ImageFilter.GaussianBlur(0.45))
        tooth = self._blurred(1.4) * grain * 0.8 + self.noise(6) * grain * 0.5 + self.noise(160) * 0.9
        a = np.asarray(small, dtype=np.float32)
        return Image.fromarray(np.clip(a + tooth[:, :, None], 0, 255).astype(np.uint8))


def ramp(a: Pt, b: Pt, start: float = 0.0, end: float = 1.0) -> Field:
    """A straight gradient of density from a to b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    q = dx * dx + dy * dy

    def field(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        t = np.clip(((x - a[0]) * dx + (y - a[1]) * dy) / q, 0, 1)
        return start + (end - start) * t

    return field


def glow(x0: float, y0: float, r0: float, r1: float, start: float = 1.0, end: float = 0.0) -> Field:
    """A round gradient of density."""

    def field(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        t = np.clip((np.hypot(x - x0, y - y0) - r0) / (r1 - r0), 0, 1)
        return start + (end - start) * t

    return field
