"""The stock drawer: cranes, figures, trees, water and stones that many scenes share."""
# fmt: off

from collections.abc import Callable, Sequence
from math import cos, pi, radians, sin

from .press import Mask, Press
from .shapes import Pt, brush_outline

Arm = tuple[float, float]


def water(p: Press, area: Mask, colour: str, y0: float, y1: float, n: int, where: Callable[[float], Pt] | None = None, big: float = 150, thick: float = 9) -> None:
    """Broken horizontal strokes that grow towards the viewer (y1); `where` gives the x-range at a height."""
    cuts = p.mask()
    for _ in range(n):
        t = p.rng.uniform(0, 1) ** 1.35
        y = y0 + (y1 - y0) * t
        left, right = where(y) if where else (-80, p.w + 80)
        x = p.rng.uniform(left, right)
        k = big * (0.12 + t) * p.rng.uniform(0.4, 1.3) / 2
        w = thick * (0.16 + t) * p.rng.uniform(0.6, 1.2)
        dip = p.rng.normal(0, w * 0.3)
        cuts.poly(brush_outline([(x - k, y), (x, y + dip), (x + k, y)], [0.3, w, 0.3]), 0)
    p.ink(cuts & area, colour, tex=False)


def limb(m: Mask, x: float, y: float, a: float, b: float, length: float, width: float, face: float = 1) -> Pt:
    """Two joined parts from (x, y): angles from straight down, positive to the front; returns the end."""
    x1, y1 = x + face * sin(radians(a)) * length * 0.52, y + cos(radians(a)) * length * 0.52
    x2, y2 = x1 + face * sin(radians(b)) * length * 0.48, y1 + cos(radians(b)) * length * 0.48
    m.brush([(x, y), (x1, y1), (x2, y2)], [width, width * 0.86, width * 0.6], smooth=False)
    return x2, y2


def figure(
    m: Mask, x: float, y: float, h: float, arms: Sequence[Arm] = ((8, 14), (-8, -2)), legs: Sequence[Arm] = ((7, 5), (-7, -5)), lean: float = 0, coat: float = 0.42, face: float = 1, hat: str = ""
) -> list[Pt]:
    """A standing figure in silhouette, feet at (x, y); returns where the hands are."""
    hip = (x, y - h * 0.49)
    s = (x + face * sin(radians(lean)) * h * 0.33, hip[1] - cos(radians(lean)) * h * 0.33)
    for a, b in legs:
        fx, fy = limb(m, hip[0] + h * 0.012 * (1 if a > 0 else -1), hip[1] - h * 0.02, a, b, h * 0.5, h * 0.1, face)
        m.poly([(fx - face * h * 0.035, y), (fx - face * h * 0.03, fy - h * 0.03), (fx + face * h * 0.02, fy - h * 0.03), (fx + face * h * 0.085, y)], 0)
    d = h * 0.115
    m.smooth(
        [
            (s[0] - d, s[1] + h * 0.02),
            (s[0] - d * 0.55, s[1] - h * 0.025),
            (s[0] + d * 0.55, s[1] - h * 0.025),
            (s[0] + d, s[1] + h * 0.02),
            (hip[0] + d * 0.82, hip[1] - h * 0.04),
            (hip[0] + d * 0.8, hip[1] + h * 0.04),
            (hip[0] - d * 0.8, hip[1] + h * 0.04),
            (hip[0] - d * 0.82, hip[1] - h * 0.04),
        ]
    )
    if coat:
        low = y - h * (0.49 - coat * 0.5)
        m.poly([(s[0] - d * 0.8, s[1] + h * 0.08), (s[0] + d * 0.8, s[1] + h * 0.08), (hip[0] + d * 1.12, low), (hip[0] - d * 1.12, low)], 0)
    hands = [limb(m, s[0] + face * h * (0.07 if i == 0 else -0.07), s[1] + h * 0.02, a, b, h * 0.42, h * 0.075, face) for i, (a, b) in enumerate(arms)]
    hx, hy = s[0] + face * sin(radians(lean)) * h * 0.1 + face * h * 0.008, s[1] - h * 0.105
    m.brush([(s[0], s[1]), (hx, hy)], [h * 0.06, h * 0.06])
    m.ellipse(hx, hy, h * 0.056, h * 0.068, radians(lean) * face)
    if hat == "cap":
        m.poly([(hx - h * 0.062, hy - h * 0.02), (hx - h * 0.05, hy - h * 0.085), (hx + h * 0.05, hy - h * 0.085), (hx + face * h * 0.1, hy - h * 0.025)], 0)
    elif hat == "brim":
        m.ellipse(hx, hy - h * 0.03, h * 0.14, h * 0.026)
        m.ellipse(hx, hy - h * 0.05, h * 0.06, h * 0.06)
    elif hat == "helmet":
        m.ellipse(hx, hy - h * 0.025, h * 0.078, h * 0.062)
    return hands


