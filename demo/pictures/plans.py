"""Plans of the city: the eight districts, the harbour, the tram lines."""
# fmt: off

from . import palettes as c
from .cartography import LAND, dashes, distance, frame, isolines, north, scale_bar, shore
from .press import Mask, Press
from .shapes import Pt, coast
from .stock import quad

V: dict[str, Pt] = {
    "A": (130, 215),
    "B": (640, 168),
    "C": (1180, 172),
    "D": (1660, 222),
    "E": (110, 520),
    "F": (570, 460),
    "G": (840, 420),
    "H": (1210, 480),
    "I": (1700, 570),
    "J": (80, 770),
    "K": (650, 690),
    "L": (1110, 730),
    "M": (60, 990),
    "N": (720, 950),
    "O": (1150, 930),
    "P": (1490, 1040),
    "Q": (1730, 860),
}
DISTRICTS: dict[str, str] = {"Limekiln": "ABFE", "Upper Terraces": "BCHGF", "Miradour": "CDIH", "Ropewalk": "EFKJ", "Old Town": "FGHLK", "Saltgate": "JKNM", "Harbourside": "KLON", "Lazaret": "HIQPOL"}
CENTRES: dict[str, Pt] = {
    "Limekiln": (360, 320),
    "Upper Terraces": (890, 270),
    "Miradour": (1440, 340),
    "Ropewalk": (350, 600),
    "Old Town": (860, 560),
    "Saltgate": (380, 850),
    "Harbourside": (900, 830),
    "Lazaret": (1440, 760),
}


def districts(p: Press) -> dict[str, Mask]:
    """The eight interlocking shapes; neighbours share their edges."""
    edges: dict[tuple[str, str], list[Pt]] = {}
    out: dict[str, Mask] = {}
    for name, ring in DISTRICTS.items():
        pts: list[Pt] = []
        for a, b in zip(ring, ring[1:] + ring[0], strict=True):
            if (b, a) in edges:
                edge = edges[(b, a)][::-1]
            else:
                edge = edges[(a, b)] = coast(p.rng, [V[a], V[b]], 24, n=4)
            pts += edge[:-1]
        out[name] = p.mask().poly(pts, 0)
    return out


def _ground(p: Press, parts: dict[str, Mask], sea: str) -> None:
    """Sea, hinterland and shore lines."""
    p.ink(p.all(), sea)
    land = p.mask().poly([(-10, -10), (1810, -10), (1810, 800), V["Q"], V["I"], (900, 500), V["J"], V["M"], (-10, 1010)], 0)
    for m in parts.values():
        land = land | m
    shore(p, land, "#7c8a8a", "#ece5d3")


def map_water_districts(p: Press) -> None:
    """Group A blue, group B sand."""
    parts = districts(p)
    _ground(p, parts, "#d9dedb")
    blue, sand = "#24507f", "#e3bf6d"
    group_a = ("Upper Terraces", "Limekiln", "Saltgate", "Lazaret")
    for name, m in parts.items():
        p.ink(m, blue if name in group_a else sand)
        if name in group_a:
            p.hatch(m, "#3a6796", 45, 15, 0.28, wave=0)
    d_lines = p.mask()
    for m in parts.values():
        d_lines = d_lines | isolines(p, distance(p, m), ((4.2, 7),))
    p.ink(d_lines, "#f8f3e6", tex=False)
    for name, (x, y) in CENTRES.items():
        dark = name in group_a
        words = name
        p.write(x, y, words, "serif-bold", 54, "#ffffff" if dark else c.INK, "ms", blue if dark else None)
    p.ink(p.mask().rect(422, 682, 620, 742, 2), blue)
    cable = p.mask()
    for i in range(13):
        for k in range(4):
            cable.ellipse(430 + i * 15 + (k % 2) * 7, 690 + k * 13, 4.2)
    p.ink(cable, "#ffffff", tex=False)
    p.write(410, 682, "Cable Street (A)", "sans", 34, c.INK, "rs")
    for x, col, words in ((90, blue, "Group A, even nights"), (690, sand, "Group B, odd nights")):
        p.ink(p.mask().rect(x, 1082, x + 52, 1134, 0.8), col)
        p.write(x + 74, 1124, words, "sans-bold", 42, c.INK)
    p.write(1710, 1124, "off 00:00\u201304:00", "sans", 42, c.INK, "rs")
    frame(p)


def map_rents(p: Press) -> None:
    """Five tints of brick."""
    parts = districts(p)
    _ground(p, parts, "#dfe2de")
    rise = {"Old Town": 11.2, "Harbourside": 10.1, "Saltgate": 9.4, "Ropewalk": 8.8, "Miradour": 7.1, "Lazaret": 6.3, "Upper Terraces": 5.2, "Limekiln": 4.9}
    tints = ((10.5, "#8a1f1a"), (9.0, "#b5382b"), (7.5, "#cf6650"), (6.0, "#e39c83"), (0.0, "#f2cdb8"))

    def tint(v: float) -> str:
        return next(col for low, col in tints if v >= low)

    for name, m in parts.items():
        p.ink(m, tint(rise[name]))
        if rise[name] > 10:
            p.dots(m, "#5e120f", 13, 0.16)
    lines = p.mask()
    for m in parts.values():
        lines = lines | isolines(p, distance(p, m), ((3.8, 6),))
    p.ink(lines, "#faf5ea", tex=False)
    for name, (x, y) in CENTRES.items():
        dark = rise[name] > 8
        p.write(x, y - 8, name, "sans", 40, "#ffffff" if dark else c.INK, "ms", tint(rise[name]))
        p.write(x, y + 62, f"+{rise[name]}", "serif-bold", 72, "#ffffff" if dark else c.INK, "ms", tint(rise[name]))
    p.write(90, 118, "Rents, change in a year, per cent", "serif-bold", 54, c.INK, "ls", "#ece5d3")
    for i, (_, col) in enumerate(reversed(tints)):
        p.ink(p.mask().rect(90 + i * 92, 1080, 176 + i * 92, 1112, 0.5), col)
    for i, words in enumerate(("6", "7.5", "9", "10.5")):
        p.write(179 + i * 92, 1148, words, "sans", 30, c.INK, "ms")
    p.write(1710, 1128, "City average 8.4", "sans-bold", 42, c.INK, "rs")
    frame(p)


