"""Great rooms: the chamber in Montreval, the iron market, the cave under the Karst, the round tunnel."""
# fmt: off

import numpy as np

from .press import Press, glow, ramp
from .shapes import Pt, ellipse_points, ridge, spline
from .stock import blob, figure, pine


def parliament_montreval(p: Press) -> None:
    """One speaker whose shadow climbs the map."""
    p.ink(p.all(), "#3a0f16")
    wall = p.mask().rect(-5, -5, 1805, 360, 0)
    p.ink(wall, "#5a1820")
    p.hatch(wall, "#43101a", 90, 74, 0.08, wave=0)
    _sea_chart(p)
    floor = p.mask().rect(-5, 352, 1805, 1205, 0)
    p.ink(floor, "#7d1c26")
    cx, cy = 900, 1330
    tiers = p.mask()
    for i in range(11):
        r = 1120 - i * 84
        outer = p.mask().ellipse(cx, cy, r * 1.12, r * 0.84)
        p.ink(outer & floor, ("#a82c35", "#7d1c26")[i % 2])
        p.grain(outer & floor, "#2a090e", ramp((0, cy - r * 0.84 + 4), (0, cy - r * 0.84 + 66), 0.0, 0.7))
        tiers = tiers | (outer - p.mask().ellipse(cx, cy, r * 1.12 - 9, r * 0.84 - 7))
        _benches(p, cx, cy, r)
    p.ink(tiers & floor, "#efd9ac")
    aisles = p.mask()
    for a in (-62, -31, 31, 62):
        t = np.radians(a)
        aisles.poly([(cx + np.sin(t - 0.016) * 300, cy - np.cos(t) * 225), (cx + np.sin(t - 0.016) * 1300, cy - np.cos(t) * 975), (cx + np.sin(t + 0.016) * 1300, cy - np.cos(t) * 975), (cx + np.sin(t + 0.016) * 300, cy - np.cos(t) * 225)], 0)
    p.ink(aisles & floor, "#efd9ac", 0.85)
    well = p.mask().ellipse(cx, cy, 300, 226)
    p.ink(well, "#f3e3bd")
    light = p.mask().poly([(820, 1120), (980, 1120), (1500, 360), (300, 360)], 0)
    p.grain(light & floor, "#f7d58c", ramp((0, 1120), (0, 360), 0.5, 0.0))
    _long_shadow(p)
    desk = p.mask().poly([(832, 1112), (968, 1112), (988, 1210), (812, 1210)], 1)
    man = p.mask()
    figure(man, 900, 1228, 250, arms=((62, 158), (-48, -78)))
    p.ink(man, "#14090b")
    p.ink(p.mask().ellipse(908, 1020, 15, 18), "#c98f68")
    p.ink(desk, "#d9b26a")
    p.grain(desk, "#6a3a1c", ramp((0, 1112), (0, 1200), 0.0, 0.8))
    p.ink(p.mask().rect(818, 1100, 982, 1116, 0.5), "#14090b")
    members = p.mask()
    for x, y, k in ((392, 720, 46), (1330, 640, 40), (1492, 884, 54), (250, 980, 58), (640, 520, 34)):
        members.ellipse(x, y - k * 0.7, k * 0.34, k * 0.42).smooth([(x - k * 0.7, y + k * 0.5), (x - k * 0.55, y - k * 0.1), (x, y - k * 0.3), (x + k * 0.55, y - k * 0.1), (x + k * 0.7, y + k * 0.5)])
    p.ink(members, "#14090b")
    p.grain(p.all(), "#1a0508", glow(900, 640, 560, 1200, 0.0, 0.8))


