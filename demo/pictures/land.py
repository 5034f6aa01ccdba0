"""Roofs and hillsides: the Old Town stacked to its citadel, and the village that goes uphill."""
# fmt: off

import numpy as np

from .press import Press, ramp
from .shapes import Pt, spline
from .stock import figure, water


def old_town_rooftops(p: Press) -> None:
    """Paper-cut roofs up to a dome; small keys in the windows."""
    p.ink(p.all(), "#bfd9de")
    p.grain(p.all(), "#f7ecd0", ramp((0, 60), (0, 700), 0.0, 0.95))
    sun = p.mask().ellipse(1430, 260, 92)
    p.ink(sun, "#fbe9b4", 0.9)
    hill = p.mask().smooth([(120, 900), (380, 560), (620, 410), (900, 360), (1180, 430), (1400, 580), (1720, 900)])
    p.ink(hill, "#5c7a5e")
    _citadel(p)
    count = 0
    for row in range(8):
        t = row / 7
        y = 560 + t * 590
        width = 96 + 150 * t
        spread = 420 + 640 * t
        x = 880 - spread + float(p.rng.uniform(-60, 0))
        while x < 880 + spread:
            w = width * float(p.rng.uniform(0.75, 1.25))
            h = w * float(p.rng.uniform(0.9, 1.5))
            yy = y + float(p.rng.normal(0, 16)) + 90 * (1 - t) * ((x - 880) / spread) ** 2
            count = _house(p, x, yy, w, h, t, count)
            x += w * 0.9
    _laundry(p)


def _citadel(p: Press) -> None:
    """Wall, towers and a dome."""
    wall = p.mask().poly([(600, 560), (614, 372), (1160, 372), (1186, 560)], 1).rect(590, 330, 668, 560, 1).rect(1110, 330, 1196, 560, 1).rect(760, 262, 1000, 400, 1)
    for i in range(19):
        wall.rect(612 + i * 30, 354, 628 + i * 30, 376, 0)
    p.ink(wall, "#f3e3c0")
    p.grain(wall, "#c98a5c", ramp((800, 0), (600, 0), 0.0, 0.85))
    p.hatch(wall, "#a87850", 0, 22, 0.08)
    dome = p.mask().poly(spline([(756, 266), (768, 190), (820, 134), (880, 116), (940, 134), (992, 190), (1004, 266)], n=10), 0)
    p.ink(dome, "#2f6f62")
    p.grain(dome, "#123c36", ramp((900, 0), (756, 0), 0.0, 0.9))
    ribs = p.mask()
    for k in (-0.66, -0.33, 0, 0.33, 0.66):
        ribs.brush([(880 + k * 116, 266), (880 + k * 96, 180), (880, 116)], [4, 4, 3])
    p.ink(ribs & dome, "#8fc0a8")
    p.ink(p.mask().rect(864, 82, 896, 122, 0).poly([(858, 84), (880, 40), (902, 84)], 0).line([(880, 44), (880, 8)], 4), "#2f6f62")
    slots = p.mask()
    for i in range(6):
        slots.rect(782 + i * 36, 290, 796 + i * 36, 334, 0).ellipse(789 + i * 36, 290, 7)
    p.ink(slots, "#2b4a42")


