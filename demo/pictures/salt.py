"""Salt: the pans at noon, two hands, the balance, the pink field of the microscope."""
# fmt: off

import numpy as np

from .press import Mask, Press, glow, ramp
from .shapes import Pt, turn
from .stock import blob, quad


def salt_pans_noon(p: Press) -> None:
    """A grid of tints from high above, and one raker with a long shadow."""
    p.ink(p.all(), "#4a2c22")
    tints = ("#f7e9e2", "#f3cdc6", "#eaa9a4", "#d98478", "#c46550", "#f8f3ec", "#efb9b2", "#b5533c", "#f5dcd4")
    a, b, d, e = (-260, -120), (1960, -260), (2200, 1240), (-420, 1480)
    cols, rows = 7, 6
    for r in range(rows):
        for k in range(cols):
            w = 0.09 / cols
            u0, u1 = k / cols + w, (k + 1) / cols - w
            v0, v1 = r / rows + 0.09 / rows, (r + 1) / rows - 0.09 / rows
            m = p.mask().poly([quad(a, b, d, e, u, v) for u, v in ((u0, v0), (u1, v0), (u1, v1), (u0, v1))], 3)
            col = "#fbf6ee" if (r, k) in ((3, 2), (2, 2)) else tints[int(p.rng.integers(9))]
            p.ink(m.shift(7, 9), "#2a1812", 0.8)
            p.ink(m, col)
            x, y = quad(a, b, d, e, u0, v0)
            p.grain(m, "#a8483a", ramp((x, y), (x + 210, y + 160), 0.42, 0.0))
            if p.rng.random() < 0.4:
                p.hatch(m, "#ffffff", -4, 24, 0.16, wave=6)
    w = 0.09 / cols
    big = p.mask().poly([quad(a, b, d, e, u, v) for u, v in ((2 / 7 + w, 2 / 6 + w), (5 / 7 - w, 2 / 6 + w), (5 / 7 - w, 4 / 6 - w), (2 / 7 + w, 4 / 6 - w))], 3)
    p.ink(big.shift(7, 9), "#2a1812", 0.8)
    p.ink(big, "#fbf3ec")
    p.grain(big, "#e39a94", ramp((420, 420), (1400, 900), 0.0, 0.6))
    heaps, dark, side = p.mask(), p.mask(), p.mask()
    for k in range(6):
        x, y = quad(a, b, d, e, 0.51 + k * 0.036, 0.615)
        heaps.smooth([(x - 50, y + 26), (x - 19, y - 19), (x, y - 42), (x + 21, y - 17), (x + 52, y + 26)])
        dark.poly([(x, y - 40), (x + 50, y + 24), (x + 150, y + 66), (x + 130, y + 72), (x + 4, y + 28)], 1)
        side.poly([(x, y - 42), (x + 22, y - 16), (x + 52, y + 28), (x + 6, y + 28), (x + 10, y)], 0)
    p.ink(dark, "#5a3226", 0.8)
    p.ink(heaps, "#ffffff")
    p.ink(side & heaps, "#d98478")
    p.ink(heaps - heaps.shift(3, 3), "#8d4a40")
    _raker(p, 690, 690)