def _sea_chart(p: Press) -> None:
    """The map of the strait on the wall."""
    chart = p.mask().rect(430, 26, 1370, 326, 1)
    p.ink(p.mask().rect(414, 10, 1386, 342, 1), "#1a0a0c")
    p.ink(chart, "#ecdcb6")
    coast = p.mask().poly([(430, 26), (1370, 26), (1370, 90), *ridge(p.rng, 1370, 430, 112, 20), (430, 90)], 0).poly([(430, 326), *ridge(p.rng, 430, 1370, 268, 18), (1370, 326)], 0) & chart
    coast = coast | (blob(p.mask(), 1110, 214, 34, 0.25, 0.7) | blob(p.mask(), 1180, 226, 18, 0.25, 0.8) | blob(p.mask(), 690, 170, 20, 0.3, 0.7))
    grid = p.mask()
    for k in range(1, 10):
        grid.line([(430 + k * 94, 26), (430 + k * 94, 326)], 1.5).line([(430, 26 + k * 60), (1370, 26 + k * 60)], 1.5)
    p.ink(grid & chart, "#b8926a", 0.8)
    p.ink(coast, "#b98a56")
    p.hatch(coast, "#7a5230", 45, 12, 0.22)
    for k in (10, 22, 36):
        edge = (coast.shift(0, k) | coast.shift(0, -k)) - (coast.shift(0, k - 2) | coast.shift(0, 2 - k))
        p.ink(edge & (chart - coast), "#8a5a48", 0.55)


def _benches(p: Press, cx: float, cy: float, r: float) -> None:
    """Seat backs along one arc."""
    seats = p.mask()
    n = int(r / 17)
    for k in range(n):
        t = np.radians(-78 + 156 * k / (n - 1))
        x, y = cx + np.sin(t) * (r * 1.12 - 40), cy - np.cos(t) * (r * 0.84 - 34)
        if y > 352:
            seats.ellipse(x, y, 13 + r / 110, 9 + r / 200, t * 0.7)
    p.ink(seats, "#4a0f18")
    p.ink(seats.shift(0, -4) - seats, "#d98a6a", 0.8)


def _long_shadow(p: Press) -> None:
    """From the lectern across the seats and up over the map."""
    floor = p.mask().poly([(868, 1120), (932, 1120), (972, 640), (984, 356), (816, 356), (828, 640)], 1)
    p.ink(floor, "#14050a", 0.82)
    up = p.mask()
    figure(up, 900, 700, 660, arms=((62, 158), (-48, -78)), coat=0.5)
    p.ink(up & p.mask().rect(0, 0, 1800, 360, 0), "#14050a", 0.86)


def market_hall_morning(p: Press) -> None:
    """Iron arches, one great window, and wedges of fruit and fish."""
    vx, vy = 900, 560
    p.ink(p.all(), "#f0e4c0")
    for i in range(7):
        t = i / 7
        r = 1250 * (1 - t) ** 1.5 + 280
        vault = p.mask().poly([(vx - r, 1210), (vx - r, vy), *[(vx - r * np.cos(a), vy - r * 0.92 * np.sin(a)) for a in np.linspace(0, np.pi, 40)], (vx + r, vy), (vx + r, 1210)], 0)
        p.ink(vault, ("#3e6b58", "#4f7f68")[i % 2])
        p.grain(vault, "#16342a", ramp((0, vy - r), (0, vy - r * 0.5), 0.75, 0.1))
    for i in range(6):
        t = i / 7
        r = 1250 * (1 - t) ** 1.5 + 280
        w = 44 * (1 - t) ** 1.6 + 9
        arc: list[Pt] = [(vx - r, 1210.0), (vx - r, float(vy)), *[(float(vx - r * np.cos(a)), float(vy - r * 0.92 * np.sin(a))) for a in np.linspace(0, np.pi, 40)], (vx + r, float(vy)), (vx + r, 1210.0)]
        iron = p.mask().line(arc, w)
        r2 = r - w * 2.6
        iron.line([(float(vx - r2 * np.cos(a)), float(vy - r2 * 0.92 * np.sin(a))) for a in np.linspace(0, np.pi, 40)], w * 0.4)
        for a in np.linspace(0.06, np.pi - 0.06, 34):
            iron.line([(vx - r * np.cos(a), vy - r * 0.92 * np.sin(a)), (vx - r2 * np.cos(a + 0.05), vy - r2 * 0.92 * np.sin(a + 0.05))], w * 0.22)
        p.ink(iron, "#123226")
    _great_window(p, vx, vy)
    floor = p.mask().poly([(640, 800), (1160, 800), (1860, 1210), (-60, 1210)], 1)
    p.ink(floor, "#e8d7a8")
    p.grain(floor, "#8a7a4a", ramp((0, 800), (0, 1210), 0.0, 0.55))
    beams = p.mask()
    for x, w in ((700, 70), (810, 80), (930, 80), (1040, 70)):
        beams.poly([(x, 300), (x + w, 300), (x - 340 + w * 2.4, 1210), (x - 560, 1210)], 2)
    p.ink(beams, "#fff2b8", 0.34)
    p.grain(beams, "#fff7d0", ramp((0, 300), (0, 1210), 0.55, 0.05))
    for row in range(4):
        t = (0.0, 0.22, 0.5, 1.0)[row]
        for side in (-1, 1):
            _stall(p, vx, side, t, row)
    people = p.mask()
    figure(people, 860, 880, 150)
    figure(people, 950, 850, 120, face=-1)
    figure(people, 790, 842, 110, hat="brim")
    p.ink(people, "#123226")


