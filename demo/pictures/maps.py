"""Maps of the strait, the islands and the current."""
# fmt: off

import numpy as np

from . import palettes as c
from .cartography import LAND, band, dashes, distance, frame, north, scale_bar, shore, town
from .press import Press
from .shapes import Pt, coast, spline
from .stock import blob

SOUTH: list[Pt] = [(-20, 1010), (220, 940), (420, 900), (600, 830), (760, 790), (900, 772), (1050, 800), (1190, 870), (1400, 930), (1600, 960), (1830, 1040)]
NORTH: list[Pt] = [(-20, 250), (200, 290), (420, 330), (640, 390), (800, 430), (950, 436), (1120, 390), (1300, 340), (1500, 290), (1830, 190)]


def map_islands_seats(p: Press) -> None:
    """Three groups of islands with their nine seats."""
    p.ink(p.all(), "#a9bdb0")
    land = p.mask().poly([*coast(p.rng, [(-20, 1080), (300, 1040), (560, 1082), (820, 1050), (1000, 1010), (1240, 1060), (1500, 1030), (1820, 1090)], 20), (1820, 1220), (-20, 1220)], 0)
    land.poly(coast(p.rng, [(250, 560), (330, 430), (500, 372), (680, 330), (860, 390), (960, 500), (930, 640), (800, 720), (700, 800), (520, 780), (400, 720), (270, 690), (250, 560)], 26), 0)
    land.poly(coast(p.rng, [(1200, 600), (1260, 500), (1390, 470), (1500, 530), (1530, 640), (1450, 730), (1310, 740), (1220, 690), (1200, 600)], 20), 0)
    for x, y, r in (
        (1010, 214, 26),
        (1062, 180, 16),
        (1100, 236, 20),
        (960, 168, 13),
        (1150, 190, 12),
        (1190, 250, 24),
        (1240, 210, 11),
        (1040, 266, 12),
        (1136, 284, 10),
        (920, 226, 9),
        (1284, 262, 8),
    ):
        blob(land, x, y, r, 0.2, 0.85)
    d = distance(p, land)
    harbour = (900, 1046)
    for pts in ([harbour, (760, 930), (690, 800)], [harbour, (1130, 880), (1300, 738)], [(690, 800), (900, 860), (1290, 738)], [(900, 480), (1010, 400), (1100, 300)]):
        p.ink(dashes(p, pts, 5, 4, 15) & band(p, lambda v: np.clip(v - 4, 0, 1), d), "#2c463d", tex=False)
    shore(p, land, "#47675c", c.CREAM)
    _seats(p, 470, 560, 6)
    _seats(p, 1320, 602, 2)
    _seats(p, 1326, 180, 1)
    for x, y, name, people in ((600, 470, "Great Sister", "118,000"), (1364, 556, "Little Sister", "31,000")):
        p.write(x, y, name, "serif-bold", 56 if people == "118,000" else 46, c.INK, "ms", c.CREAM)
        p.write(x, y + 52 if people == "118,000" else y + 146, f"{people} people" if people == "118,000" else people, "serif-italic", 38, "#3c4a42", "ms", c.CREAM)
    p.write(1400, 210, "The Skerries", "serif-bold", 46, c.INK)
    p.write(1400, 256, "6,000", "serif-italic", 38, "#2c463d")
    town(p, *harbour, "Vellamar", 0, 78, "ms", 52, c.CREAM)
    p.write(90, 128, "Nine seats of 99", "serif-bold", 62, c.INK)
    _seats(p, 92, 168, 1, 30)
    p.write(140, 194, "one seat in the Assembly", "sans", 36, c.INK)
    dots = dashes(p, [(92, 242), (128, 242)], 5, 4, 15)
    p.ink(dots, "#2c463d", tex=False)
    p.write(140, 254, "ferry", "sans", 36, c.INK)
    scale_bar(p, 1440, 936, 220, "10 km")
    frame(p)