def _raker(p: Press, x: float, y: float) -> None:
    """Seen from above: a hat, two arms, a rake, the arc it leaves and the shadow."""
    arcs = p.mask()
    for k in range(8):
        r = 292 + k * 17
        arcs.line([(x + r * np.cos(t), y + r * np.sin(t) * 0.92) for t in np.linspace(-2.5, -0.15, 50)], 5)
    p.ink(arcs, "#d9958a", 0.85)
    shadow = p.mask().brush([(x, y), (x + 220, y + 110), (x + 420, y + 210)], [86, 92, 70]).ellipse(x + 470, y + 232, 112, 82, 0.4)
    shadow.line([(x + 330, y + 130), (x + 560, y - 40)], 9)
    p.ink(shadow, "#5a3226", 0.85)
    rake = p.mask().line([(x - 50, y + 64), (x + 330, y - 250)], 13)
    head = p.mask().line([(x + 258, y - 318), (x + 396, y - 178)], 20)
    for k in range(9):
        t = k / 8
        head.line([(x + 258 + 138 * t, y - 318 + 140 * t), (x + 284 + 138 * t, y - 344 + 140 * t)], 7)
    p.ink(rake.shift(10, 14) | head.shift(10, 14), "#5a3226", 0.5)
    p.ink(rake | head, "#2a1812")
    legs = p.mask().ellipse(x - 66, y + 58, 34, 24, 0.5).ellipse(x - 20, y + 92, 34, 24, 0.5)
    p.ink(legs, "#2a1812")
    body = p.mask().ellipse(x, y + 10, 92, 66, -0.6)
    arms = p.mask().brush([(x + 40, y - 50), (x + 100, y - 60), (x + 120, y - 84)], [42, 36, 26]).brush([(x + 10, y + 60), (x + 30, y + 30), (x + 42, y - 4)], [42, 36, 28])
    p.ink(body, "#3c5f73")
    p.ink(arms, "#3c5f73")
    p.ink(p.mask().ellipse(x + 122, y - 86, 17).ellipse(x + 40, y - 10, 17), "#8a5a40")
    hat = p.mask().ellipse(x - 4, y - 6, 106, 98, -0.4)
    p.ink(hat.shift(9, 12), "#2a1812", 0.6)
    p.ink(hat, "#e8c987")
    rings = p.mask()
    for k in range(6):
        rings = rings | (p.mask().ellipse(x - 4, y - 6, 100 - k * 15, 92 - k * 14, -0.4) - p.mask().ellipse(x - 4, y - 6, 97 - k * 15, 89 - k * 14, -0.4))
    p.ink(rings, "#a87f3c")
    crown = p.mask().ellipse(x - 4, y - 8, 48, 44, -0.4)
    p.ink(crown, "#f3dba6")
    p.ink(crown - p.mask().ellipse(x - 8, y - 12, 46, 42, -0.4), "#2a1812")
    p.grain(hat, "#7a4a22", ramp((x - 20, y - 30), (x + 100, y + 80), 0.0, 0.7))


def salt_hands(p: Press) -> None:
    """Two cupped hands come towards us, heaped with facets."""
    p.ink(p.all(), "#e3a09b")
    p.grain(p.all(), "#c9737a", glow(720, 820, 520, 1250, 0.0, 0.7))
    ink, skin = "#17130f", "#f0d9cf"
    p.ink(p.mask().ellipse(720, 1180, 600, 90), "#b8606a", 0.6)
    for s in (-1, 1):
        def at(*raw: Pt, s: int = s) -> list[Pt]:
            return [(720 + s * x, y) for x, y in raw]

        sleeve = p.mask().poly(at((250, 1560), (560, 1420), (760, 1830), (240, 1830)), 2)
        wrist = p.mask().smooth(at((170, 1330), (430, 1180), (560, 1400), (600, 1640), (280, 1700), (210, 1500)))
        palm = p.mask().smooth(at((0, 1010), (120, 1000), (330, 980), (520, 900), (590, 1010), (560, 1180), (470, 1340), (330, 1450), (200, 1440), (70, 1340), (6, 1200)))
        p.ink(wrist | palm, skin)
        p.hatch(wrist | palm, ink, 58 * s, 17, ramp((720 + s * 120, 1100), (720 + s * 560, 1400), 0.1, 0.72), wave=5)
        p.ink(sleeve, ink)
        p.chips(sleeve, skin, 50, 60, 5, 70 * s, 8)
        for k, (x0, y0, x1, y1, x2, y2, w) in enumerate(((560, 1110, 640, 900, 560, 720, 104), (500, 1010, 548, 820, 470, 640, 108), (410, 960, 440, 780, 372, 600, 104), (310, 950, 330, 800, 276, 650, 92))):
            pts = at((x0, y0), (x1, y1), (x2, y2))
            p.ink(p.mask().brush(pts, [w + 14, w + 8, w * 0.74 + 10]), ink)
            f = p.mask().brush(pts, [w, w - 6, w * 0.74])
            p.ink(f, skin)
            p.hatch(f - f.shift(-24 * s, -4), ink, 40 * s, 11, 0.6)
            jx, jy = at((x1, y1))[0]
            for d in (-16, 0, 16):
                p.ink(p.mask().brush([(jx - 34, jy + d + 6), (jx, jy + d - 6), (jx + 34, jy + d + 5)], [1, 6, 1]) & f, ink)
            p.ink(p.mask().ellipse(jx - s * 8, jy - 42, 26, 20) & f, "#ffffff")
            nail = p.mask().ellipse(*at((x2 - 4 + k, y2 + 6))[0], w * 0.2, w * 0.27)
            p.ink(nail, "#ffffff")
            p.ink(nail - nail.shift(0, 6), ink)
        thumb = at((180, 1370), (250, 1180), (190, 1010), (90, 930))
        p.ink(p.mask().brush(thumb, [190, 150, 120, 84]), ink)
        t = p.mask().brush(thumb, [174, 136, 106, 70])
        p.ink(t, skin)
        p.hatch(t - t.shift(-22 * s, 0), ink, -50 * s, 12, 0.55)
        cracks = p.mask()
        for raw in (((150, 1290), (230, 1240), (320, 1250)), ((120, 1200), (170, 1180), (210, 1120)), ((330, 1330), (400, 1240), (490, 1190)), ((300, 1400), (350, 1330), (360, 1280)), ((430, 1120), (470, 1150), (540, 1120)), ((240, 1100), (210, 1060), (160, 1040))):
            cracks.brush(at(*raw), [1, 8, 1])
        p.ink(cracks, ink)
        for raw in ((210, 1260), (380, 1290), (480, 1230), (300, 1130)):
            p.ink(blob(p.mask(), *at(raw)[0], 24, 0.3, 0.5), "#ffffff")
    _crystals(p, ink)


