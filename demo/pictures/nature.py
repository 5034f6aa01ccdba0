"""Water and weather inland: the empty reservoir, the sea in section, the dry orchard, the village that moved."""
# fmt: off

import numpy as np

from . import palettes as c
from .press import Press, ramp
from .shapes import Pt, ellipse_points, ridge, spline
from .stock import blob, water


def _ring(cx: float, cy: float, t: float) -> list[Pt]:
    """An uneven shore line at depth t (0 = the pool, 1 = full)."""
    out = []
    for i in range(40):
        a = 2 * np.pi * i / 40
        k = 1 + 0.2 * np.sin(2 * a + 0.7) + 0.13 * np.sin(3 * a + 2.1 + t) + 0.05 * np.sin(7 * a)
        rx, ry = 215 + 760 * t, 62 + 268 * t
        out.append((float(cx + rx * k * np.cos(a)), float(cy + ry * k * np.sin(a) - t * 40)))
    return out


def reservoir_low(p: Press) -> None:
    """Rings of dry shore round an eye of green water."""
    p.ink(p.all(), "#dfe3d2")
    sky = p.mask().rect(0, 0, 1800, 420, 0)
    p.grain(sky, "#9fc0c0", ramp((0, 300), (0, 0), 0.0, 0.85))
    for y, amp, col, dark in ((270, 120, "#a7b3a0", "#7f9188"), (350, 90, "#8a935f", "#5c6a3a"), (420, 50, "#6f7a42", "#3f4c26")):
        hill = p.mask().poly([(-10, 1210), *ridge(p.rng, -10, 1810, y, amp), (1810, 1210)], 0)
        p.ink(hill, col)
        p.hatch(hill, dark, 62, 19, ramp((0, y - 120), (0, y + 170), 0.12, 0.42), wave=6)
    cols = ("#c8a868", "#efe4cc", "#d9b878", "#f6eeda", "#cfae72", "#f1e6cd", "#ddc28a", "#f8f1e0", "#c9a665", "#efe2c6", "#b98e50")
    for i, col in enumerate(cols):
        t = 1.32 - i * 0.125
        ring = p.mask().smooth(_ring(880, 780, t), n=6)
        p.ink(ring, col)
        p.grain(ring, "#96733c", ramp((0, 780 - 330 * t), (0, 780), 0.42, 0.0))
        p.grain(ring, "#a8834a", ramp((880, 780 + 330 * t), (880, 700 + 230 * t), 0.32, 0.0))
    _mud(p)
    pool = p.mask().smooth(_ring(880, 780, 0.0), n=6)
    p.ink(p.mask().smooth(_ring(880, 780, 0.045), n=6), "#8a6a35")
    p.ink(pool, "#24462f")
    p.grain(pool, "#5f8a55", ramp((700, 720), (1080, 860), 0.6, 0.0))
    water(p, pool, "#a9c08a", 735, 835, 16, lambda _: (720, 1060), 110, 5)
    _old_bridge(p)
    _dam(p)


def _mud(p: Press) -> None:
    """Cracks in the lower rings."""
    cracks = p.mask()
    area = p.mask().smooth(_ring(880, 780, 0.55), n=6) - p.mask().smooth(_ring(880, 780, 0.1), n=6)
    for _ in range(150):
        x, y = p.rng.uniform(250, 1560), p.rng.uniform(560, 1060)
        pts = [(x, y)]
        for _ in range(3):
            pts.append((pts[-1][0] + p.rng.normal(0, 22), pts[-1][1] + p.rng.normal(0, 9)))
        cracks.line(pts, 1.8)
    p.ink(cracks & area, "#8a6a35", 0.75)


