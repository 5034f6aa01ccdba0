"""Culture: the wall of tapes, the book like a barrier, the pot with six ladles."""
# fmt: off

import numpy as np

from .press import Press, glow, ramp
from .shapes import Pt, ellipse_points, turn
from .stock import blob, water


def tape_archive(p: Press) -> None:
    """Reels in a grid, one singing face, and a tape that becomes a rope."""
    p.ink(p.all(), "#152a4a")
    p.hatch(p.all(), "#1f3a62", 0, 25, 0.16, wave=0)
    for row in range(5):
        for col in range(9):
            x, y = 118 + col * 195, 116 + row * 196
            if (row, col) in ((1, 3), (1, 4), (2, 3), (2, 4)) or (row == 4 and col > 4):
                continue
            _reel(p, x, y, 84, ("#b5502c", "#efe0bd", "#d98a4a", "#efe0bd", "#8c3320")[int(p.rng.integers(5))])
    _singer(p, 801, 410)
    sea = p.mask().poly([(1010, 1210), (1010, 1080), (1060, 1030), (1810, 1010), (1810, 1210)], 2)
    p.ink(p.mask().rect(1000, 810, 1810, 1210, 1), "#efe0bd")
    p.ink(p.mask().ellipse(1620, 930, 62), "#b5502c")
    p.ink(sea, "#2f5f86")
    water(p, sea, "#efe0bd", 1040, 1195, 40, lambda _: (1040, 1800), 110, 7)
    tape: list[Pt] = [(508, 900), (600, 1010), (700, 1110), (860, 1130), (980, 1060), (1120, 1010), (1240, 1016)]
    p.ink(p.mask().brush([(x + 6, y + 9) for x, y in tape], [13, 13, 14, 16, 18, 18, 16]), "#0a1628", 0.6)
    p.ink(p.mask().brush(tape, [13, 13, 14, 16, 18, 18, 16]), "#6d3a22")
    rope = p.mask().brush(tape[3:], [16, 20, 20, 18])
    p.ink(rope, "#d9b77a")
    p.hatch(rope, "#6d3a22", 40, 13, 0.36)
    boat = p.mask().smooth([(1232, 1010), (1330, 1060), (1500, 1062), (1640, 990), (1600, 1100), (1480, 1130), (1320, 1120)])
    p.ink(p.mask().ellipse(1440, 1124, 190, 22) & sea, "#0a1628", 0.5)
    p.ink(boat, "#8c3320")
    p.ink(boat & p.mask().brush([(1232, 1030), (1380, 1082), (1640, 1010)], [14, 20, 14]), "#efe0bd")
    p.ink(p.mask().line([(1420, 1070), (1420, 840)], 10).line([(1420, 860), (1520, 1040)], 4), "#0a1628")
    p.ink(p.mask().poly([(1430, 860), (1540, 1020), (1430, 1036)], 2), "#fbf4e2")
    p.chips(boat, "#0a1628", 26, 40, 4, 8, 6)


def _reel(p: Press, x: float, y: float, r: float, colour: str) -> None:
    """One tape in its square."""
    p.ink(p.mask().ellipse(x + 7, y + 9, r), "#0a1628", 0.7)
    m = p.mask().ellipse(x, y, r)
    p.ink(m, colour)
    a = p.rng.uniform(0, 2)
    wound = float(p.rng.uniform(0.6, 0.86))
    for k in range(3):
        t = a + k * 2.094
        m2 = p.mask().poly(ellipse_points(x + r * 0.56 * np.cos(t), y + r * 0.56 * np.sin(t), r * 0.3, r * 0.22, t), 0)
        p.ink(m2, "#0a1628")
        coil = p.mask().ellipse(x, y, r * wound) & m2
        p.ink(coil, "#6d3a22")
        p.ink((p.mask().ellipse(x, y, r * 0.55) - p.mask().ellipse(x, y, r * 0.52)) & m2, "#b98a5a")
    p.ink(p.mask().ellipse(x, y, r * 0.2), "#0a1628")
    p.ink(p.mask().ellipse(x, y, r * 0.08), colour)
    p.ink(m - p.mask().ellipse(x, y, r - 4), "#0a1628", 0.5)