def _great_window(p: Press, vx: float, vy: float) -> None:
    """The tall arched window at the end."""
    arch = p.mask().poly([(vx - 250, 800), (vx - 250, vy - 60), *[(vx - 250 * np.cos(a), vy - 60 - 250 * np.sin(a)) for a in np.linspace(0, np.pi, 30)], (vx + 250, vy - 60), (vx + 250, 800)], 0)
    p.ink(p.mask().poly([(vx - 282, 806), (vx - 282, vy - 60), *[(vx - 282 * np.cos(a), vy - 60 - 282 * np.sin(a)) for a in np.linspace(0, np.pi, 30)], (vx + 282, vy - 60), (vx + 282, 806)], 0), "#123226")
    p.ink(arch, "#fdf3c4")
    p.grain(arch, "#f6cf3e", ramp((0, 320), (0, 800), 0.0, 0.75))
    bars = p.mask()
    for k in range(-3, 4):
        bars.rect(vx + k * 66 - 4, 200, vx + k * 66 + 4, 800, 0)
    for y in (500, 590, 680):
        bars.rect(vx - 260, y - 4, vx + 260, y + 4, 0)
    for a in np.linspace(0.4, np.pi - 0.4, 6):
        bars.line([(vx, vy - 60), (vx - 260 * np.cos(a), vy - 60 - 260 * np.sin(a))], 6)
    p.ink(bars & arch, "#123226")


