"""Lines on a diagram: the night trams and the stage in the Karst."""
# fmt: off

import numpy as np

from . import palettes as c
from .cartography import dashes, frame
from .press import Press, ramp
from .shapes import Pt, ridge, spline

NIGHT_BLUE = "#16213f"


def map_tram_night(p: Press) -> None:
    """Three night lines on a night-blue ground."""
    p.ink(p.all(), NIGHT_BLUE)
    p.grain(p.all(), "#22345c", ramp((0, 1800), (0, 600), 0.5, 0.0))
    grey = p.mask()
    for pts in (
        [(120, 520), (420, 520), (760, 860), (1080, 860), (1480, 460), (1700, 460)],
        [(240, 1640), (240, 1300), (620, 920), (620, 560), (420, 360), (420, 140)],
        [(120, 1180), (560, 1180), (880, 1500), (1700, 1500)],
        [(1240, 120), (1240, 700), (1480, 940), (1480, 1700)],
        [(120, 860), (360, 860), (640, 1140), (1300, 1140), (1700, 740)],
        [(760, 120), (760, 420), (1040, 700), (1040, 1360), (820, 1580), (820, 1700)],
    ):
        grey.line(pts, 7)
    p.ink(grey, "#4a587e", tex=False)
    hub = (900, 900)
    lines = (
        (c.YELLOW, [(900, 180), (900, 560), (888, 572), (888, 900), (888, 1190), (1180, 1482), (1180, 1600)]),
        ("#f08a35", [(180, 300), (380, 300), (912, 832), (912, 900), (912, 1010), (540, 1382), (300, 1382), (200, 1482)]),
        ("#f7f1e2", [(1620, 300), (1500, 300), (900, 900), (1290, 1290), (1640, 1290)]),
    )
    for col, pts in lines:
        p.ink(p.mask().line([(x + 5, y + 7) for x, y in pts], 34), "#0a1024", 0.7, tex=False)
        p.ink(p.mask().line(pts, 30), col, tex=False)
    stops = (
        (900, 180, "Upper Terraces", 44, 14, "ls"),
        (180, 300, "Limekiln", 0, -44, "ms"),
        (1620, 300, "Miradour", 0, -46, "ms"),
        (640, 560, "Ropewalk", -46, 44, "rs"),
        (720, 1202, "Fish Market", -40, -8, "rs"),
        (200, 1482, "Saltgate", 0, 78, "ms"),
        (1180, 1600, "Harbourside", 44, 16, "ls"),
        (1640, 1290, "Lazaret", 0, 84, "ms"),
    )
    for x, y, name, dx, dy, anchor in stops:
        p.ink(p.mask().ellipse(x, y, 27), NIGHT_BLUE, tex=False)
        p.ink(p.mask().ellipse(x, y, 21), "#ffffff", tex=False)
        p.ink(p.mask().ellipse(x, y, 11), NIGHT_BLUE, tex=False)
        p.write(x + dx, y + dy, name, "sans-bold", 52, "#ffffff", anchor, NIGHT_BLUE)
    p.ink(p.mask().ellipse(*hub, 74), NIGHT_BLUE, tex=False)
    p.ink(p.mask().ellipse(*hub, 64), "#ffffff", tex=False)
    p.ink(p.mask().ellipse(*hub, 44), NIGHT_BLUE, tex=False)
    p.ink(p.mask().ellipse(*hub, 20), "#ffffff", tex=False)
    p.write(1010, 884, "Customs House Square", "serif-bold", 56, "#ffffff", "ls", NIGHT_BLUE)
    p.write(1010, 944, "Old Town", "sans", 46, "#c4cbe0", "ls", NIGHT_BLUE)
    for x, y, n, col in ((900, 360, "2", c.YELLOW), (430, 350, "5", "#f08a35"), (1330, 470, "7", "#f7f1e2"), (1180, 1482, "2", c.YELLOW), (400, 1382, "5", "#f08a35"), (1440, 1290, "7", "#f7f1e2")):
        p.ink(p.mask().ellipse(x, y, 48), NIGHT_BLUE, tex=False)
        p.ink(p.mask().ellipse(x, y, 42), col, tex=False)
        p.write(x, y + 1, n, "sans-bold", 58, NIGHT_BLUE, "mm")
    p.write(1700, 1700, "every 30 min, 00:30\u201305:00", "sans", 50, "#ffffff", "rs", NIGHT_BLUE)