def _singer(p: Press, x: float, y: float) -> None:
    """A fisherman in profile, mouth wide open, in the gap of four reels."""
    gap = p.mask().rect(x - 192, y - 192, x + 192, y + 192, 1)
    p.ink(gap, "#d9772f")
    for k in range(5):
        arc = p.mask().ellipse(x - 120, y + 60, 60 + k * 40) - p.mask().ellipse(x - 120, y + 60, 52 + k * 40)
        p.ink(arc & gap & p.mask().rect(x - 192, y - 100, x - 100, y + 192, 0), "#efe0bd")
    body = p.mask().smooth([(x - 30, y + 210), (x + 10, y + 130), (x + 110, y + 96), (x + 210, y + 150), (x + 220, y + 230)])
    p.ink(body & gap, "#152a4a")
    p.hatch(body & gap, "#efe0bd", 90, 24, 0.2)
    face = p.mask().smooth([(x - 60, y - 90), (x - 66, y - 50), (x - 74, y - 26), (x - 112, y + 4), (x - 104, y + 20), (x - 78, y + 22), (x - 86, y + 42), (x - 60, y + 52), (x - 28, y + 66), (x - 56, y + 92), (x - 74, y + 100), (x - 62, y + 128), (x - 20, y + 144), (x + 40, y + 130), (x + 100, y + 140), (x + 120, y + 20), (x + 104, y - 80), (x + 20, y - 120)])
    p.ink(face & gap, "#efc9a0")
    p.hatch(face & gap, "#8c3320", 62, 11, ramp((x - 30, 0), (x + 110, 0), 0.0, 0.6))
    p.ink(p.mask().smooth([(x - 86, y + 44), (x - 40, y + 58), (x - 10, y + 68), (x - 46, y + 90), (x - 72, y + 98), (x - 64, y + 76)]), "#3a1208")
    p.ink(p.mask().brush([(x - 78, y + 46), (x - 48, y + 60)], [9, 5]), "#fbf4e2")
    p.ink(p.mask().brush([(x - 64, y - 18), (x - 44, y - 28), (x - 22, y - 18)], [3, 9, 3]).brush([(x - 76, y - 46), (x - 44, y - 62), (x - 12, y - 48)], [4, 14, 4]), "#152a4a")
    beard = p.mask().smooth([(x - 66, y + 104), (x - 30, y + 112), (x + 20, y + 70), (x + 60, y - 10), (x + 110, y - 10), (x + 110, y + 90), (x + 30, y + 168), (x - 50, y + 160), (x - 80, y + 130)])
    p.ink(beard & gap, "#fbf4e2")
    p.hatch(beard & gap, "#8f9aa6", 50, 12, 0.3, wave=6)
    cap = p.mask().smooth([(x - 92, y - 80), (x - 60, y - 150), (x + 30, y - 176), (x + 116, y - 140), (x + 130, y - 60), (x + 20, y - 86)])
    p.ink(cap & gap, "#152a4a")
    p.ink(p.mask().brush([(x - 112, y - 66), (x - 20, y - 92), (x + 130, y - 66)], [20, 30, 26]) & gap, "#b5502c")
    p.ink(p.mask().ellipse(x + 66, y - 6, 20, 30), "#e0a878")


