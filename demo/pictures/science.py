"""Creatures: the stilt at the end of the breakwater, the beetle in the well."""
# fmt: off

import numpy as np

from .press import Press, glow, ramp
from .shapes import Pt, spline
from .stock import water


def _block(p: Press, x: float, y: float, w: float, tone: int) -> None:
    """A concrete cube seen from a corner above."""
    k = w * 0.34
    left, right, top = [(x, y), (x + w * 0.62, y + k * 0.5), (x + w * 0.62, y + w * 0.9), (x, y + w * 0.72)], [(x + w * 0.62, y + k * 0.5), (x + w, y - k * 0.1), (x + w, y + w * 0.66), (x + w * 0.62, y + w * 0.9)], [(x, y), (x + w * 0.4, y - k * 0.56), (x + w, y - k * 0.1), (x + w * 0.62, y + k * 0.5)]
    for pts, col in ((left, ("#8f989b", "#7d878b")[tone]), (right, "#4a555b"), (top, ("#cdd3d1", "#bcc4c3")[tone])):
        m = p.mask().poly(pts, 2)
        p.ink(m, col)
        if pts is left:
            p.hatch(m, "#5c676c", 76, 13, ramp((0, y), (0, y + w), 0.05, 0.5))
        elif pts is right:
            p.hatch(m, "#22292d", 76, 11, ramp((0, y), (0, y + w), 0.15, 0.6))
        else:
            p.chips(m, "#8f989b", 14, 26, 3, 10, 20)
    p.ink(p.mask().line([left[0], top[1], right[1], left[1], left[0]], 4), "#f4f3ec", 0.8)


def stilt_breakwater(p: Press) -> None:
    """Red legs and a black wedge on grey blocks; a ring in the pliers."""
    p.ink(p.all(), "#dfe4e2")
    p.grain(p.all(), "#f3d9cf", ramp((0, 200), (0, 520), 0.0, 0.7))
    sea = p.mask().rect(-5, 520, 1805, 800, 0)
    p.ink(sea, "#a8b5b8")
    water(p, sea, "#f4f3ec", 524, 780, 80, None, 170, 6)
    water(p, sea, "#7d8a8e", 524, 780, 90, None, 190, 6)
    ship = p.mask().poly([(120, 470), (760, 470), (720, 524), (150, 524)], 1).rect(150, 380, 236, 474, 0).rect(170, 350, 200, 384, 0)
    for i in range(10):
        h = float(p.rng.uniform(22, 66))
        ship.rect(262 + i * 46, 472 - h, 304 + i * 46, 474, 0)
    p.ink(ship, "#5c676c")
    p.ink(ship.flip(524, 0.3) & sea, "#7d8a8e", 0.5)
    p.ink(p.mask().rect(-5, 610, 1805, 1205, 2), "#2b3338")
    for row in range(4):
        t = row / 3
        y, w = 590 + t * 250, 120 + t * 190
        for i in range(int(2100 / w) + 1):
            _block(p, -160 + i * w * 1.02 + (row % 2) * w * 0.5, y + float(p.rng.normal(0, 10)), w, int(p.rng.integers(2)))
    _block(p, 800, 905, 560, 0)
    _stilt(p, 1090, 880)
    _hand_with_ring(p)