def _house(p: Press, x: float, y: float, w: float, h: float, t: float, count: int) -> int:
    """A lit front, a shaded gable, a steep tiled roof; returns the count of windows so far."""
    lit = ("#f6ead0", "#f0dcb8", "#f8f0dc", "#eccfae")[int(p.rng.integers(4))]
    roof = ("#c8603c", "#b9492e", "#d97c50", "#a8402c")[int(p.rng.integers(4))]
    front = p.mask().rect(x + w * 0.3, y - h * 0.5, x + w, y + h * 0.7, 1)
    gable = p.mask().poly([(x, y + h * 0.7), (x, y - h * 0.5), (x + w * 0.15, y - h), (x + w * 0.3, y - h * 0.5), (x + w * 0.3, y + h * 0.7)], 1)
    p.ink(p.mask().poly([(x - 8, y - h * 0.46), (x - 8, y + h * 0.7), (x + w + 8, y + h * 0.7), (x + w + 8, y - h * 0.5)], 2), "#1f3a33", 0.7)
    p.ink(front, lit)
    p.grain(front, "#c9875a", ramp((0, y - h * 0.2), (0, y + h * 0.6), 0.0, 0.5))
    p.ink(gable, "#3f6357")
    p.grain(gable, "#1f3a33", ramp((0, y - h), (0, y + h * 0.5), 0.2, 0.9))
    top = [(x + w * 0.13, y - h * 1.03), (x + w * 0.85, y - h * 1.0), (x + w * 1.06, y - h * 0.44), (x + w * 0.3, y - h * 0.44)]
    tiles = p.mask().poly(top, 1)
    p.ink(p.mask().poly([(q[0] + 2, q[1] + 9) for q in top], 0), "#1f3a33", 0.65)
    p.ink(tiles, roof)
    lines = p.mask()
    for k in range(1, 9):
        f = k / 9
        lines.line([(top[0][0] + (top[1][0] - top[0][0]) * f, top[0][1]), (top[3][0] + (top[2][0] - top[3][0]) * f, top[3][1])], 1.5 + 2 * t)
    p.ink(lines & tiles, "#7d2a1c", 0.7)
    p.grain(tiles, "#f3a777", ramp((0, y - h * 0.7), (0, y - h * 1.05), 0.0, 0.7))
    p.ink(p.mask().brush([(x - w * 0.03, y - h * 0.46), (x + w * 0.14, y - h * 1.04), (x + w * 0.31, y - h * 0.46)], [5, 7, 5], smooth=False), "#7d2a1c")
    if p.rng.random() < 0.6:
        cx = x + w * float(p.rng.uniform(0.4, 0.75))
        p.ink(p.mask().rect(cx, y - h * 1.24, cx + w * 0.12, y - h * 0.8, 0.8), lit)
        p.ink(p.mask().rect(cx, y - h * 1.24, cx + w * 0.05, y - h * 0.8, 0), "#3f6357")
        p.ink(p.mask().rect(cx - 4, y - h * 1.26, cx + w * 0.12 + 4, y - h * 1.2, 0), "#a8402c")
    for k in range(2):
        wx, wy, ww, wh = x + w * (0.4 + k * 0.3), y - h * 0.26, w * 0.17, h * 0.3
        count += 1
        pane = p.mask().rect(wx, wy, wx + ww, wy + wh, 0.6)
        if count % 4 == 0:
            p.ink(pane, "#fbdf8e")
            key = p.mask().ellipse(wx + ww / 2, wy + wh * 0.3, ww * 0.24).ellipse(wx + ww / 2, wy + wh * 0.3, ww * 0.11, on=False)
            key.rect(wx + ww * 0.46, wy + wh * 0.42, wx + ww * 0.56, wy + wh * 0.86, 0).rect(wx + ww * 0.54, wy + wh * 0.68, wx + ww * 0.74, wy + wh * 0.75, 0).rect(wx + ww * 0.54, wy + wh * 0.8, wx + ww * 0.7, wy + wh * 0.86, 0).line([(wx + ww / 2, wy), (wx + ww / 2, wy + wh * 0.1)], 1.5)
            p.ink(key, "#22302c")
        else:
            p.ink(pane, "#22453e")
            p.ink(p.mask().rect(wx - ww * 0.4, wy - 1, wx - 1, wy + wh, 0.5).rect(wx + ww + 1, wy - 1, wx + ww * 1.4, wy + wh, 0.5), "#4f8a78")
    return count


def _laundry(p: Press) -> None:
    """Two lines of washing across the picture."""
    cols = ("#fbf6ea", "#d9573a", "#3f7f88", "#f0c04a", "#fbf6ea", "#e9a48a")
    for (x0, y0), (x1, y1), n in (((60, 690), (640, 640), 8), ((1010, 860), (1760, 800), 10)):
        line = spline([(x0, y0), ((x0 + x1) / 2, max(y0, y1) + 36), (x1, y1)], n=40)
        p.ink(p.mask().line(line, 3), "#22302c")
        for i in range(n):
            x, y = line[int((i + 0.7) / (n + 0.6) * len(line))]
            w, h = float(p.rng.uniform(34, 58)), float(p.rng.uniform(56, 92))
            if i % 3 == 1:
                pts: list[Pt] = [(x - w * 0.3, y), (x - w * 0.7, y + h * 0.3), (x - w * 0.45, y + h * 0.42), (x - w * 0.34, y + h * 0.3), (x - w * 0.36, y + h), (x + w * 0.36, y + h), (x + w * 0.34, y + h * 0.3), (x + w * 0.45, y + h * 0.42), (x + w * 0.7, y + h * 0.3), (x + w * 0.3, y)]
            else:
                pts = [(x - w / 2, y), (x + w / 2, y + 2), (x + w / 2 + 6, y + h), (x, y + h - 6), (x - w / 2 + 4, y + h + 2)]
            cloth = p.mask().poly(pts, 1)
            p.ink(cloth.shift(5, 7), "#1f3a33", 0.5)
            p.ink(cloth, cols[i % 6])
            p.grain(cloth, "#22453e", ramp((x, y), (x + w, y + h), 0.0, 0.4))