def _seats(p: Press, x: float, y: float, n: int, size: float = 46) -> None:
    """Red squares in rows of three."""
    m = p.mask()
    for i in range(n):
        sx, sy = x + (i % 3) * size * 1.34, y + (i // 3) * size * 1.34
        m.rect(sx, sy, sx + size, sy + size, 0.8)
    p.ink(m.shift(3, 4), "#5c2018", 0.5)
    p.ink(m, "#c8382a")


def map_strait(p: Press) -> None:
    """Two belts of three miles and the channel between."""
    p.ink(p.all(), "#fbf8ee")
    south = p.mask().poly([*coast(p.rng, SOUTH, 24), (1830, 1220), (-20, 1220)], 0)
    north_land = p.mask().poly([*coast(p.rng, NORTH, 24), (1830, -20), (-20, -20)], 0)
    d_s, d_n = distance(p, south), distance(p, north_land)
    reach = 128
    p.ink(band(p, lambda d: np.clip(reach - d, 0, 1), d_s), "#b5cfe0", tex=False)
    p.ink(band(p, lambda d: np.clip(reach - d, 0, 1), d_n), "#bfd8be", tex=False)
    p.ink(band(p, lambda d: np.clip(1.6 - np.abs(reach - d), 0, 1), d_s), "#5b87a6", tex=False)
    p.ink(band(p, lambda d: np.clip(1.6 - np.abs(reach - d), 0, 1), d_n), "#6a9468", tex=False)
    sister = p.mask().poly(coast(p.rng, [(1330, 800), (1400, 760), (1500, 764), (1570, 800), (1530, 850), (1420, 862), (1350, 840), (1330, 800)], 14), 0)
    shore(p, south | north_land | sister, "#5a6a62", LAND)
    a, b = (690, 824), (1010, 416)
    line = [a, (856, 640), b]
    p.ink(dashes(p, line, 7, 22, 13), c.INK, tex=False)
    hot = spline(line, n=40)
    free = [q for q in hot if float(d_s[int(q[1]), int(q[0])]) > reach and float(d_n[int(q[1]), int(q[0])]) > reach]
    if len(free) > 1:
        p.ink(p.mask().line(free, 16), c.VERMILION, tex=False)
        mx, my = free[len(free) // 2]
        p.ink(p.mask().line([(mx - 10, my), (560, 610)], 2.5), c.VERMILION, tex=False)
        p.write(532, 596, "nine minutes", "sans-bold", 38, c.VERMILION, "rs", "#fbf8ee")
        p.write(532, 640, "in the channel", "sans-bold", 38, c.VERMILION, "rs", "#fbf8ee")
    p.write(716, 744, "Ferry 17 km", "sans-bold", 38, c.INK, "rs", "#b5cfe0")
    p.write(1270, 624, "Common channel", "serif-italic", 50, "#3f5560", "ls", "#fbf8ee")
    ends = p.mask().line([(936, 448), (924, 768)], 2.4).line([(922, 448), (950, 446)], 4).line([(910, 767), (938, 769)], 4)
    p.ink(ends, c.INK, tex=False)
    p.write(960, 640, "11 km at", "sans", 34, c.INK, "ls", "#fbf8ee")
    p.write(960, 680, "the narrows", "sans", 34, c.INK, "ls", "#fbf8ee")
    town(p, *a, "Vellamar", -10, 70, "ms", 56)
    town(p, *b, "Port Callis", 30, -8, "ls", 50)
    p.write(1448, 822, "Great Sister", "serif", 34, c.INK, "ms", LAND)
    p.write(300, 1110, "O R S A N Y", "serif", 64, "#8a7d5e")
    p.write(190, 150, "T A R R E N N A", "serif", 64, "#8a7d5e")
    scale_bar(p, 1420, 1096, 149, "5 km")
    frame(p)


def _arrow(p: Press, pts: list[Pt], width: float, colour: str) -> None:
    """A tapering arrow along a curve."""
    path = spline(pts, n=14)
    (x0, y0), (x1, y1) = path[-6], path[-1]
    dx, dy = (x1 - x0), (y1 - y0)
    n = float(np.hypot(dx, dy)) or 1
    dx, dy = dx / n, dy / n
    head = width * 2.6
    m = p.mask().brush(path[:-1], [1, width * 0.7, width])
    m.poly([(x1 + dx * head, y1 + dy * head), (x1 - dy * head * 0.5, y1 + dx * head * 0.5), (x1 + dy * head * 0.5, y1 - dx * head * 0.5)], 0)
    p.ink(m, colour)


def map_currents(p: Press) -> None:
    """East in the middle, west along both shores, at the same time."""
    p.ink(p.all(), "#cfe0e2")
    top: list[Pt] = [(x, y * 0.92 - 40) for x, y in NORTH]
    low: list[Pt] = [(x, y * 0.96 - 30) for x, y in SOUTH]
    lands = p.mask().poly([*coast(p.rng, low, 22), (1830, 1220), (-20, 1220)], 0).poly([*coast(p.rng, top, 22), (1830, -20), (-20, -20)], 0)
    sill = p.mask().poly([(850, 300), (960, 300), (1000, 800), (850, 800)], 3)
    p.hatch(sill - lands, "#6d8f97", 45, 15, 0.3)
    xs = np.linspace(-20, 1820, 60)
    north_y, south_y = np.interp(xs, *np.array(top).T), np.interp(xs, *np.array(low).T)

    def lane(x: float, t: float) -> float:
        return float(np.interp(x, xs, north_y) * (1 - t) + np.interp(x, xs, south_y) * t)

    for row in range(13):
        t = 0.27 + row * 0.0385
        for x in range(-60 + (row % 3) * 60, 1800, 178):
            beside = abs(t - 0.5) < 0.1 and (20 < x + 60 < 440 or 1300 < x + 70 < 1760)
            if beside or (abs(t - 0.47) < 0.13 and 690 < x + 60 < 1110):
                continue
            fast = 1.3 - min(abs(x - 860), 860) / 1000
            pts = [(x + k * 34 * (0.7 + fast), lane(x + k * 34 * (0.7 + fast), t + 0.006 * np.sin(x / 70 + k))) for k in range(4)]
            _arrow(p, pts, 4 + 7 * fast * (1.1 - abs(t - 0.5) * 2.6), "#1d4f86")
    for row, t in enumerate((0.05, 0.11, 0.17, 0.83, 0.89, 0.95)):
        for x in range(130 + (row % 3) * 56, 1860, 168):
            _arrow(p, [(x - k * 36, lane(x - k * 36, t)) for k in range(4)], 6.5, "#4f97c6")
    shore(p, lands, "#4c6a70", LAND, ((8, 1.6), (17, 1.2)))
    town(p, 640, 790, "Vellamar", 0, 68, "ms", 50)
    town(p, 1180, 322, "Port Callis", 10, -28, "ls", 46)
    p.write(925, 596, "Sill, 46 m", "sans-bold", 40, c.INK, "ms", "#cfe0e2")
    p.write(930, 520, "5.2 knots", "serif-bold", 52, "#c8382a", "ms", "#cfe0e2")
    p.write(90, 560, "Western sea", "serif-italic", 50, "#23455c", "ls", "#cfe0e2")
    p.write(1716, 560, "Eastern basin", "serif-italic", 50, "#23455c", "rs", "#cfe0e2")
    p.write(90, 130, "Forty minutes of two currents", "serif-bold", 54, c.INK, "ls", LAND)
    _clocks(p)
    north(p, 1690, 150, 40)
    frame(p)


def _clocks(p: Press) -> None:
    """Four small clock faces with the turning times."""
    for i, (h, m) in enumerate(((1, 40), (7, 55), (14, 5), (20, 20))):
        x, y = 1060 + i * 172, 1060
        p.ink(p.mask().ellipse(x, y, 50), c.INK, tex=False)
        p.ink(p.mask().ellipse(x, y, 44), c.CHALK, tex=False)
        face = p.mask()
        for k in range(12):
            a = k * np.pi / 6
            face.line([(x + 38 * np.sin(a), y - 38 * np.cos(a)), (x + 42 * np.sin(a), y - 42 * np.cos(a))], 2.4)
        for a, r, w in (((h % 12 + m / 60) * np.pi / 6, 22, 6), (m * np.pi / 30, 34, 3.5)):
            face.line([(x, y), (x + r * np.sin(a), y - r * np.cos(a))], w)
        p.ink(face, c.INK, tex=False)
        p.write(x, y + 92, f"{h:02d}:{m:02d}", "sans-bold", 33, c.INK, "ms", LAND)


SCENES = {"map-islands-seats": map_islands_seats, "map-strait": map_strait, "map-currents": map_currents}