def _stall(p: Press, vx: float, side: float, t: float, row: int) -> None:
    """A counter with its heap, an awning and somebody behind it."""
    k = 0.24 + 0.95 * t
    x0, y = vx + side * (250 + 190 * t), 800 + 190 * t
    x1, h = x0 + side * 760 * k, 150 * k
    people = p.mask()
    px = x0 + side * 430 * k
    if row == 3 and side < 0:
        hands = figure(people, px, y + 70 * k, 430 * k, arms=((86, 118), (20, 70)), face=1, hat="cap")
        scale = p.mask().line([(hands[0][0], hands[0][1] - 10), (hands[0][0], hands[0][1] + 60)], 4).line([(hands[0][0] - 60, hands[0][1] + 62), (hands[0][0] + 60, hands[0][1] + 54)], 6)
        for d in (-60, 60):
            scale.line([(hands[0][0] + d, hands[0][1] + 58), (hands[0][0] + d - 26, hands[0][1] + 130), (hands[0][0] + d + 26, hands[0][1] + 130), (hands[0][0] + d, hands[0][1] + 58)], 2.5).brush([(hands[0][0] + d - 36, hands[0][1] + 130), (hands[0][0] + d, hands[0][1] + 148), (hands[0][0] + d + 36, hands[0][1] + 130)], [6, 14, 6])
        p.ink(scale, "#b98b3a")
    else:
        figure(people, px, y + 70 * k, 400 * k, arms=((30, 60), (-20, 20)), face=-side, hat="brim" if row == 2 else "")
    p.ink(people, "#2a1730" if row % 2 else "#123226")
    top = p.mask().poly([(x0, y), (x1, y - 20 * k), (x1 + side * 60 * k, y + h * 0.5), (x0 - side * 30 * k, y + h * 0.46)], 1)
    front = p.mask().poly([(x0 - side * 30 * k, y + h * 0.44), (x1 + side * 60 * k, y + h * 0.48), (x1 + side * 60 * k, y + h * 2.3), (x0 - side * 30 * k, y + h * 2.2)], 1)
    p.ink(front, "#2a1730")
    p.hatch(front, "#5a3a60", 90, 26 * k + 4, 0.16, wave=0)
    p.ink(top, "#f7edcf")
    heap, dark = p.mask(), p.mask()
    kind = (row + (side > 0)) % 3
    for i in range(13):
        for j in range(3 if kind != 1 else 2):
            u = (i + 0.5 + (j % 2) * 0.5) / 13.5
            fx, fy = x0 + (x1 - x0) * u, y + (34 - 34 * j) * k - 20 * k * u
            r = 30 * k
            if kind == 0:
                heap.ellipse(fx, fy, r * 1.06, r * 0.9)
                dark.ellipse(fx + r * 0.4, fy + r * 0.35, r * 0.5, r * 0.4)
            elif kind == 1:
                heap.smooth([(fx - r * 1.9, fy), (fx - r * 0.4, fy - r * 0.5), (fx + r * 1.2, fy), (fx + r * 2.0, fy - r * 0.6), (fx + r * 1.8, fy + r * 0.6), (fx + r * 1.1, fy + r * 0.12), (fx - r * 0.4, fy + r * 0.55)])
                dark.ellipse(fx - r * 1.3, fy - r * 0.06, r * 0.14)
            else:
                heap.smooth([(fx - r * 0.2, fy - r * 1.2), (fx + r * 0.5, fy - r * 0.6), (fx + r * 0.9, fy + r * 0.5), (fx, fy + r * 1.0), (fx - r * 0.9, fy + r * 0.5), (fx - r * 0.6, fy - r * 0.6)])
                dark.brush([(fx - r * 0.1, fy - r * 1.3), (fx + r * 0.2, fy - r * 1.0)], [r * 0.2, r * 0.5])
    p.ink(heap, ("#f6cf3e", "#a9c4c4", "#4a2152")[kind])
    p.grain(heap, ("#c98f1f", "#3e6b78", "#1f0c28")[kind], ramp((0, y - 60 * k), (0, y + 60 * k), 0.0, 0.75))
    p.ink(dark, ("#d9a52c", "#123226", "#5f9a58")[kind])
    awn = y - 300 * k
    cloth, stripe = p.mask(), p.mask()
    for i in range(8):
        a, b = x0 + (x1 - x0) * i / 8, x0 + (x1 - x0) * (i + 1) / 8
        piece = [(a, awn), (b, awn - 4 * k), (b - side * 26 * k, awn + 84 * k), ((a + b) / 2 - side * 26 * k, awn + 104 * k), (a - side * 26 * k, awn + 84 * k)]
        (cloth if i % 2 else stripe).poly(piece, 0)
    p.ink(cloth, "#f7edcf")
    p.ink(stripe, ("#2f7a5a", "#d9a52c", "#5a2f64", "#2f7a5a")[row])
    p.grain(cloth | stripe, "#123226", ramp((0, awn), (0, awn + 100 * k), 0.0, 0.4))
    p.ink(p.mask().rect(min(x0, x0 + side * 12 * k), awn, max(x0, x0 + side * 12 * k), y, 0), "#123226")