def book_customs(p: Press) -> None:
    """A red book across the road; an arm with a stamp; a small woman waits."""
    p.ink(p.all(), "#bcd5e0")
    p.grain(p.all(), "#94b7c9", ramp((0, 500), (0, 0), 0.0, 0.6))
    road = p.mask().poly([(-10, 1810), (560, 1180), (880, 1180), (1240, 1810)], 2)
    p.ink(p.mask().rect(-5, 1176, 1445, 1805, 0), "#a3c4d2")
    p.ink(road, "#f1e6cb")
    p.grain(road, "#8aa3ac", ramp((0, 1500), (0, 1180), 0.0, 0.55))
    for k, (y, w, h) in enumerate(((1730, 40, 74), (1560, 30, 56), (1430, 23, 40), (1330, 17, 30))):
        p.ink(p.mask().poly([(664 - w * 0.5 + k * 14, y + h), (664 + w * 0.5 + k * 14, y + h), (676 + w * 0.4 + k * 14, y), (676 - w * 0.4 + k * 14, y)], 0.6), "#27507f")
    p.ink(p.mask().poly([(150, 1246), (714, 1300), (1318, 1236), (1450, 1290), (1450, 1350), (800, 1400), (330, 1340)], 2), "#5f8799", 0.55)
    back = p.mask().poly([(700, 220), (1300, 120), (1320, 1240), (716, 1300)], 1)
    p.ink(back, "#8c1a22")
    pages_r = p.mask().poly([(706, 250), (1262, 160), (1280, 1206), (720, 1272)], 1)
    p.ink(pages_r, "#f7eed6")
    edges = p.mask()
    for k in range(9):
        edges.line([(1262 + k * 4, 160 - k * 3), (1280 + k * 4, 1206 + k * 2)], 2)
    p.ink(edges, "#8a7a5a")
    words = p.mask()
    for k in range(24):
        y = 330 + k * 35
        if 560 < y < 900:
            continue
        words.line([(770, y), (1216 - (k % 5) * 30, y - 62 + k * 0.6)], 7)
    p.ink(words, "#a39a86", 0.8)
    cover = p.mask().poly([(706, 224), (190, 90), (150, 1250), (714, 1304)], 1)
    p.ink(cover, "#cf2f30")
    p.grain(cover, "#7a1018", ramp((420, 0), (720, 0), 0.0, 0.85))
    p.grain(cover, "#f06a55", ramp((360, 0), (170, 0), 0.0, 0.5))
    p.ink(p.mask().poly([(250, 190), (640, 286), (644, 336), (246, 244)], 1).poly([(247, 1090), (652, 1140), (653, 1176), (245, 1130)], 1), "#f7eed6")
    stripes = p.mask()
    for k in range(-4, 9):
        stripes.poly([(230 + k * 66, 130), (262 + k * 66, 130), (230 + k * 66, 400), (198 + k * 66, 400)], 0)
    p.ink(stripes & p.mask().poly([(250, 190), (640, 286), (644, 336), (246, 244)], 0), "#16181d")
    seal = p.mask().ellipse(430, 700, 128, 142)
    p.ink(seal - p.mask().ellipse(430, 700, 112, 126), "#f7eed6")
    anchor = p.mask().line([(430, 610), (430, 780)], 17).line([(380, 650), (480, 664)], 15).brush([(348, 720), (380, 782), (430, 800), (482, 792), (516, 740)], [7, 17, 20, 17, 7]).ellipse(430, 604, 25).ellipse(430, 604, 12, on=False)
    p.ink(anchor, "#f7eed6")
    p.ink(p.mask().poly([(690, 222), (722, 222), (734, 1306), (700, 1306)], 0), "#5a0c14")
    _arm_with_stamp(p)
    _traveller(p, 480, 1590)


def _arm_with_stamp(p: Press) -> None:
    """Uniformed, out of the pages."""
    slit = p.mask().poly([(1010, 610), (1236, 560), (1240, 830), (1016, 850)], 2)
    p.ink(slit, "#4a3a2a", 0.7)
    arm = p.mask().poly([(1190, 590), (1200, 800), (760, 850), (640, 842), (650, 700), (770, 668)], 2)
    p.ink(arm.shift(12, 34), "#7a6a4c", 0.55)
    p.ink(arm, "#1f3f6e")
    p.hatch(arm, "#0d1d38", 8, 15, ramp((0, 660), (0, 850), 0.05, 0.6))
    for x in (700, 744, 788):
        p.ink(p.mask().poly([(x, 690), (x + 17, 687), (x + 19, 848), (x + 2, 848)], 0) & arm, "#e7b94a")
    cuff = p.mask().poly([(606, 712), (656, 700), (652, 844), (604, 836)], 1)
    p.ink(cuff, "#fbf6e6")
    hand = p.mask().smooth([(610, 726), (540, 716), (478, 738), (452, 790), (480, 836), (548, 850), (610, 828)])
    p.ink(hand, "#e6b48e")
    p.hatch(hand, "#8a4a34", 20, 10, ramp((0, 760), (0, 850), 0.0, 0.6))
    stamp = p.mask().rect(470, 830, 548, 960, 1).poly([(426, 960), (592, 960), (604, 1004), (414, 1004)], 1).ellipse(509, 724, 40, 36)
    p.ink(stamp, "#16181d")
    p.ink(p.mask().rect(414, 1004, 604, 1018, 1), "#cf2f30")
    for k in range(4):
        pts = [(560, 742 + k * 27), (500, 736 + k * 29), (450, 752 + k * 28)]
        p.ink(p.mask().brush(pts, [38, 36, 30]), "#8a4a34")
        p.ink(p.mask().brush(pts, [31, 29, 23]), "#efc4a0")