def _old_bridge(p: Press) -> None:
    """Three stone arches standing in the open, with a hard noon shadow."""
    shadow = p.mask().poly([(460, 930), (1290, 1010), (1330, 1052), (440, 972)], 3)
    p.ink(shadow, "#6b5426", 0.55)
    deck = [(400, 876), (600, 820), (800, 800), (1000, 822), (1230, 890), (1340, 930)]
    low = [(1340, 1000), (1230, 1002), (400, 950), (380, 940)]
    bridge = p.mask().poly(spline(deck) + [(float(x), float(y)) for x, y in low], 0)
    for x, y, r in ((545, 958, 78), (800, 984, 112), (1070, 998, 92)):
        bridge.ellipse(x, y, r, r * 1.12, on=False)
    inner = p.mask()
    for x, y, r in ((545, 958, 78), (800, 984, 112), (1070, 998, 92)):
        inner.poly(ellipse_points(x, y, r, r * 1.12), 0)
        inner.poly(ellipse_points(x - r * 0.24, y + 6, r * 0.96, r * 1.08), 0, on=False)
    floor = p.mask().rect(0, 700, 1800, 972, 0)
    p.ink(bridge & floor.shift(0, 40), "#e9dcbd")
    p.ink(inner & floor.shift(0, 10), "#4c4023")
    body = bridge & floor.shift(0, 40)
    p.grain(body, "#8f7a4a", ramp((0, 850), (0, 1010), 0.0, 0.7))
    stones = p.mask()
    for i in range(22):
        y = 828 + i * 9.4
        stones.line([(380, y + 20), (800, y - 22), (1350, y + 30)], 1.3)
    for _ in range(130):
        x, y = p.rng.uniform(390, 1340), p.rng.uniform(820, 990)
        stones.line([(x, y), (x + 1, y + 9)], 1.5)
    p.ink(stones & body, "#a08a58", 0.8)
    p.ink(p.mask().brush([(x, y - 5) for x, y in deck], [12] * 6), "#fbf4e2")
    p.ink(p.mask().brush([(x, y + 6) for x, y in deck], [5] * 6), "#5e4d28")


def _dam(p: Press) -> None:
    """The dam in front with one tiny red car."""
    dam = p.mask().poly([(-10, 1098), (500, 1128), (1100, 1128), (1810, 1080), (1810, 1210), (-10, 1210)], 1.5)
    p.ink(dam, "#585f2d")
    p.grain(dam, "#2c3216", ramp((0, 1120), (0, 1210), 0.1, 0.8))
    p.ink(p.mask().brush([(-10, 1090), (500, 1120), (1100, 1120), (1810, 1072)], [22, 22, 22, 22]), "#f4ead0")
    posts = p.mask()
    for i in range(46):
        x = i * 40 + 6
        y = 1080 + 34 * np.sin(np.pi * min(max(x / 1700, 0), 1)) - max(0, x - 1100) * 0.012
        posts.line([(x, y - 8), (x, y + 12)], 3)
    p.ink(posts, "#3f4c26")
    x, y = 1392, 1094
    p.ink(p.mask().ellipse(x + 4, y + 12, 44, 6), "#3f4c26")
    p.ink(p.mask().poly([(x - 40, y + 8), (x - 38, y - 8), (x - 20, y - 11), (x - 10, y - 26), (x + 18, y - 26), (x + 28, y - 10), (x + 42, y - 6), (x + 42, y + 8)], 0), "#d6301f")
    p.ink(p.mask().poly([(x - 10, y - 12), (x - 4, y - 22), (x + 14, y - 22), (x + 21, y - 11)], 0), "#f4ead0")
    p.ink(p.mask().ellipse(x - 22, y + 8, 8).ellipse(x + 24, y + 8, 8), c.INK)


def whale_strait_surface(p: Press) -> None:
    """A fin whale in the sea cut open, as wide as the picture."""
    line = 232
    p.ink(p.all(), "#f3e7c9")
    p.grain(p.mask().rect(0, 0, 1800, line, 0), "#e9b58c", ramp((0, 60), (0, line), 0.0, 0.6))
    coast = p.mask().poly([(-10, line), (-10, 170), *ridge(p.rng, -5, 620, 178, 18), (760, line)], 0).poly([(1180, line), *ridge(p.rng, 1240, 1810, 196, 14), (1810, line)], 0)
    p.ink(coast, "#7fa3a0")
    sea = p.mask().poly([(-10, line), *[(float(x), float(line + 5 * np.sin(x / 46) + 3 * np.sin(x / 17))) for x in range(0, 1801, 12)], (1810, line), (1810, 1210), (-10, 1210)], 0)
    p.ink(sea, "#1d6d74")
    p.grain(sea, "#0d3a4a", ramp((0, 330), (0, 820), 0.0, 1.0))
    deep = sea & p.mask().rect(0, 700, 1800, 1205, 0)
    p.grain(deep, "#071f2e", ramp((0, 760), (0, 1210), 0.0, 1.0))
    rays = p.mask()
    for x, w, k in ((180, 60, 260), (420, 110, 240), (700, 50, 170), (930, 140, 120), (1230, 70, 20), (1480, 130, -60), (1700, 50, -150)):
        rays.poly([(x, line), (x + w, line), (x + w * 1.9 + k, 1000), (x - w + k, 1000)], 3)
    p.grain(rays & sea, "#7fc0b0", ramp((0, line), (0, 900), 0.42, 0.0))
    p.ink(p.mask().brush([(-10, line + 3), (600, line + 1), (1200, line + 5), (1810, line + 2)], [5, 5, 5, 5]), "#e8f2e4")
    _survey_boat(p, 1205, line)
    krill = p.mask()
    for _ in range(700):
        t = p.rng.uniform(0, 1)
        x, y = 40 + 560 * t, 1010 - 480 * t + 420 * t * (1 - t) + p.rng.normal(0, 22 + 26 * (1 - t))
        krill.ellipse(x * 0.62 - 30, y + 90, p.rng.uniform(1.2, 3.4))
    p.ink(krill, "#f3c8a0")
    _fin_whale(p)