def map_harbour_plan(p: Press) -> None:
    """The plan seen from above, the new works in red."""
    sea = "#c3dbe2"
    p.ink(p.all(), sea)
    land = p.mask().poly(
        [
            *coast(p.rng, [(-10, 1010), (180, 960), (360, 1000), (560, 960), (640, 860), (600, 760), (690, 690)], 14),
            (850, 676),
            (850, 640),
            (690, 560),
            (760, 470),
            (900, 430),
            (950, 330),
            (920, 210),
            (980, 100),
            (960, -10),
            (-10, -10),
        ],
        0,
    )
    basin = p.mask().poly([(300, 720), (560, 700), (600, 756), (630, 850), (556, 950), (420, 940), (320, 860)], 0)
    land = land - basin - p.mask().poly([(560, 940), (650, 850), (700, 900), (600, 1000)], 0)
    shore(p, land, "#55757d", LAND, ((9, 1.8), (20, 1.4), (33, 1.1), (48, 0.9)))
    _pans(p)
    old = p.mask().line([(360, 986), (560, 1060), (760, 1030), (820, 980)], 20)
    old.line([(296, 716), (566, 694), (640, 850)], 13).line([(318, 862), (420, 946), (556, 956)], 13)
    p.ink(old, "#77797a")
    terminal = p.mask().poly([(884, 452), (1150, 500), (1330, 620), (1296, 700), (1090, 640), (760, 580), (726, 520)], 1)
    p.ink(terminal, "#f1d8cf")
    p.hatch(terminal, "#cf3a2b", 45, 17, 0.3, wave=0)
    p.ink(terminal - _shrunk(p, terminal), "#cf3a2b", tex=False)
    mole = p.mask().line([(920, 402), (1180, 440), (1440, 580), (1560, 800)], 26).ellipse(1560, 800, 22).ellipse(920, 402, 13)
    p.ink(mole.shift(6, 9), "#55757d", 0.4)
    p.ink(mole, "#cf3a2b")
    road = [(-10, 520), (170, 450), (420, 300), (640, 270), (800, 350), (890, 470)]
    p.ink(dashes(p, road, 15, 500, 0), "#fbf6ea", tex=False)
    p.ink(dashes(p, road, 8, 26, 15), c.INK, tex=False)
    _plan_labels(p, sea)
    scale_bar(p, 1330, 1096, 357, "500 m")
    north(p, 1690, 170, 54)
    frame(p)


def _plan_labels(p: Press, sea: str) -> None:
    """Names, with halos in the colour they stand on."""
    for x, y, words, face, size, anchor, halo, col in (
        (1290, 372, "Outer Mole", "serif-bold", 60, "ls", sea, "#b52c1f"),
        (1290, 430, "1,150 m", "sans-bold", 44, "ls", sea, "#b52c1f"),
        (1060, 560, "New terminal 14 ha", "sans-bold", 40, "ms", "#f1d8cf", "#8f1f15"),
        (470, 842, "Inner basin", "serif-italic", 44, "ms", sea, "#23455c"),
        (800, 1086, "Old mole", "sans", 42, "ls", sea, c.INK),
        (1010, 200, "Strait of Orso", "serif-italic", 58, "ls", sea, "#23455c"),
        (60, 610, "Access road", "sans", 40, "ls", LAND, c.INK),
        (490, 640, "Lazaret Point", "serif-bold", 44, "ms", LAND, c.INK),
        (250, 488, "Salt pans", "serif-bold", 46, "ls", LAND, c.INK),
        (250, 538, "Pans to be filled 31 ha", "sans-bold", 36, "ls", LAND, "#b52c1f"),
    ):
        p.write(x, y, words, face, size, col, anchor, halo)


def _shrunk(p: Press, m: Mask) -> Mask:
    """The mask without its outermost three units."""
    return m & m.shift(4, 0) & m.shift(-4, 0) & m.shift(0, 4) & m.shift(0, -4)


def _pans(p: Press) -> None:
    """A hectare to each pan, 210 of them; the 31 to be filled are hatched."""
    a, b, d, e = (100, 90), (880, 60), (850, 360), (130, 420)
    tints = ("#f3cfc8", "#f7dfd8", "#eebfb8", "#f8e8e0", "#f1c7b8")
    filled = {9: 10, 8: 11, 7: 13, 6: 19}
    red = p.mask()
    for r in range(10):
        for k in range(21):
            u0, v0, u1, v1 = k / 21 + 0.005, r / 10 + 0.012, (k + 1) / 21 - 0.005, (r + 1) / 10 - 0.012
            box = [quad(a, b, d, e, u, v) for u, v in ((u0, v0), (u1, v0), (u1, v1), (u0, v1))]
            p.ink(p.mask().poly(box, 0), tints[int(p.rng.integers(5))])
            if k >= filled.get(r, 99):
                red.poly(box, 0)
    p.ink(red, "#f1d8cf")
    p.hatch(red, "#cf3a2b", 45, 11, 0.34, wave=0)


SCENES = {"map-water-districts": map_water_districts, "map-rents": map_rents, "map-harbour-plan": map_harbour_plan}