def _traveller(p: Press, x: float, y: float) -> None:
    """Small, upright, coat and suitcase, her long shadow on the road."""
    p.ink(p.mask().poly([(x - 20, y), (x + 40, y), (x + 330, y + 130), (x + 250, y + 150)], 2), "#5f8799", 0.6)
    legs = p.mask().rect(x - 24, y - 70, x - 6, y - 4, 0).rect(x + 8, y - 70, x + 26, y - 4, 0)
    p.ink(legs, "#e6b48e")
    p.ink(p.mask().poly([(x - 30, y), (x - 28, y - 16), (x - 6, y - 16), (x - 4, y)], 0).poly([(x + 4, y), (x + 6, y - 16), (x + 28, y - 16), (x + 32, y)], 0), "#16181d")
    coat = p.mask().smooth([(x - 30, y - 250), (x + 30, y - 250), (x + 56, y - 190), (x + 60, y - 110), (x + 74, y - 56), (x - 72, y - 56), (x - 58, y - 110), (x - 54, y - 190)])
    p.ink(coat, "#27507f")
    p.grain(coat, "#0d1d38", ramp((x, 0), (x + 70, 0), 0.0, 0.85))
    p.ink(p.mask().rect(x - 56, y - 146, x + 56, y - 130, 1) & coat, "#16181d")
    head = p.mask().ellipse(x, y - 284, 33, 39)
    p.ink(head, "#4a2a1c")
    p.ink(p.mask().ellipse(x, y - 306, 40, 26).rect(x - 62, y - 306, x + 62, y - 298, 0), "#cf2f30")
    p.ink(p.mask().brush([(x + 50, y - 226), (x + 80, y - 160), (x + 88, y - 110)], [28, 24, 17]), "#1b3a60")
    case = p.mask().rect(x + 46, y - 104, x + 140, y - 26, 2)
    p.ink(case, "#8a5a2c")
    p.ink(p.mask().rect(x + 60, y - 106, x + 68, y - 24, 0).rect(x + 118, y - 106, x + 126, y - 24, 0), "#16181d")