def hydrologist_cave(p: Press) -> None:
    """A lamp, a rope, a float, and a great deal of dark."""
    p.ink(p.all(), "#0d0a10")
    walls: list[tuple[list[Pt], str, str]] = [
        ([(-10, -10), (560, -10), (520, 240), (430, 420), (450, 640), (330, 860), (350, 1080), (230, 1300), (250, 1500), (-10, 1540)], "#231722", "#3d2a38"),
        ([(1450, -10), (930, -10), (990, 200), (1090, 380), (1060, 640), (1180, 860), (1140, 1100), (1250, 1300), (1220, 1520), (1450, 1540)], "#231722", "#3d2a38"),
    ]
    for pts, base, line in walls:
        m = p.mask().poly(spline(pts, n=9), 0)
        p.ink(m, base)
        p.hatch(m, line, 84 if pts[0][0] < 0 else 96, 23, 0.36, wave=13)
    lamp = (812, 690)
    cone = p.mask().poly([lamp, (-20, 700), (-20, 1490), (560, 1490)], 0)
    rock = p.mask().poly(spline(walls[0][0], n=9), 0)
    back = p.mask().poly([(430, 420), (800, 300), (1090, 420), (1180, 1000), (1200, 1480), (240, 1480), (330, 860)], 0)
    p.ink(back - rock, "#17101a")
    p.hatch(back - rock, "#2c1e2b", 88, 30, 0.34, wave=16)
    lit = cone & (rock | back)
    p.ink(lit, "#7a5a44")
    p.hatch(lit, "#f6cf6a", 84, 25, ramp(lamp, (150, 1100), 0.72, 0.22), wave=14)
    p.grain(lit, "#1c1018", ramp((330, 900), (110, 1350), 0.0, 0.9))
    p.grain(cone, "#ffe28a", glow(lamp[0], lamp[1], 20, 760, 0.6, 0.0))
    stal = p.mask()
    for x, length, w in ((90, 330, 90), (240, 200, 60), (390, 420, 80), (520, 180, 50), (960, 300, 70), (1100, 460, 90), (1240, 240, 70), (1380, 380, 100)):
        stal.poly([(x - w / 2, -10), (x + w / 2, -10), (x + w * 0.1, length * 0.6), (x, length)], 2)
    p.ink(stal, "#0d0a10")
    p.chips(stal, "#4a3342", 70, 60, 5, 90, 4)
    lake = p.mask().poly([(-10, 1490), (300, 1470), (720, 1484), (1150, 1468), (1450, 1496), (1450, 1810), (-10, 1810)], 3)
    p.ink(lake, "#060508")
    glint = p.mask()
    for _ in range(80):
        y = 1500 + 280 * p.rng.uniform(0, 1) ** 1.4
        x, k = p.rng.normal(400, 170), p.rng.uniform(20, 120)
        glint.brush([(x - k, y), (x, y + 2), (x + k, y)], [0.4, 6, 0.4])
    p.ink(glint & lake, "#b98a3a", 0.85)
    _abseiler(p, lamp)
    p.ink(p.mask().poly(ellipse_points(838, 1506, 90, 15), 0).ellipse(838, 1506, 78, 11, on=False) | p.mask().ellipse(838, 1512, 160, 26).ellipse(838, 1512, 150, 22, on=False), "#cfc6bd", 0.8)
    p.ink(p.mask().ellipse(838, 1440, 24, 34), "#ffffff")
    p.ink(p.mask().rect(812, 1434, 864, 1446, 0), "#e8702a")


def _abseiler(p: Press, lamp: Pt) -> None:
    """The man in orange on his rope."""
    x, y = lamp[0] + 22, lamp[1] + 6
    p.ink(p.mask().line([(x + 26, -10), (x + 18, y + 60)], 5).line([(x + 16, y + 86), (838, 1410)], 2.5), "#d8d0c4")
    body = p.mask().brush([(x + 12, y + 18), (x + 26, y + 90)], [54, 46]).brush([(x + 26, y + 92), (x - 40, y + 124), (x - 34, y + 196)], [34, 28, 22]).brush([(x + 30, y + 96), (x - 6, y + 150), (x + 12, y + 216)], [34, 28, 22]).brush([(x + 6, y + 24), (x - 30, y + 60), (x + 14, y + 88)], [24, 20, 15]).brush([(x + 20, y + 20), (x + 50, y - 14), (x + 24, y - 40)], [24, 19, 14])
    p.ink(body, "#f0701f")
    p.grain(body, "#6a1f10", ramp((x, 0), (x + 60, 0), 0.0, 0.9))
    p.ink(p.mask().ellipse(x - 38, y + 200, 22, 11).ellipse(x + 8, y + 220, 22, 11), "#0d0a10")
    p.ink(p.mask().ellipse(x + 2, y - 8, 21, 24), "#c98f68")
    p.ink(p.mask().smooth([(x - 22, y - 10), (x - 16, y - 34), (x + 4, y - 42), (x + 26, y - 30), (x + 28, y - 8)]), "#f6cf3e")
    p.ink(p.mask().ellipse(x - 20, y - 10, 9), "#fffbe6")