def map_karst_stage(p: Press) -> None:
    """The road above, the profile below."""
    p.ink(p.all(), "#efe9da")
    relief = p.mask().rect(-5, -5, 1805, 560, 0)
    p.ink(relief, "#d9d4c6")
    _peaks(p)
    p.ink(p.mask().smooth([(-60, 560), (-60, 260), (60, 300), (110, 380), (90, 470), (150, 570)]), "#b9cdd2")
    km = (
        (0, 150, 430),
        (20, 300, 350),
        (40, 400, 420),
        (61, 620, 330),
        (75, 760, 420),
        (92, 930, 250),
        (104, 1080, 330),
        (111, 1170, 260),
        (118, 1250, 330),
        (132, 1430, 280),
        (140, 1500, 180),
        (148, 1630, 150),
    )
    road = spline([(x, y) for _, x, y in km], n=16)
    wig = [(x + 9 * np.sin(i / 2.1), y + 13 * np.sin(i / 1.7) * min(1, i / 40)) for i, (x, y) in enumerate(road)]
    p.ink(p.mask().line(wig, 19), "#fbf6ea", tex=False)
    p.ink(p.mask().line(wig, 11), "#c8301f", tex=False)
    p.ink(p.mask().line(wig[6 * 16 : 8 * 16 + 1], 17), "#fbf6ea", tex=False)
    p.ink(dashes(p, wig[6 * 16 : 8 * 16 + 1], 13, 14, 7, curve=False), "#d0902a", tex=False)
    for i, name, dx, dy, a in ((0, "Vellamar", 0, 66, "ms"), (3, "Valdrin", 0, -36, "ms"), (5, "Limna Pass", 0, -36, "ms"), (11, "Mount Corvo", 60, -36, "rs")):
        x, y = wig[min(i * 16, len(wig) - 1)]
        p.ink(p.mask().ellipse(x, y, 15), c.INK, tex=False)
        p.ink(p.mask().ellipse(x, y, 8), "#fbf6ea", tex=False)
        p.write(x + dx, y + dy, name, "serif-bold", 42, c.INK, a, "#d9d4c6")
    p.write(1230, 404, "gravel", "serif-italic", 38, "#8a5a10", "ms", "#d9d4c6")
    _profile(p)
    frame(p, 18)


def _peaks(p: Press) -> None:
    """Little hand-drawn mountains, taller towards the Karst."""
    spots = sorted(((float(p.rng.uniform(330, 1790)), float(p.rng.uniform(90, 560))) for _ in range(170)), key=lambda s: s[1])
    for x, y in spots:
        h = 14 + 62 * ((x - 250) / 1500) ** 1.2 * float(p.rng.uniform(0.7, 1.2))
        w = h * 0.8
        left = [(x - w, y), (x - w * 0.4, y - h * 0.52), (x, y - h), (x + w * 0.12, y - h * 0.5), (x - w * 0.05, y)]
        right = [(x, y - h), (x + w * 0.5, y - h * 0.45), (x + w, y), (x - w * 0.05, y), (x + w * 0.12, y - h * 0.5)]
        p.ink(p.mask().poly(left, 0), "#e6e1d4", tex=False)
        p.ink(p.mask().poly(right, 0), "#b3aea1", tex=False)
        p.ink(p.mask().line([left[0], left[1], left[2], right[1], right[2]], 2), "#8f8b80", tex=False)


def _profile(p: Press) -> None:
    """148 km from the sea to the mountain."""

    def at(k: float, h: float) -> Pt:
        return 120 + k / 148 * 1560, 930 - h / 1760 * 270

    knots = (
        (0, 4),
        (12, 40),
        (24, 130),
        (34, 90),
        (48, 300),
        (61, 480),
        (70, 400),
        (80, 760),
        (92, 1120),
        (98, 900),
        (104, 720),
        (110, 800),
        (118, 760),
        (126, 700),
        (134, 1050),
        (141, 1360),
        (148, 1760),
    )
    xs = np.arange(0, 148.1, 0.5)
    hs = np.interp(xs, *np.array(knots, dtype=float).T) + np.interp(xs, np.linspace(0, 148, 65), [v for _, v in ridge(p.rng, 0, 1, 0, 0.1, n=6)][:65]) * 90
    line = [at(float(k), max(float(h), 4)) for k, h in zip(xs, hs, strict=True)]
    body = p.mask().poly([*line, at(148, -60), at(0, -60)], 0)
    p.ink(p.mask().rect(-5, 560, 1805, 1020, 0), "#efe9da")
    p.ink(body, "#8d8b84")
    p.hatch(body, "#6f6d67", 90, 11, ramp((0, 660), (0, 940), 0.5, 0.1), wave=0)
    gravel = body & p.mask().rect(at(104, 0)[0], 500, at(118, 0)[0], 1000, 0)
    p.ink(gravel, "#d0902a")
    p.ink(p.mask().line(line, 7), "#c8301f", tex=False)
    for k, h, name, dx, a in ((0, 4, "Vellamar", 0, "ls"), (61, 480, "Valdrin", 0, "ms"), (92, 1120, "Limna Pass", 0, "ms"), (148, 1760, "Mount Corvo", 0, "rs")):
        x, y = at(k, h)
        p.ink(p.mask().rect(x - 1, y - 24, x + 1, y, 0), c.INK, tex=False)
        p.write(x + dx, y - 74, name, "sans-bold", 34, c.INK, a)
        p.write(x + dx, y - 34, f"{h:,} m", "sans", 32, "#55524b", a)
        p.write(x, 974, f"{k} km" if k else "0", "sans", 30, c.INK, a, "#efe9da")
    p.write(at(111, 0)[0], 974, "104\u2013118 km gravel", "sans", 30, "#8a5a10", "ms", "#efe9da")


SCENES = {"map-tram-night": map_tram_night, "map-karst-stage": map_karst_stage}