def village_uphill(p: Press) -> None:
    """White houses on logs, in a zigzag, away from the sea's bite."""
    p.ink(p.all(), "#e6e8e0")
    p.grain(p.mask().rect(0, 0, 1800, 420, 0), "#b9c4c2", ramp((0, 0), (0, 400), 0.7, 0.0))
    hill = p.mask().poly(spline([(-40, 1240), (-40, 640), (260, 520), (560, 330), (860, 150), (1080, 84), (1300, 110), (1520, 230), (1840, 330), (1840, 1240)], n=14), 0)
    p.ink(hill, "#5d9a50")
    p.grain(hill, "#2c5f3c", ramp((700, 200), (1500, 900), 0.0, 0.75))
    p.grain(hill, "#a9c56a", ramp((1000, 500), (300, 500), 0.0, 0.5))
    p.chips(hill, "#2c5f3c", 320, 28, 4, 80, 14)
    p.chips(hill, "#c3d884", 130, 24, 3, 80, 14)
    sea = p.mask().poly(spline([(-60, 1260), (-60, 960), (200, 930), (330, 990), (480, 960), (600, 1040), (760, 1050), (880, 1120), (1060, 1110), (1180, 1180), (1260, 1260)], n=12), 0)
    p.ink(sea.shift(16, -30) & hill, "#a8734a")
    p.hatch(sea.shift(16, -30) & hill, "#6d4428", 84, 17, 0.4)
    p.ink(sea, "#7f98a0")
    p.grain(sea, "#435f6c", ramp((400, 960), (0, 1240), 0.0, 0.9))
    water(p, sea, "#e6ecea", 960, 1200, 60, lambda _: (-60, 1150), 120, 8)
    foam = spline([(-60, 966), (200, 936), (330, 996), (480, 966), (600, 1046), (760, 1056), (880, 1126), (1060, 1116), (1180, 1186)], n=12)
    p.ink(p.mask().line(foam, 9), "#fbfaf2")
    _plots(p)
    path: list[Pt] = [(620, 930), (1480, 860), (1530, 760), (560, 650), (520, 560), (1240, 470), (1270, 400), (760, 320), (780, 250), (1080, 180)]
    p.ink(p.mask().brush(path, [74, 66, 62, 56, 50, 44, 38, 34, 30, 26], smooth=False), "#c9a26c")
    p.chips(p.mask().brush(path, [70, 62, 58, 52, 46, 40, 34, 30, 26, 22], smooth=False), "#8a6238", 120, 26, 3, 6, 10)
    arr = np.array(path)
    seg = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(arr, axis=0).T))])
    for i in reversed(range(13)):
        s = 120 + i * (seg[-1] - 200) / 13
        x, y = float(np.interp(s, seg, arr[:, 0])), float(np.interp(s, seg, arr[:, 1]))
        face = 1 if np.interp(s + 20, seg, arr[:, 0]) > x else -1
        k = 0.34 + 0.78 * (y - 160) / 780
        if i in (3, 9):
            _bell_sledge(p, x, y, k, face)
        else:
            _moving_house(p, x, y, k, face)


def _plots(p: Press) -> None:
    """Where the houses stood; the sea has eaten two already."""
    for x, y in ((760, 1010), (960, 1030), (1180, 1060), (1380, 1030), (1590, 1060), (1330, 1140), (1540, 1160)):
        outer = p.mask().poly([(x - 74, y + 22), (x - 54, y - 30), (x + 74, y - 30), (x + 94, y + 22)], 1)
        p.ink(outer, "#a8734a")
        p.ink(p.mask().poly([(x - 58, y + 14), (x - 44, y - 22), (x + 64, y - 22), (x + 78, y + 14)], 1), "#c99a6a")
        p.ink(p.mask().rect(x + 4, y - 12, x + 34, y + 4, 0), "#6d4428")


