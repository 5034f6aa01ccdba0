"""The harbour, its ships and its lights."""
# fmt: off

from . import palettes as c
from .press import Mask, Press, ramp
from .stock import crane, water


def harbour_cranes_dawn(p: Press) -> None:
    """Four cranes before a huge sun."""
    horizon = 790
    sky = p.mask().rect(-5, -5, 1805, horizon, 0)
    p.ink(sky, "#f3a283")
    p.grain(sky, "#f8cfa6", ramp((0, 250), (0, horizon), 0.0, 0.95))
    p.grain(sky, "#d9606a", ramp((0, 330), (0, 0), 0.0, 0.62))
    sun = p.mask().ellipse(1110, 560, 352)
    p.ink(sun & sky, c.VERMILION)
    p.grain(sun & sky, "#f2743a", ramp((0, 420), (0, 800), 0.0, 0.75))
    for x, y, w in ((240, 250, 520), (620, 186, 300), (1560, 300, 420), (1330, 238, 170)):
        p.ink(p.mask().brush([(x - w / 2, y), (x, y - 7), (x + w / 2, y + 4)], [1, 22, 1]), "#fbdcb4", 0.8)
    land = p.mask().poly([(-10, horizon), (-10, 742), (180, 730), (330, 748), (520, 752), (700, 770), (760, horizon)], 2)
    p.ink(land, c.PETROL, mul=True, alpha=0.75)
    _bands(p, horizon, sun)
    quay = p.mask().poly([(560, 796), (1810, 784), (1810, 832), (560, 828)], 1.5)
    cranes = p.mask()
    for x, h, up in ((742, 560, 0), (1012, 640, 62), (1330, 690, 0), (1668, 610, 58)):
        crane(cranes, x, 800, h, -1, up)
    for i in range(34):
        x = 1120 + (i % 17) * 42
        if p.rng.random() < 0.72:
            cranes.rect(x, 764 - (i // 17) * 24, x + 38, 788 - (i // 17) * 24, 0.6)
    water_area = p.mask().rect(0, 828, 1800, 1200, 0)
    shade = (cranes | quay).flip(828, 0.62) & water_area
    p.ink(shade.soft(1.2), c.INK, 0.42)
    water(p, water_area, "#17405c", 836, 1180, 220, big=210, thick=10)
    p.ink(quay | cranes, "#0e1a2a")
    _pilot(p, 1120, 985)


def _bands(p: Press, horizon: float, sun: Mask) -> None:
    """The sea in three bands with the sun's broken path on it."""
    for y0, y1, col in ((horizon, 900, "#2a6078"), (900, 1040, "#17405c"), (1040, 1205, "#0f2742")):
        band = p.mask().poly([(-10, y0), (450, y0 + 3), (1000, y0 - 2), (1810, y0), (1810, y1), (-10, y1)], 1.5)
        p.ink(band, col)
        p.grain(band, "#0f2742", ramp((0, y0), (0, y1), 0.0, 0.4))
    area = p.mask().rect(0, horizon + 36, 1800, 1200, 0)
    water(p, area, "#f0784a", horizon + 40, 1195, 150, lambda y: (1110 - 250 + (y - 800) * 0.32, 1110 + 250 - (y - 800) * 0.32), 190, 12)
    water(p, area, "#f6b98b", horizon + 40, 1195, 60, lambda y: (950, 1270), 120, 8)
    water(p, area, "#3f7a8c", horizon + 40, 1195, 90, lambda y: (-50, 800), 200, 8)


def _pilot(p: Press, x: float, y: float) -> None:
    """A pilot boat going left, with its white wedge of wake."""
    wake = p.mask().poly([(x + 80, y + 10), (1810, y + 20), (1810, y + 112), (x + 40, y + 30)], 3)
    p.ink(wake, c.CHALK)
    p.hatch(wake, "#17405c", 2.5, 15, ramp((x + 100, 0), (1800, 0), 0.1, 0.75))
    p.ink(p.mask().poly([(x - 112, y + 30), (x - 40, y + 16), (x + 60, y + 34), (x - 40, y + 44)], 2), c.CHALK)
    hull = p.mask().poly([(x - 96, y - 20), (x + 104, y - 14), (x + 98, y + 26), (x - 60, y + 30)], 0.6)
    hull.poly([(x - 20, y - 18), (x - 8, y - 66), (x + 48, y - 66), (x + 56, y - 16)], 0).line([(x + 22, y - 60), (x + 22, y - 122)], 5)
    p.ink(hull, "#0e1a2a")
    p.ink(p.mask().rect(x - 2, y - 56, x + 14, y - 38, 0).rect(x + 22, y - 56, x + 38, y - 38, 0), c.YELLOW)
    p.ink(p.mask().poly([(x - 92, y - 12), (x + 102, y - 6), (x + 102, y + 2), (x - 86, y - 3)], 0), c.VERMILION)


def ferry_strait_dusk(p: Press) -> None:
    """A lit ferry between two headlands like hands."""
    horizon = 640
    sky = p.mask().rect(-5, -5, 1805, horizon, 0)
    p.ink(sky, "#544a86")
    p.grain(sky, "#2c2a5e", ramp((0, 380), (0, -40), 0.0, 1.0))
    p.grain(sky, "#a0668f", ramp((0, 200), (0, 560), 0.0, 0.9))
    p.ink(p.mask().poly([(-5, 548), (500, 540), (1200, 552), (1805, 538), (1805, horizon), (-5, horizon)], 2), "#ee7b3c")
    p.grain(p.mask().rect(0, 545, 1800, horizon, 0), "#f7c25a", ramp((0, 548), (0, 640), 0.0, 0.9))
    for x, y, r in ((250, 120, 3), (560, 210, 2.5), (980, 90, 3), (1240, 190, 2.5), (1500, 70, 3.5), (760, 60, 2.5)):
        p.ink(p.mask().ellipse(x, y, r), "#f4dcae")
    sea = p.mask().rect(-5, horizon, 1805, 1205, 0)
    p.ink(sea, "#3b3a72")
    p.grain(sea, "#191a3e", ramp((0, 760), (0, 1200), 0.05, 1.0))
    water(p, sea, "#ee7b3c", horizon + 8, 1100, 150, lambda y: (880 - (y - 620) * 0.55, 1030 + (y - 620) * 0.55), 150, 9)
    water(p, sea, "#8a6aa0", horizon + 8, 1200, 190, None, 220, 9)
    _headlands(p, sea)
    lights = p.mask()
    for _ in range(40):
        x = p.rng.uniform(40, 620) if p.rng.random() < 0.5 else p.rng.uniform(1240, 1770)
        lights.ellipse(x, p.rng.uniform(585, 640), p.rng.uniform(1.6, 3.6))
    p.ink(lights, c.YELLOW)
    _ferry(p, 1120, 880, 1.05)
    _launch(p, 330, 912)
    front = p.mask().rect(0, 900, 1800, 1200, 0)
    water(p, front, "#10122c", 930, 1200, 80, None, 330, 13)
    water(p, front, "#a0668f", 930, 1200, 50, None, 330, 11)


def _headlands(p: Press, sea: Mask) -> None:
    """Two dark shores that almost meet like hands, and their reflection."""
    land = p.mask().poly(
        [
            (-10, 330),
            (120, 300),
            (260, 318),
            (380, 372),
            (520, 420),
            (600, 478),
            (700, 520),
            (790, 560),
            (868, 585),
            (884, 604),
            (800, 608),
            (862, 622),
            (860, 634),
            (760, 634),
            (820, 650),
            (640, 656),
            (300, 668),
            (-10, 676),
        ],
        4,
    )
    land.poly(
        [
            (1810, 250),
            (1700, 268),
            (1560, 330),
            (1420, 352),
            (1330, 440),
            (1210, 480),
            (1110, 548),
            (1010, 572),
            (962, 590),
            (958, 604),
            (1040, 604),
            (976, 624),
            (990, 634),
            (1100, 632),
            (1040, 648),
            (1240, 658),
            (1520, 664),
            (1810, 682),
        ],
        4,
    )
    p.ink(land.flip(660, 0.4) & sea, "#10122c", 0.34)
    p.ink(land, "#10122c")
    p.hatch(land, "#3b3a72", -18, 15, ramp((0, 650), (0, 300), 0.0, 0.32))


def _ferry(p: Press, x: float, y: float, k: float) -> None:
    """A double-decked ferry in profile, bow to the right, waterline at y."""

    def pts(*raw: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + a * k, y + b * k) for a, b in raw]

    hull = p.mask().poly(pts((-400, -70), (430, -86), (372, 4), (-378, 4)), 0.8)
    decks = p.mask().poly(pts((-380, -74), (352, -84), (322, -142), (-372, -142)), 0.8).poly(pts((-330, -142), (262, -142), (238, -196), (-318, -196)), 0.8)
    decks.poly(pts((130, -196), (228, -196), (206, -238), (140, -238)), 0.6)
    funnel = p.mask().poly(pts((-210, -194), (-110, -194), (-124, -282), (-214, -276)), 0.8)
    both = hull | decks | funnel
    sea = p.mask().rect(0, y, 1800, 1200, 0)
    p.ink(both.flip(y, 0.5) & sea, "#191a3e", 0.8)
    p.ink(decks, c.CHALK)
    p.ink(hull, "#f0e2cf")
    p.ink(hull & p.mask().rect(0, y - 30 * k, 1800, y + 10, 0), "#b8392c")
    p.grain(both, "#6a5a94", ramp((x + 150, 0), (x - 420 * k, 0), 0.0, 0.62), mul=True)
    p.ink(funnel, "#b8392c")
    p.ink(funnel & p.mask().rect(0, y - 282 * k, 1800, y - 252 * k, 0), "#10122c")
    lit = p.mask()
    for row, (a, b, yy) in enumerate(((-350, 300, -124), (-296, 214, -180))):
        for i in range(int((b - a) / 34)):
            wx = a + i * 34
            lit.rect(x + wx * k, y + yy * k, x + (wx + 22) * k, y + (yy + (26 if row else 28)) * k, 0.5)
    lit.rect(x + 150 * k, y - 228 * k, x + 206 * k, y - 210 * k, 0)
    p.ink(lit, c.YELLOW)
    p.ink(p.mask().line(pts((170, -238), (170, -300)), 5).line(pts((-378, -72), (-378, -120)), 4), "#10122c")
    water(p, sea, c.YELLOW, y + 16, y + 130, 60, lambda _: (x - 340 * k, x + 290 * k), 90, 9)
    p.ink(p.mask().poly(pts((372, 2), (440, 10), (300, 18), (-380, 12), (-520, 20), (-380, 0)), 3), c.CHALK)


def _launch(p: Press, x: float, y: float) -> None:
    """The customs launch that keeps pace."""
    boat = p.mask().poly([(x - 90, y - 30), (x + 112, y - 42), (x + 84, y + 4), (x - 80, y + 4)], 0.6)
    boat.poly([(x - 34, y - 34), (x - 26, y - 74), (x + 26, y - 74), (x + 44, y - 38)], 0).line([(x, y - 70), (x, y - 118)], 4)
    p.ink(boat, "#8f95ab")
    p.grain(boat, "#191a3e", ramp((0, y - 60), (0, y + 6), 0.0, 0.8))
    p.ink(p.mask().rect(x - 16, y - 66, x + 30, y - 50, 0), "#191a3e")
    p.ink(p.mask().ellipse(x, y - 118, 6), "#ff5a3a")
    p.ink(p.mask().poly([(x + 84, y), (x + 124, y + 8), (x - 60, y + 13), (x - 210, y + 12), (x - 80, y)], 2), c.CHALK)


SCENES = {"harbour-cranes-dawn": harbour_cranes_dawn, "ferry-strait-dusk": ferry_strait_dusk}