def soup_pot(p: Press) -> None:
    """The pot from above as a wheel, with six ladles from six sleeves."""
    p.ink(p.all(), "#24476e")
    tiles = p.mask()
    for i in range(10):
        for k in range(10):
            x, y = i * 200 - 60, k * 200 - 60
            tiles.poly([(x + 100, y + 40), (x + 160, y + 100), (x + 100, y + 160), (x + 40, y + 100)], 1)
            tiles.ellipse(x, y, 20)
    p.ink(tiles, "#3d6a96")
    cx, cy = 900, 900
    p.ink(p.mask().ellipse(cx + 24, cy + 40, 650), "#0d1d33", 0.7)
    p.ink(p.mask().ellipse(cx, cy, 640), "#f4efe0")
    rim = p.mask()
    for k in range(48):
        a = k * np.pi / 24
        rim.poly(ellipse_points(cx + 596 * np.cos(a), cy + 596 * np.sin(a), 26, 11, a + 0.7), 0)
    p.ink(rim, "#2f62a0")
    p.ink(p.mask().ellipse(cx, cy, 640) - p.mask().ellipse(cx, cy, 628) | (p.mask().ellipse(cx, cy, 562) - p.mask().ellipse(cx, cy, 554)), "#2f62a0")
    broth = p.mask().ellipse(cx, cy, 545)
    p.ink(broth, "#eda51f")
    p.grain(broth, "#b5541a", glow(cx + 60, cy + 80, 260, 600, 0.0, 0.8))
    p.grain(broth, "#f9d65a", glow(cx - 110, cy - 130, 20, 380, 0.85, 0.0))
    oil = p.mask()
    for _ in range(70):
        a, r = p.rng.uniform(0, 6.28), 520 * np.sqrt(p.rng.uniform(0, 1))
        oil.ellipse(cx + r * np.cos(a), cy + r * np.sin(a), p.rng.uniform(5, 17))
    p.ink(oil & broth, "#f9d65a", 0.75)
    for k in range(6):
        a = k * np.pi / 3 + 0.2
        _fish_head(p, cx + 312 * np.cos(a), cy + 312 * np.sin(a), a + np.pi / 2)
        _lemon(p, cx + 466 * np.cos(a), cy + 466 * np.sin(a), 66)
        for d, r in ((0.36, 420), (0.68, 420), (0.0, 176)):
            _mussel(p, cx + r * np.cos(a + d), cy + r * np.sin(a + d), a + d)
    for k in range(12):
        a = k * np.pi / 6 + 0.05
        _mussel(p, cx + 490 * np.cos(a + 0.34), cy + 490 * np.sin(a + 0.34), a + 2)
    _lemon(p, cx, cy, 104)
    saffron = p.mask()
    for _ in range(70):
        a, r, t = p.rng.uniform(0, 6.28), p.rng.uniform(110, 520), p.rng.uniform(0, 6.28)
        x, y = cx + r * np.cos(a), cy + r * np.sin(a)
        saffron.brush([(x, y), (x + 20 * np.cos(t), y + 20 * np.sin(t)), (x + 40 * np.cos(t + 0.7), y + 40 * np.sin(t + 0.7))], [2, 6, 2])
    p.ink(saffron & broth, "#b3261c")
    for k, (col, line) in enumerate((("#f3e9d2", "#b3261c"), ("#1b1d24", "#55606e"), ("#e2655a", "#8a2a2c"), ("#e9b93a", "#8a5a12"), ("#2f7a6a", "#123c36"), ("#8fb6d6", "#2f62a0"))):
        _ladle(p, cx, cy, k * np.pi / 3 + 0.72, col, line, k)


def _mussel(p: Press, x: float, y: float, a: float) -> None:
    shell = p.mask().smooth(turn([(x - 50, y), (x - 20, y - 27), (x + 24, y - 25), (x + 48, y - 4), (x + 30, y + 20), (x - 14, y + 22)], x, y, a))
    p.ink(shell.shift(5, 8), "#7a3512", 0.5)
    p.ink(shell, "#14161c")
    p.ink(p.mask().smooth(turn([(x - 34, y), (x - 12, y - 15), (x + 22, y - 14), (x + 34, y - 2), (x + 18, y + 10), (x - 10, y + 11)], x, y, a)), "#f08a52")
    p.ink(p.mask().brush(turn([(x - 40, y - 10), (x - 6, y - 25), (x + 30, y - 20)], x, y, a), [1, 5, 1]), "#6f86a6")


def _lemon(p: Press, x: float, y: float, r: float) -> None:
    p.ink(p.mask().ellipse(x + 6, y + 9, r), "#7a3512", 0.45)
    p.ink(p.mask().ellipse(x, y, r), "#f6d33a")
    p.ink(p.mask().ellipse(x, y, r * 0.88), "#fff6cf")
    seg = p.mask()
    for k in range(8):
        a = k * np.pi / 4 + 0.2
        seg.smooth([(x + r * 0.12 * np.cos(a), y + r * 0.12 * np.sin(a)), (x + r * 0.78 * np.cos(a - 0.3), y + r * 0.78 * np.sin(a - 0.3)), (x + r * 0.8 * np.cos(a), y + r * 0.8 * np.sin(a)), (x + r * 0.78 * np.cos(a + 0.3), y + r * 0.78 * np.sin(a + 0.3))], n=6)
    p.ink(seg, "#f8dd55")