def _survey_boat(p: Press, x: float, y: float) -> None:
    """The tiny boat that gives the whale its size."""
    boat = (
        p.mask()
        .poly([(x - 52, y - 18), (x + 58, y - 22), (x + 42, y + 5), (x - 44, y + 5)], 0)
        .poly([(x - 22, y - 18), (x - 18, y - 42), (x + 14, y - 42), (x + 20, y - 20)], 0)
        .line([(x - 4, y - 40), (x - 4, y - 84)], 3)
    )
    p.ink(boat, "#123238")
    p.ink(p.mask().poly([(x - 4, y - 84), (x - 38, y - 76), (x - 4, y - 62)], 0), c.VERMILION)
    p.ink(p.mask().rect(x - 14, y - 38, x + 8, y - 28, 0), "#f3e7c9")


def _fin_whale(p: Press) -> None:
    """The animal, lit from above, head to the left."""
    back = [(112, 640), (230, 566), (420, 508), (680, 474), (940, 478), (1130, 506), (1196, 522)]
    tail = [(1300, 560), (1440, 604), (1560, 636), (1650, 640)]
    low = [(1650, 668), (1540, 690), (1380, 708), (1160, 736), (900, 760), (640, 768), (400, 752), (240, 712), (140, 672)]
    whale = p.mask().smooth([*back, *tail, *low], n=14)
    fin = p.mask().poly([(1180, 520), (1230, 486), (1296, 452), (1284, 482), (1298, 492), (1288, 512), (1310, 566)], 0)
    flukes = p.mask().smooth([(1630, 650), (1700, 610), (1786, 540), (1796, 560), (1762, 640), (1742, 664), (1766, 690), (1790, 760), (1776, 772), (1700, 716)])
    flipper = p.mask().smooth([(520, 736), (580, 742), (640, 800), (690, 884), (672, 896), (600, 850), (540, 790)])
    whole = whale | fin | flukes
    p.ink(whole, "#0a2230")
    p.grain(whale, "#5f9a9e", ramp((700, 466), (700, 570), 0.62, 0.0))
    p.grain(flukes | fin, "#5f9a9e", ramp((0, 450), (0, 640), 0.4, 0.0))
    belly = whale & p.mask().smooth([(116, 652), (260, 668), (440, 672), (700, 700), (980, 712), (1250, 704), (1400, 700), (1300, 820), (600, 860), (180, 800)])
    p.ink(belly, "#ece4cd")
    p.grain(belly, "#4a7f86", ramp((0, 690), (0, 780), 0.0, 0.8))
    grooves = p.mask()
    for i in range(11):
        grooves.brush([(150 + i * 10, 668 + i * 6), (420, 684 + i * 8.4), (760 - i * 12, 704 + i * 6.4)], [1, 3.4, 0.6])
    p.ink(grooves & belly, "#0a2230")
    p.ink(p.mask().brush([(112, 646), (220, 640), (330, 650), (386, 672)], [2, 5, 5, 2]), "#ece4cd", 0.8)
    p.ink(p.mask().ellipse(408, 652, 10, 8), "#ece4cd")
    p.ink(p.mask().ellipse(409, 652, 5.5), "#0a2230")
    p.ink(flipper, "#0a2230")
    p.grain(flipper, "#5f9a9e", ramp((560, 760), (660, 830), 0.7, 0.0))
    chevron = p.mask().brush([(470, 560), (600, 600), (760, 570)], [2, 20, 2]).brush([(520, 620), (660, 648), (820, 610)], [2, 12, 2])
    p.grain(chevron & whale, "#b9d6cf", 0.34)