def _crystals(p: Press, ink: str) -> None:
    """The heap: angular lumps, each with three facets."""
    heap = p.mask().smooth([(300, 1010), (380, 850), (500, 700), (620, 580), (720, 530), (830, 590), (950, 710), (1070, 860), (1140, 1010), (960, 1090), (720, 1120), (480, 1090)])
    p.ink(heap, ink)
    spots = []
    for _ in range(260):
        t = p.rng.uniform(0, 1) ** 0.7
        y = 560 + t * 520
        x = 720 + p.rng.uniform(-1, 1) * (60 + 380 * t * (1 if t < 0.85 else 0.85))
        spots.append((float(x), float(y), float(p.rng.uniform(30, 62))))
    for x, y, r in sorted(spots, key=lambda s: s[1]):
        a = p.rng.uniform(0, 1.5)
        hexa = [(x + r * (1 + p.rng.normal(0, 0.12)) * np.cos(a + i * np.pi / 3), y + r * 0.86 * np.sin(a + i * np.pi / 3)) for i in range(6)]
        cx, cy = x + p.rng.normal(0, r * 0.12), y - r * 0.12
        p.ink(p.mask().poly([(x + (q[0] - x) * 1.12, y + (q[1] - y) * 1.12) for q in hexa], 0), ink, tex=False)
        for i, col in ((0, "#e9a5a3"), (2, "#ffffff"), (4, "#f9ded8")):
            p.ink(p.mask().poly([(cx, cy), hexa[i], hexa[(i + 1) % 6], hexa[(i + 2) % 6]], 0), col, tex=False)
    loose = p.mask()
    for _ in range(26):
        x, y, r = p.rng.normal(720, 260), p.rng.uniform(1130, 1500), p.rng.uniform(5, 13)
        loose.poly(turn([(x - r, y - r), (x + r, y - r * 0.8), (x + r * 0.9, y + r), (x - r * 0.8, y + r)], x, y, p.rng.uniform(0, 1.5)), 0)
    p.ink(loose, "#ffffff")


def salt_sacks_scale(p: Press) -> None:
    """A brass balance, level: one jute sack against many of plastic."""
    p.ink(p.all(), "#d3a9a0")
    p.grain(p.all(), "#eacbc0", glow(420, 300, 100, 1100, 0.9, 0.0))
    table = p.mask().poly([(-10, 960), (1810, 948), (1810, 1210), (-10, 1210)], 1)
    shadow = p.mask()
    _balance(shadow, 1.0)
    _sack(shadow, 430, 770)
    shadow.smooth([(1120, 770), (1130, 560), (1280, 420), (1400, 420), (1560, 600), (1580, 770)])
    p.ink(shadow.shift(150, 76), "#8d5f5c", 0.75)
    p.ink(table, "#7d4f48")
    p.grain(table, "#43261f", ramp((300, 960), (1800, 1210), 0.05, 0.95))
    p.ink(p.mask().poly([(700, 1080), (1120, 1080), (1560, 1130), (1180, 1160)], 3) & table, "#34190f", 0.75)
    brass = p.mask()
    _balance(brass, 1.0)
    p.ink(brass, "#c08c2f")
    p.grain(brass, "#4f3210", ramp((820, 300), (1000, 420), 0.1, 0.7))
    shine = brass - brass.shift(5, 6)
    p.ink(shine, "#f6dc8f")
    sack = p.mask()
    _sack(sack, 430, 770)
    p.ink(sack, "#b58a54")
    p.hatch(sack, "#8a6234", 45, 11, 0.3, wave=2)
    p.hatch(sack, "#d9b982", -45, 11, 0.22, wave=2)
    p.grain(sack, "#3f2814", ramp((400, 600), (620, 720), 0.0, 0.9))
    tie = p.mask().brush([(366, 486), (430, 498), (494, 486)], [16, 20, 16])
    p.ink(tie, "#4f3210")
    stamp = p.mask().line([(376, 720), (470, 590)], 11).line([(436, 562), (506, 612)], 15)
    for k in range(6):
        stamp.line([(438 + k * 13, 566 + k * 9.4), (452 + k * 13, 546 + k * 9.4)], 6)
    p.ink(stamp, "#4a2416", 0.9)
    _plastic(p)