def rail_tunnel_portal(p: Press) -> None:
    """A round mouth in layered rock, a train with one lamp, a band above."""
    p.ink(p.all(), "#dfe7e6")
    hills = p.mask().poly([(-10, 420), *ridge(p.rng, -10, 1810, 130, 110), (1810, 420)], 0)
    p.ink(hills, "#b3c2c4")
    p.hatch(hills, "#ffffff", 60, 24, 0.3, wave=8)
    cliff = p.mask().poly([(-10, 300), (240, 250), (480, 236), (1320, 236), (1560, 262), (1810, 226), (1810, 1210), (-10, 1210)], 3)
    p.ink(cliff, "#5d6b74")
    for i in range(11):
        y = 300 + i * 84
        line = [(float(x), float(y + 26 * np.sin(x / 310 + i * 0.9) + 9 * np.sin(x / 90 + i) + (x - 900) * 0.035)) for x in range(-20, 1841, 40)]
        band = p.mask().poly([*line, *[(x, v + 50 + 12 * np.sin(x / 170 + i)) for x, v in reversed(line)]], 0)
        p.ink(band & cliff, ("#46535c", "#74828a", "#3a464f")[i % 3])
        p.hatch(band & cliff, "#27323a", 3, 11, ramp((0, y), (0, y + 60), 0.05, 0.42), wave=5)
        p.ink(p.mask().brush(line[::4], [6] * len(line[::4])) & cliff, "#27323a", 0.8)
    p.chips(cliff, "#cfd9da", 130, 46, 5, 4, 16)
    _portal(p)
    _goods_train(p)
    _brass_band(p)
    snow = p.mask()
    for x, y, w in ((120, 292, 330), (340, 560, 190), (1640, 292, 400), (1500, 640, 230), (80, 760, 260), (1720, 860, 240), (380, 900, 170), (1440, 420, 150), (420, 430, 110)):
        snow.brush([(x - w / 2, y + 6), (x - w * 0.15, y - 3), (x + w * 0.2, y + 2), (x + w / 2, y - 4)], [1, 15, 11, 1])
    for x in range(0, 1801, 100):
        blob(snow, x, 1196, 90, 0.1, 0.34)
    p.ink(snow, "#fbfaf4")
    p.grain(snow, "#8fa3ad", ramp((0, 1140), (0, 1210), 0.0, 0.5))
    trees, tips = p.mask(), p.mask()
    for x, y, h in ((60, 1180, 430), (180, 1200, 330), (300, 1206, 250), (1500, 1204, 260), (1620, 1190, 380), (1750, 1206, 470), (150, 250, 150), (230, 246, 110), (60, 262, 180), (1600, 258, 140), (1700, 246, 190), (1520, 254, 100)):
        pine(trees, x, y, h)
        tips.poly([(x, y - h), (x + h * 0.05, y - h * 0.78), (x - h * 0.06, y - h * 0.8)], 0)
    p.ink(trees, "#1d4a3a")
    p.hatch(trees, "#0f2b22", 64, 13, 0.4)
    p.ink(tips, "#fbfaf4")
    flakes = p.mask()
    for _ in range(130):
        flakes.ellipse(p.rng.uniform(0, 1800), p.rng.uniform(0, 1150), p.rng.uniform(1.6, 4.6))
    p.ink(flakes, "#ffffff", 0.9)


def _portal(p: Press) -> None:
    """The ring of dressed stone and the dark inside."""
    x, y, r = 900, 700, 360
    p.ink(p.mask().ellipse(x, y, r + 78), "#27323a")
    ring = p.mask().ellipse(x, y, r + 66).ellipse(x, y, r, on=False)
    p.ink(ring, "#cfd3cc")
    joints = p.mask()
    for i in range(36):
        a = i * np.pi / 18
        joints.line([(x + (r - 4) * np.cos(a), y + (r - 4) * np.sin(a)), (x + (r + 70) * np.cos(a), y + (r + 70) * np.sin(a))], 5)
    p.ink(joints & ring, "#5d6b74")
    p.grain(ring, "#46535c", ramp((700, 400), (1250, 1050), 0.0, 0.75))
    p.ink(p.mask().ellipse(x, y, r), "#0b0f12")
    inner = p.mask()
    for k in range(5):
        q = r - 30 - k * 38
        inner = inner | p.mask().ellipse(x, y, q).ellipse(x, y, q - 5, on=False)
    p.ink(inner, "#2d3940")
    p.ink(p.mask().rect(460, 214, 1340, 252, 1), "#cfd3cc")
    p.ink(p.mask().rect(460, 246, 1340, 262, 1), "#27323a")
    stones = p.mask()
    for i in range(16):
        stones.rect(470 + i * 55, 214, 473 + i * 55, 248, 0)
    p.ink(stones, "#74828a")