def _stilt(p: Press, x: float, y: float) -> None:
    """The bird: one leg down, one drawn up, body like a drop, needle bill to the left."""
    red, black = "#e5483c", "#15181a"
    p.ink(p.mask().poly([(x - 4, y + 10), (x + 240, y + 50), (x + 250, y + 62), (x - 4, y + 22)], 0), "#5c676c", 0.7)
    legs = p.mask().brush([(x + 20, y - 330), (x + 2, y - 170), (x + 4, y + 6)], [17, 15, 12]).ellipse(x + 3, y - 168, 15, 12)
    legs.brush([(x + 4, y + 4), (x - 56, y + 16)], [12, 4]).brush([(x + 4, y + 4), (x - 30, y + 30)], [11, 4]).brush([(x + 4, y + 4), (x + 44, y + 18)], [10, 4])
    legs.brush([(x + 70, y - 330), (x + 150, y - 230), (x + 40, y - 170)], [15, 14, 9]).ellipse(x + 148, y - 230, 14).brush([(x + 42, y - 172), (x - 6, y - 140)], [8, 3])
    p.ink(legs, red)
    p.ink(legs - legs.shift(-4, 0), "#8f1f1a")
    body = p.mask().smooth([(x - 110, y - 470), (x - 30, y - 520), (x + 90, y - 512), (x + 230, y - 450), (x + 300, y - 410), (x + 190, y - 372), (x + 80, y - 318), (x - 40, y - 322), (x - 120, y - 390)])
    neck = p.mask().brush([(x - 60, y - 440), (x - 136, y - 540), (x - 130, y - 640), (x - 160, y - 716)], [150, 84, 58, 60])
    head = p.mask().ellipse(x - 172, y - 726, 56, 47, -0.2)
    white = body | neck | head
    p.ink(white, "#fbfaf4")
    p.hatch(white, "#8f989b", 60, 12, ramp((x - 60, y - 440), (x + 60, y - 310), 0.0, 0.6))
    p.hatch(neck, "#8f989b", 60, 10, ramp((x - 140, 0), (x - 60, 0), 0.0, 0.55))
    cap = p.mask().smooth([(x - 200, y - 766), (x - 150, y - 776), (x - 112, y - 730), (x - 94, y - 620), (x - 110, y - 560), (x - 126, y - 640), (x - 140, y - 700)])
    p.ink(cap & (white | cap), black)
    wing = p.mask().smooth([(x - 70, y - 470), (x + 40, y - 506), (x + 180, y - 468), (x + 330, y - 400), (x + 430, y - 340), (x + 300, y - 356), (x + 170, y - 366), (x + 40, y - 372), (x - 50, y - 410)])
    p.ink(wing, black)
    feathers = p.mask()
    for i in range(7):
        feathers.brush([(x - 10 + i * 30, y - 478 + i * 14), (x + 110 + i * 34, y - 420 + i * 10), (x + 230 + i * 26, y - 372 + i * 5)], [1, 5, 1])
    p.ink(feathers & wing, "#8f989b")
    p.ink(p.mask().brush([(x - 218, y - 730), (x - 330, y - 716), (x - 440, y - 690)], [15, 9, 3]), black)
    p.ink(p.mask().ellipse(x - 188, y - 738, 13), red)
    p.ink(p.mask().ellipse(x - 190, y - 740, 7), black)