def _balance(m: Mask, k: float) -> None:
    """Foot, column, level beam, chains and two pans."""
    x = 900
    m.poly([(x - 210, 1100), (x - 180, 1060), (x + 180, 1060), (x + 210, 1100)], 0).poly([(x - 130, 1062), (x - 70, 1010), (x + 70, 1010), (x + 130, 1062)], 0)
    m.poly([(x - 30 * k, 1020), (x - 17, 210), (x + 17, 210), (x + 30 * k, 1020)], 0).ellipse(x, 620, 42, 30).ellipse(x, 900, 52, 32).ellipse(x, 170, 40)
    m.brush([(394, 262), (640, 232), (900, 214), (1160, 232), (1406, 262)], [18, 28, 46, 28, 18]).ellipse(394, 262, 25).ellipse(1406, 262, 25).ellipse(x, 218, 58, 44)
    m.poly([(x - 9, 250), (x + 9, 250), (x, 390)], 0)
    for px in (430, 1370):
        hook = 394 if px == 430 else 1406
        for dx in (-246, 0, 246):
            m.line([(hook, 262), (px + dx, 786)], 5)
        m.smooth([(px - 262, 782), (px + 262, 782), (px + 220, 822), (px + 90, 850), (px - 90, 850), (px - 220, 822)])


def _sack(m: Mask, x: float, y: float) -> None:
    """A jute sack with two ears."""
    m.smooth([(x - 130, y + 10), (x - 158, y - 110), (x - 120, y - 220), (x - 58, y - 282), (x, y - 292), (x + 58, y - 282), (x + 122, y - 220), (x + 158, y - 110), (x + 130, y + 10)])
    m.poly([(x - 60, y - 280), (x - 110, y - 350), (x - 40, y - 322), (x, y - 352), (x + 40, y - 322), (x + 108, y - 352), (x + 62, y - 278)], 2)


def _plastic(p: Press) -> None:
    """Blue bags in a heap that nearly slides off."""
    rows = ((770, (1180, 1290, 1400, 1510, 1570)), (690, (1220, 1330, 1440, 1530)), (612, (1270, 1380, 1480)), (536, (1310, 1420)), (466, (1366,)))
    for y, xs in rows:
        for i, x in enumerate(xs):
            w, h = 84, 62
            t = p.rng.normal(0, 0.06)
            bag = p.mask().smooth(turn([(x - w, y + 6), (x - w + 6, y - h), (x - w * 0.5, y - h - 12), (x + w * 0.5, y - h - 10), (x + w - 6, y - h), (x + w, y + 4), (x + w * 0.4, y + 14), (x - w * 0.4, y + 14)], x, y, t))
            p.ink(bag, ("#3f7fb0", "#5b9ac4", "#2f6a9c")[(i + int(y)) % 3])
            p.grain(bag, "#15365a", ramp((x, y - h), (x + w, y + 10), 0.0, 0.9))
            p.ink(p.mask().brush([(x - w * 0.7, y - h * 0.8), (x - w * 0.2, y - h * 0.98), (x + w * 0.1, y - h * 0.86)], [2, 12, 2]) & bag, "#dcecf4")
            p.ink(p.mask().brush([(x - w * 0.9, y - h * 0.2), (x - w * 0.5, y - h * 0.1)], [2, 6]).brush([(x + w * 0.9, y - h * 0.4), (x + w * 0.5, y - h * 0.3)], [2, 6]) & bag, "#15365a")