def crane(m: Mask, x: float, base: float, h: float, boom: float = -1, up: float = 0) -> None:
    """A ship-to-shore crane: a portal, a tall A-frame and a boom over the water (boom=-1 left, 1 right)."""
    w, t = h * 0.26, h * 0.022
    deck = base - h * 0.56
    for lx in (x - w / 2, x + w / 2):
        m.line([(lx, base), (lx, deck)], t * 1.25)
    m.line([(x - w / 2, base - h * 0.2), (x + w / 2, base - h * 0.2)], t)
    m.line([(x - w / 2, base - h * 0.2), (x + w / 2, deck)], t * 0.6)
    m.rect(x - w * 0.62, base - h * 0.022, x - w * 0.38, base, 0)
    m.rect(x + w * 0.38, base - h * 0.022, x + w * 0.62, base, 0)
    hinge = x + boom * w / 2
    back = x - boom * w * 1.15
    m.line([(back, deck), (hinge, deck)], t * 1.7)
    apex = (x + boom * w * 0.3, base - h)
    m.line([(hinge, deck), apex, (x - boom * w * 0.5, deck)], t)
    tip = (hinge + boom * h * 0.62 * cos(radians(up)), deck - h * 0.62 * sin(radians(up)))
    m.line([(hinge, deck), tip], t * 1.4)
    for f in (0.45, 0.92):
        m.line([apex, (hinge + (tip[0] - hinge) * f, deck + (tip[1] - deck) * f)], t * 0.4)
    m.line([apex, (back, deck)], t * 0.4)
    m.rect(min(back, back + boom * w * 0.5), deck - h * 0.07, max(back, back + boom * w * 0.5), deck, 0)
    if up < 20:
        k = 0.55
        m.rect(hinge + boom * h * 0.62 * k - h * 0.02, deck - h * 0.01, hinge + boom * h * 0.62 * k + h * 0.025, deck + h * 0.05, 0)
        m.line([(hinge + boom * h * 0.62 * k, deck), (hinge + boom * h * 0.62 * k, deck + h * 0.2)], t * 0.3)


def pine(m: Mask, x: float, y: float, h: float) -> None:
    """A conifer of three cut wedges."""
    r = m.press.rng
    for i in range(4):
        top, low = y - h * (1 - i * 0.2), y - h * (0.62 - i * 0.19)
        half = h * (0.1 + i * 0.055)
        m.poly([(x, top), (x + half, low), (x + half * 0.35, low - h * 0.03), (x - half * 0.3, low - h * 0.02), (x - half, low + r.normal(0, h * 0.01))], 0)
    m.rect(x - h * 0.025, y - h * 0.08, x + h * 0.025, y, 0)


def blob(m: Mask, x: float, y: float, r: float, rough: float = 0.12, squash: float = 1.0, n: int = 11) -> Mask:
    """A round-ish cut shape: foliage, stones, fruit."""
    pts = []
    for i in range(n):
        k = r * (1 + m.press.rng.normal(0, rough))
        pts.append((x + k * cos(2 * pi * i / n), y + k * squash * sin(2 * pi * i / n)))
    return m.smooth(pts, n=6)


def quad(a: Pt, b: Pt, c: Pt, d: Pt, u: float, v: float) -> Pt:
    """A point inside four corners (a-b above, d-c below) by its share of width and height."""
    tx, ty = a[0] + (b[0] - a[0]) * u, a[1] + (b[1] - a[1]) * u
    lx, ly = d[0] + (c[0] - d[0]) * u, d[1] + (c[1] - d[1]) * u
    return tx + (lx - tx) * v, ty + (ly - ty) * v