def _hand_with_ring(p: Press) -> None:
    """In the foreground lower left: a gloved hand, pliers and a coral ring."""
    dark, skin = "#15181a", "#d9b79c"
    sleeve = p.mask().poly([(-20, 1010), (170, 930), (330, 1100), (300, 1220), (-20, 1220)], 2)
    hand = p.mask().smooth([(140, 990), (230, 900), (340, 870), (430, 900), (470, 980), (430, 1060), (330, 1110), (220, 1110)])
    pliers = p.mask().brush([(300, 1060), (430, 900), (560, 800), (640, 716)], [34, 34, 30, 12]).brush([(240, 1000), (420, 880), (540, 770), (616, 690)], [34, 34, 30, 12])
    p.ink(pliers.shift(10, 14), "#22292d", 0.5)
    p.ink(pliers, dark)
    p.ink(pliers - pliers.shift(5, 6), "#8f989b")
    p.ink(p.mask().ellipse(520, 810, 24), "#8f989b")
    p.ink(p.mask().ellipse(520, 810, 10), dark)
    ring = p.mask().ellipse(648, 680, 50, 40, -0.7).ellipse(648, 680, 36, 26, -0.7, on=False)
    p.ink(ring, "#e5483c")
    p.ink(ring - ring.shift(4, 5), "#f9b3a4")
    p.ink(hand, skin)
    p.hatch(hand, dark, 40, 13, ramp((300, 900), (330, 1110), 0.05, 0.6))
    p.ink(sleeve, "#3d4a52")
    p.hatch(sleeve, dark, 60, 17, 0.35)
    for pts in ([(250, 980), (350, 930), (450, 930), (500, 960)], [(270, 1030), (370, 990), (460, 990), (496, 1016)], [(290, 1080), (380, 1050), (450, 1050), (474, 1072)]):
        p.ink(p.mask().brush(pts, [62, 60, 54, 40]), dark)
        f = p.mask().brush(pts, [52, 50, 44, 30])
        p.ink(f, skin)
        p.hatch(f - f.shift(0, -14), dark, 20, 8, 0.5)
        p.ink(p.mask().ellipse(pts[-1][0] - 2, pts[-1][1] - 2, 14, 10, 0.5), "#f3ddca")
    thumb = [(220, 930), (310, 850), (400, 826), (452, 840)]
    p.ink(p.mask().brush(thumb, [82, 70, 60, 44]), dark)
    t = p.mask().brush(thumb, [72, 60, 50, 34])
    p.ink(t, skin)
    p.hatch(t - t.shift(0, -16), dark, 10, 9, 0.5)
    p.ink(p.mask().ellipse(448, 836, 16, 12, 0.3), "#f3ddca")


def cave_beetle(p: Press) -> None:
    """Amber, eyeless, exactly from above, in the shaft of a well."""
    p.ink(p.all(), "#b9b2a3")
    cx, cy = 900, 900
    for i in range(7):
        r = 1260 - i * 98
        ring = p.mask().ellipse(cx, cy, r)
        p.ink(ring, ("#c9c2b2", "#a8a192")[i % 2] if i < 3 else ("#8a8476", "#6f6a5f", "#4c4942", "#2a2926")[i - 3])
        joints = p.mask()
        n = 26 - i
        for k in range(n):
            a = 2 * np.pi * (k + (i % 2) * 0.5) / n + 0.04 * i
            joints.line([(cx + (r - 98) * np.cos(a), cy + (r - 98) * np.sin(a)), (cx + r * np.cos(a), cy + r * np.sin(a))], 6)
        p.ink(joints & ring, "#2a2926", 0.75)
        p.grain(ring - p.mask().ellipse(cx, cy, r - 98), "#17161a", glow(cx - 260, cy - 300, r * 0.6, r * 1.6, 0.0, 0.42))
        p.ink(ring - p.mask().ellipse(cx, cy, r - 5), "#17161a", 0.8)
    hole = p.mask().ellipse(cx, cy, 640)
    p.ink(hole, "#131214")
    rings = p.mask()
    for k in range(22):
        r = 620 - k * 27
        rings = rings | (p.mask().ellipse(cx, cy, r) - p.mask().ellipse(cx, cy, r - 3.4 + k * 0.1))
    p.ink(rings, "#4c4942", 0.8)
    p.grain(hole, "#8a6a3a", glow(cx, cy, 60, 560, 0.45, 0.0))
    rope = p.mask().brush([(1560, -20), (1530, 300), (1420, 560), (1330, 700)], [30, 27, 18, 12])
    p.ink(rope.shift(16, 20), "#131214", 0.55)
    p.ink(rope, "#d8c9a0")
    p.hatch(rope, "#6f5a34", 30, 17, 0.36)
    bucket = p.mask().ellipse(1312, 742, 62, 56)
    p.ink(bucket, "#7d5a34")
    p.ink(p.mask().ellipse(1312, 742, 46, 41), "#131214")
    p.ink(p.mask().brush([(1256, 730), (1330, 696), (1366, 752)], [6, 7, 6]), "#b9b2a3")
    _beetle(p, cx, cy)