def _goods_train(p: Press) -> None:
    """Head-on, one bright lamp, half out of the round."""
    x = 900
    bed = p.mask().poly([(720, 1010), (1080, 1010), (1330, 1210), (470, 1210)], 2)
    p.ink(bed, "#3a464f")
    sleepers = p.mask()
    for i in range(7):
        t = (i / 6) ** 1.5
        y, w = 1024 + 170 * t, 170 + 170 * t
        sleepers.rect(x - w, y, x + w, y + 7 + 14 * t, 1)
    p.ink(sleepers, "#8b8880")
    p.ink(p.mask().poly([(776, 1010), (786, 1010), (676, 1210), (650, 1210)], 0).poly([(1014, 1010), (1024, 1010), (1150, 1210), (1124, 1210)], 0), "#e9ecea")
    p.grain(p.mask().ellipse(x, 700, 360), "#f2c65a", glow(x, 800, 60, 380, 0.75, 0.0))
    loco = p.mask().poly(spline([(690, 1040), (686, 640), (720, 540), (800, 500), (900, 488), (1000, 500), (1080, 540), (1114, 640), (1110, 1040)], n=8), 0)
    p.ink(loco, "#8c2f26")
    p.grain(loco, "#2a0c0c", ramp((900, 0), (1120, 0), 0.0, 0.9))
    p.ink(loco & p.mask().poly([(680, 760), (900, 850), (1120, 760), (1120, 800), (900, 892), (680, 800)], 0), "#e9c25a")
    glass = p.mask().poly([(726, 580), (886, 556), (886, 690), (720, 700)], 1).poly([(914, 556), (1074, 580), (1080, 700), (914, 690)], 1)
    p.ink(glass, "#1b262c")
    p.ink(glass & p.mask().poly([(740, 560), (800, 560), (740, 710), (690, 710)], 0), "#8fa3ad")
    man = p.mask()
    figure(man, 800, 900, 320, hat="cap")
    p.ink(man & glass, "#39505a")
    p.ink(man & glass & p.mask().rect(700, 608, 900, 652, 0), "#d9a77c")
    p.ink(p.mask().rect(672, 1000, 1128, 1050, 2).ellipse(740, 1026, 30).ellipse(1060, 1026, 30), "#1b262c")
    p.ink(p.mask().ellipse(740, 1026, 17).ellipse(1060, 1026, 17), "#8b8880")
    rays = p.mask()
    for i in range(28):
        a = i * np.pi / 14
        q = 210 if i % 2 else 135
        rays.poly([(x + 60 * np.cos(a - 0.04), 790 + 60 * np.sin(a - 0.04)), (x + q * np.cos(a), 790 + q * np.sin(a)), (x + 60 * np.cos(a + 0.04), 790 + 60 * np.sin(a + 0.04))], 0)
    p.ink(rays, "#fbe9a0", 0.9)
    p.ink(p.mask().ellipse(x, 790, 72), "#1b262c")
    p.ink(p.mask().ellipse(x, 790, 58), "#fffbe6")


def _brass_band(p: Press) -> None:
    """Seventeen tiny players and their gold."""
    men, gold = p.mask(), p.mask()
    for i in range(17):
        x = 500 + i * 50
        figure(men, x, 216, 76 + (i % 3) * 5, arms=((74, 96), (60, 100)), face=1 if i < 8 else -1, hat="cap")
        f = 1 if i < 8 else -1
        y = 216 - 50
        if i % 4 == 0:
            gold.ellipse(x + f * 16, y + 10, 17).ellipse(x + f * 24, y - 22, 13, 8)
        elif i % 4 == 1:
            gold.line([(x + f * 8, y - 6), (x + f * 44, y - 8)], 5).poly([(x + f * 40, y - 10), (x + f * 56, y - 22), (x + f * 56, y + 6)], 0)
        elif i % 4 == 2:
            gold.ellipse(x + f * 20, y + 4, 13)
        else:
            gold.line([(x + f * 8, y - 4), (x + f * 38, y + 12)], 5).ellipse(x + f * 42, y + 14, 10)
    p.ink(men, "#1b262c")
    p.ink(gold, "#f0b92e")
    flag = p.mask().line([(440, 250), (440, 60)], 7).poly([(440, 62), (360, 80), (440, 110)], 0).line([(1360, 250), (1360, 60)], 7).poly([(1360, 62), (1440, 80), (1360, 110)], 0)
    p.ink(flag, "#8c2f26")


SCENES = {
    "parliament-montreval": parliament_montreval, "market-hall-morning": market_hall_morning,
    "hydrologist-cave": hydrologist_cave, "rail-tunnel-portal": rail_tunnel_portal,
}