def orchard_dry(p: Press) -> None:
    """Half an orchard stands, half lies on red earth."""
    sky = p.mask().rect(0, 0, 1800, 360, 0)
    p.ink(sky, "#f2c08a")
    p.grain(sky, "#f8e0b0", ramp((0, 120), (0, 350), 0.0, 0.9))
    p.grain(sky, "#c9799a", ramp((0, 200), (0, 0), 0.0, 0.55))
    for y, amp, col in ((270, 70, "#b98aa0"), (320, 45, "#8a5f86")):
        p.ink(p.mask().poly([(-10, 420), *ridge(p.rng, -10, 1810, y, amp), (1810, 420)], 0), col)
    earth = p.mask().rect(0, 350, 1800, 1205, 1)
    p.ink(earth, "#bd5232")
    p.grain(earth, "#e08a50", ramp((0, 700), (0, 350), 0.0, 0.85))
    p.grain(earth, "#7c2f2c", ramp((0, 760), (0, 1210), 0.0, 0.7))
    furrows = p.mask()
    for i in range(-32, 33):
        furrows.poly([(900 + i * 8, 352), (900 + i * 8 + 1.2, 352), (900 + i * 150 + 26, 1210), (900 + i * 150, 1210)], 0)
    p.ink(furrows & earth, "#8f3a30", 0.55)
    for row in range(9):
        t = (row / 8) ** 1.9
        y, k = 372 + t * 740, 0.09 + t * 0.95
        for i in range(-7, 8):
            x = 900 + (i + 0.5) * 470 * k
            if -250 < x < 2050:
                (_tree if i < 0 else _fallen)(p, x, y, k)
    tractor = p.mask().rect(1000, 338, 1030, 352, 0).rect(1004, 322, 1018, 340, 0).ellipse(1006, 352, 10).ellipse(1028, 355, 6)
    p.ink(tractor, "#43203a")


def _tree(p: Press, x: float, y: float, k: float) -> None:
    """An apricot tree in leaf with a long violet shadow to the right."""
    p.ink(p.mask().poly([(x - 8 * k, y), (x + 10 * k, y), (x + 330 * k, y + 44 * k), (x + 480 * k, y + 30 * k), (x + 360 * k, y + 14 * k)], 2), "#5a2a52", 0.75)
    p.ink(
        p.mask().brush([(x, y + 4 * k), (x - 6 * k, y - 90 * k), (x - 40 * k, y - 150 * k)], [30 * k, 22 * k, 8 * k]).brush([(x - 2 * k, y - 70 * k), (x + 40 * k, y - 140 * k)], [18 * k, 8 * k]),
        "#3f2030",
    )
    crown = p.mask()
    for dx, dy, r in ((-70, -190, 84), (20, -235, 96), (84, -176, 80), (0, -160, 88)):
        blob(crown, x + dx * k, y + dy * k, r * k, 0.08)
    p.ink(crown, "#7c8444")
    p.grain(crown, "#39492f", ramp((x - 30 * k, y - 230 * k), (x + 130 * k, y - 110 * k), 0.0, 0.95))
    p.grain(crown, "#c9b45a", ramp((x - 60 * k, y - 230 * k), (x - 150 * k, y - 280 * k), 0.0, 0.7))
    fruit = p.mask()
    for _ in range(22):
        fruit.ellipse(x + p.rng.normal(0, 68) * k, y - (195 + p.rng.normal(0, 44)) * k, 10.5 * k)
    p.ink(fruit & crown, "#f79a3a")


def _fallen(p: Press, x: float, y: float, k: float) -> None:
    """The same tree, bare and lying, its roots like a hand."""
    p.ink(p.mask().poly([(x - 120 * k, y + 6 * k), (x + 160 * k, y + 18 * k), (x + 480 * k, y + 40 * k), (x + 260 * k, y + 2 * k)], 3), "#5a2a52", 0.6)
    p.ink(blob(p.mask(), x - 150 * k, y + 6 * k, 62 * k, 0.1, 0.34), "#6d2a2a")
    tree = p.mask().brush([(x - 110 * k, y - 30 * k), (x + 20 * k, y - 34 * k), (x + 130 * k, y - 50 * k)], [34 * k, 24 * k, 12 * k])
    for dx, dy in ((-196, -90), (-216, -40), (-200, 6), (-160, -116), (-170, 24)):
        tree.brush([(x - 108 * k, y - 30 * k), (x + (dx + 40) * k, y + (dy * 0.7 - 8) * k), (x + dx * k, y + dy * k)], [22 * k, 12 * k, 3 * k])
    for dx, dy in ((230, -110), (250, -40), (210, 4), (180, -130), (120, -120)):
        tree.brush([(x + 40 * k, y - 38 * k), (x + (dx - 70) * k, y + (dy * 0.6 - 12) * k), (x + dx * k, y + dy * k)], [14 * k, 9 * k, 2 * k])
        tree.brush([(x + (dx - 70) * k, y + (dy * 0.6 - 12) * k), (x + (dx - 10) * k, y + (dy * 0.4 - 46) * k)], [7 * k, 2 * k])
    p.ink(tree, "#2f1a2c")
    p.grain(tree, "#b5654a", ramp((0, y - 40 * k), (0, y - 130 * k), 0.0, 0.5))


SCENES = {"reservoir-low": reservoir_low, "whale-strait-surface": whale_strait_surface, "orchard-dry": orchard_dry}