def _beetle(p: Press, x: float, y: float) -> None:
    """Almost symmetrical, like an engraving."""
    limbs, thin = p.mask(), p.mask()
    for s in (-1, 1):
        def at(*raw: Pt, s: int = s) -> list[Pt]:
            return [(x + s * a, y + b) for a, b in raw]

        for pts, w in (
            (at((70, -150), (210, -270), (300, -420), (346, -560)), [30.0, 20.0, 12.0, 4.0]),
            (at((90, -60), (300, -60), (430, -150), (560, -130)), [32.0, 20.0, 12.0, 4.0]),
            (at((84, 20), (280, 130), (380, 320), (470, 520)), [34.0, 22.0, 13.0, 4.0]),
        ):
            limbs.brush(pts, w, smooth=False)
            for q, r in zip(pts[1:3], (13, 9), strict=True):
                limbs.ellipse(*q, r)
        thin.brush(at((26, -330), (120, -450), (170, -570), (330, -650), (420, -640)), [16, 11, 9, 6, 2])
        for k in range(13):
            q = spline(at((26, -330), (120, -450), (170, -570), (330, -650), (420, -640)), n=4)[k]
            thin.ellipse(*q, 8 - k * 0.35)
        thin.brush(at((30, -340), (52, -390), (34, -424)), [18, 14, 4]).brush(at((16, -330), (20, -372)), [10, 4])
    both = limbs | thin
    p.ink(both.shift(26, 40) & p.mask().ellipse(x, y, 640), "#000000", 0.6)
    p.ink(both, "#c98a34")
    p.ink(both - both.shift(5, 4), "#f6d48a")
    abdomen = p.mask().smooth([(x, y - 96), (x + 84, y - 84), (x + 150, y + 20), (x + 166, y + 170), (x + 110, y + 330), (x, y + 424), (x - 110, y + 330), (x - 166, y + 170), (x - 150, y + 20), (x - 84, y - 84)])
    thorax = p.mask().smooth([(x, y - 262), (x + 74, y - 250), (x + 86, y - 180), (x + 58, y - 96), (x, y - 84), (x - 58, y - 96), (x - 86, y - 180), (x - 74, y - 250)])
    head = p.mask().smooth([(x, y - 356), (x + 46, y - 344), (x + 60, y - 296), (x + 40, y - 250), (x, y - 240), (x - 40, y - 250), (x - 60, y - 296), (x - 46, y - 344)])
    whole = abdomen | thorax | head
    p.ink(whole.shift(26, 40), "#000000", 0.55)
    for m in (abdomen, thorax, head):
        p.ink(m, "#e3a244")
        p.ink(m - (m & m.shift(5, 0) & m.shift(-5, 0) & m.shift(0, 6) & m.shift(0, -6)), "#3a2208")
    p.hatch(abdomen, "#7a4a12", 90, 12, lambda a, b: np.clip((np.abs(a - x) - 30) / 190, 0.05, 0.62), wave=2)
    p.hatch(thorax | head, "#7a4a12", 0, 10, lambda a, b: np.clip((np.abs(a - x) - 10) / 120, 0.02, 0.6), wave=1)
    p.grain(abdomen, "#fff0bf", glow(x - 50, y + 60, 0, 150, 0.85, 0.0))
    p.grain(thorax, "#fff0bf", glow(x - 26, y - 190, 0, 70, 0.85, 0.0))
    p.ink(p.mask().brush([(x, y - 90), (x + 3, y + 160), (x, y + 420)], [7, 5, 3]), "#3a2208")
    hairs = p.mask()
    for s in (-1, 1):
        for k in range(9):
            a = 0.25 + k * 0.24
            hx, hy = x + s * 160 * np.sin(a), y + 120 - 290 * np.cos(a)
            hairs.brush([(hx, hy), (hx + s * 34, hy + 10 - k * 2)], [3, 0.6])
    p.ink(hairs, "#f6d48a")


SCENES = {"stilt-breakwater": stilt_breakwater, "cave-beetle": cave_beetle}