def _moving_house(p: Press, x: float, y: float, k: float, face: float) -> None:
    """One house on logs with a team on a rope before it."""
    logs = p.mask()
    for i in range(5):
        logs.ellipse(x + (i - 2) * 32 * k, y + 4 * k, 13 * k)
    p.ink(p.mask().ellipse(x + 10 * k, y + 18 * k, 110 * k, 14 * k), "#2c5f3c", 0.6)
    w, h = 74 * k, 92 * k
    front = p.mask().rect(x - w, y - h - 8 * k, x + w, y - 8 * k, 0.8)
    p.ink(front, "#fbfaf2")
    p.ink(p.mask().rect(x + w * 0.3, y - h - 8 * k, x + w, y - 8 * k, 0.8), "#c5cdc4")
    roof = p.mask().poly([(x - w - 12 * k, y - h - 2 * k), (x - w * 0.5, y - h - 62 * k), (x + w * 0.74, y - h - 62 * k), (x + w + 12 * k, y - h - 2 * k)], 1)
    p.ink(roof, ("#b5623e", "#9a4f38", "#c4784c")[int(p.rng.integers(3))])
    p.hatch(roof, "#6d3424", 0, 9 * k + 3, 0.25, wave=0)
    p.ink(p.mask().rect(x - w * 0.66, y - h * 0.75, x - w * 0.36, y - h * 0.35, 0).rect(x - w * 0.1, y - h * 0.75, x + w * 0.18, y - h * 0.35, 0).rect(x + w * 0.5, y - h * 0.7, x + w * 0.76, y - 8 * k, 0), "#33504a")
    p.ink(p.mask().rect(x + w * 0.2, y - h - 96 * k, x + w * 0.44, y - h - 50 * k, 0.5), "#fbfaf2")
    p.ink(p.mask().rect(x - w - 6 * k, y - 12 * k, x + w + 6 * k, y - 4 * k, 0), "#6d4428")
    p.ink(logs, "#8a5a34")
    p.ink(logs - logs.shift(-2, -3), "#43281a")
    team = p.mask()
    for i in range(4):
        px = x + face * (w + (58 + i * 36) * k)
        figure(team, px, y + 10 * k, 74 * k, arms=((-60, -40), (-50, -30)), legs=((26, 6), (-30, -40)), lean=24, face=face, hat="brim" if i == 2 else "")
    p.ink(p.mask().line([(x + face * w, y - 26 * k), (x + face * (w + 190 * k), y - 34 * k)], 3.4 * k), "#3a2a1c")
    p.ink(team, "#22332e")
    if p.rng.random() < 0.5:
        _goat(p, x - face * (w + 66 * k), y + 10 * k, k, face)


def _goat(p: Press, x: float, y: float, k: float, face: float) -> None:
    m = p.mask().ellipse(x, y - 30 * k, 28 * k, 15 * k)
    for dx in (-20, -10, 10, 20):
        m.line([(x + dx * k, y - 24 * k), (x + dx * k, y)], 5 * k)
    m.brush([(x + face * 22 * k, y - 36 * k), (x + face * 36 * k, y - 56 * k)], [14 * k, 10 * k]).ellipse(x + face * 42 * k, y - 58 * k, 13 * k, 8 * k)
    m.brush([(x + face * 38 * k, y - 64 * k), (x + face * 26 * k, y - 80 * k)], [5 * k, 1])
    p.ink(m, "#fbfaf2" if k > 0.6 else "#22332e")


def _bell_sledge(p: Press, x: float, y: float, k: float, face: float) -> None:
    """The church bell on runners."""
    p.ink(p.mask().brush([(x - face * 80 * k, y + 4 * k), (x + face * 60 * k, y + 4 * k), (x + face * 92 * k, y - 20 * k)], [9 * k, 9 * k, 6 * k]), "#43281a")
    bell = p.mask().smooth([(x, y - 104 * k), (x + 26 * k, y - 94 * k), (x + 34 * k, y - 46 * k), (x + 58 * k, y - 10 * k), (x, y - 2 * k), (x - 58 * k, y - 10 * k), (x - 34 * k, y - 46 * k), (x - 26 * k, y - 94 * k)])
    p.ink(bell, "#c08c2f")
    p.grain(bell, "#4f3210", ramp((x, 0), (x + 50 * k, 0), 0.0, 0.9))
    team = p.mask()
    for i in range(5):
        figure(team, x + face * (120 + i * 34) * k, y + 8 * k, 76 * k, arms=((-60, -40), (-50, -30)), legs=((26, 6), (-30, -40)), lean=26, face=face)
    p.ink(p.mask().line([(x + face * 80 * k, y - 20 * k), (x + face * 270 * k, y - 36 * k)], 3.4 * k), "#3a2a1c")
    p.ink(team, "#22332e")


SCENES = {"old-town-rooftops": old_town_rooftops, "village-uphill": village_uphill}