def _fish_head(p: Press, x: float, y: float, a: float) -> None:
    head = p.mask().smooth(turn([(x - 104, y + 6), (x - 60, y - 50), (x + 20, y - 74), (x + 84, y - 64), (x + 70, y - 30), (x + 92, y + 4), (x + 72, y + 40), (x + 80, y + 66), (x + 10, y + 66), (x - 64, y + 46)], x, y, a))
    p.ink(head.shift(6, 10), "#7a3512", 0.5)
    p.ink(head, "#e2655a")
    p.hatch(head, "#8a2a2c", float(np.degrees(a)) + 90, 13, glow(x, y, 30, 110, 0.1, 0.5))
    ex, ey = turn([(x - 34, y - 16)], x, y, a)[0]
    p.ink(p.mask().ellipse(ex, ey, 20), "#fff6cf")
    p.ink(p.mask().ellipse(ex, ey, 11), "#14161c")
    p.ink(p.mask().brush(turn([(x - 100, y + 10), (x - 70, y + 18), (x - 44, y + 14)], x, y, a), [2, 7, 2]).brush(turn([(x + 30, y - 60), (x + 8, y), (x + 30, y + 56)], x, y, a), [3, 10, 3]), "#5a1518")


def _ladle(p: Press, cx: float, cy: float, a: float, sleeve: str, line: str, k: int) -> None:
    """Bowl, handle, hand and sleeve, along the radius."""
    def at(r: float, side: float = 0) -> Pt:
        return cx + r * np.cos(a) - side * np.sin(a), cy + r * np.sin(a) + side * np.cos(a)

    handle = p.mask().brush([at(330), at(790)], [24, 30], smooth=False)
    bowl = p.mask().ellipse(*at(280), 92)
    p.ink((handle | bowl).shift(12, 20), "#5a2408", 0.5)
    p.ink(handle, "#c7ccd0")
    p.hatch(handle, "#5c676c", float(np.degrees(a)), 15, 0.36, wave=0)
    p.ink(bowl, "#c7ccd0")
    p.ink(bowl - bowl.shift(7, 8), "#ffffff")
    p.ink(p.mask().ellipse(*at(280), 76), "#d98a1c")
    p.ink(p.mask().ellipse(*at(270, 14), 30, 20, a), "#f9d65a")
    skin = ("#e6b48e", "#7a4a33", "#d39a72", "#f0c8a8", "#9a6244", "#5f3826")[k]
    arm = p.mask().poly([at(820, -74), at(820, 74), at(1420, 150), at(1420, -150)], 1)
    p.ink(arm.shift(16, 26), "#0d1d33", 0.55)
    p.ink(arm, sleeve)
    if k % 3 == 0:
        p.hatch(arm, line, float(np.degrees(a)) + 90, 40, 0.3, wave=0)
    elif k % 3 == 1:
        p.dots(arm, line, 40, 0.22)
    else:
        p.hatch(arm, line, float(np.degrees(a)), 26, 0.2, wave=0)
    p.ink(p.mask().poly([at(800, -82), at(800, 82), at(846, 86), at(846, -86)], 1), "#ffffff" if sleeve != "#f3e9d2" else line)
    palm = blob(p.mask(), *at(748), 72, 0.05)
    p.ink(palm, skin)
    for j in range(4):
        f = [at(788 - j * 34, 58), at(780 - j * 34, 6), at(788 - j * 34, -44)]
        p.ink(p.mask().brush(f, [41, 41, 36]), "#3a1f14")
        p.ink(p.mask().brush(f, [33, 33, 28]), skin)
    th = [at(752, -62), at(702, -54), at(654, -26)]
    p.ink(p.mask().brush(th, [46, 42, 34]), "#3a1f14")
    p.ink(p.mask().brush(th, [38, 34, 26]), skin)


SCENES = {"tape-archive": tape_archive, "book-customs": book_customs, "soup-pot": soup_pot}