def microscope_salt_pink(p: Press) -> None:
    """A round field like a stained-glass window."""
    p.ink(p.all(), "#08080a")
    cx, cy, r = 900, 900, 800
    p.ink(p.mask().ellipse(cx, cy, r + 22), "#a87a30")
    p.ink(p.mask().ellipse(cx, cy, r + 10), "#f3d68c")
    p.ink(p.mask().ellipse(cx, cy, r + 4), "#08080a")
    field = p.mask().ellipse(cx, cy, r)
    p.ink(field, "#ef7f96")
    p.grain(field, "#f9b7ae", glow(760, 700, 80, 820, 0.95, 0.0))
    p.grain(field, "#b3235f", glow(cx, cy, 420, 800, 0.0, 0.8))
    rods, rim = p.mask(), p.mask()
    tones = (p.mask(), p.mask(), p.mask())
    for _ in range(330):
        x, y = p.rng.uniform(90, 1710), p.rng.uniform(90, 1710)
        a, k, w = p.rng.uniform(0, np.pi), p.rng.uniform(26, 62), p.rng.uniform(19, 27)
        m = tones[int(p.rng.integers(3))]
        bend = p.rng.normal(0, 9)
        pts = [(x - k * np.cos(a), y - k * np.sin(a)), (x + bend * np.sin(a), y - bend * np.cos(a)), (x + k * np.cos(a), y + k * np.sin(a))]
        m.brush(pts, [w, w, w])
        rim.brush([(q[0] - 4, q[1] - 5) for q in pts], [2, 5, 2])
    for m, col in zip(tones, ("#d42d6f", "#f45a6d", "#8f1450"), strict=True):
        p.ink((m & field).shift(6, 8) & field, "#7a0f45", 0.45)
        p.ink(m & field, col)
        rods = rods | m
    p.ink(rim & rods & field, "#ffd9d0", 0.9)
    for x, y, s, t in ((520, 520, 250, 0.3), (1190, 430, 190, -0.25), (1290, 900, 300, 0.5), (690, 1120, 330, -0.18), (1130, 1400, 220, 0.2), (310, 900, 150, 0.7), (860, 270, 110, 0.1), (480, 1440, 130, 0.5), (1480, 1290, 100, -0.3), (950, 760, 130, 0.9)):
        _cube(p, field, x, y, s, t)
    p.ink(field & p.mask().line([(900, 60), (900, 300)], 3), "#08080a")
    p.ink(field & p.mask().line([(60, 900), (200, 900)], 3), "#08080a")


def _cube(p: Press, field: Mask, x: float, y: float, s: float, t: float) -> None:
    """A transparent crystal in three panes with lead-dark edges."""
    def at(*raw: Pt) -> list[Pt]:
        return turn([(x + a * s, y + b * s) for a, b in raw], x, y, t)

    front, top, side = at((-0.5, -0.3), (0.36, -0.3), (0.36, 0.56), (-0.5, 0.56)), at((-0.5, -0.3), (-0.2, -0.58), (0.64, -0.58), (0.36, -0.3)), at((0.36, -0.3), (0.64, -0.58), (0.64, 0.26), (0.36, 0.56))
    for pts, col, alpha in ((front, "#ffe9ea", 0.5), (top, "#ffffff", 0.82), (side, "#f3a9c0", 0.62)):
        p.ink(p.mask().poly(pts, 0) & field, col, alpha)
    inner = p.mask().poly(at((-0.32, -0.12), (0.18, -0.12), (0.18, 0.38), (-0.32, 0.38)), 0)
    p.ink(inner & field, "#ffffff", 0.3)
    p.hatch(p.mask().poly(side, 0) & field, "#c52a6a", 90 + float(np.degrees(t)), 13, 0.16, wave=0)
    edges = p.mask()
    for pts in (front, top, side):
        edges.line([*pts, pts[0]], 6)
    edges.line([at((-0.32, -0.12))[0], at((-0.5, -0.3))[0]], 3).line([at((0.18, -0.12))[0], at((0.36, -0.3))[0]], 3).line([at((0.18, 0.38))[0], at((0.36, 0.56))[0]], 3).line([at((-0.32, 0.38))[0], at((-0.5, 0.56))[0]], 3)
    p.ink(edges & field, "#3a0a28", 0.9)
    p.ink(p.mask().poly(at((-0.44, -0.24), (-0.3, -0.24), (-0.44, 0.1)), 0) & field, "#ffffff", 0.95)


SCENES = {"salt-pans-noon": salt_pans_noon, "salt-hands": salt_hands, "salt-sacks-scale": salt_sacks_scale, "microscope-salt-pink": microscope_salt_pink}
