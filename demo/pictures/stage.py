"""The stage: the hall from the platform, the conductor's hands, the puppets, the cinema on the quay."""
# fmt: off

import numpy as np

from .press import Mask, Press, glow, ramp
from .shapes import Pt, spline
from .stock import crane, water


def concert_hall_empty(p: Press) -> None:
    """A barrel vault of brick, rows of empty seats, an organ with a gap."""
    vx, vy = 900, 520
    p.ink(p.all(), "#5a1d18")
    for i in range(11):
        t = 1 - i / 11
        r = 150 + 1050 * t ** 1.5
        arch = p.mask().ellipse(vx, vy, r, r * 0.86)
        p.ink(arch, ("#a8452f", "#8d3526")[i % 2])
        p.grain(arch, "#35100f", ramp((0, vy + r * 0.3), (0, vy - r * 0.86), 0.05, 0.9 - 0.4 * (1 - t)))
    courses = p.mask()
    for k in range(64):
        a = np.pi + np.pi * k / 63
        courses.line([(vx + 150 * np.cos(a), vy + 130 * np.sin(a)), (vx + 1300 * np.cos(a), vy + 1110 * np.sin(a))], 1.6)
    p.ink(courses, "#35100f", 0.55)
    for i in range(1, 9):
        t = 1 - i / 11
        r = 150 + 1050 * t ** 1.5
        p.ink(p.mask().ellipse(vx, vy, r, r * 0.86).ellipse(vx, vy, r - 9 * t - 3, (r - 9 * t - 3) * 0.86, on=False), "#e2a84a", 0.75)
    p.ink(p.mask().poly([(690, 604), (1110, 604), (1810, 900), (1810, 1210), (-10, 1210), (-10, 900)], 0), "#2a0f12")
    _organ(p, vx, vy)
    _seats(p, vx)
    p.grain(p.all(), "#0d0708", glow(900, 760, 330, 1150, 0.0, 0.8))
    stage = p.mask().poly([(-10, 1078), (900, 1036), (1810, 1078), (1810, 1210), (-10, 1210)], 1)
    p.ink(stage, "#d9973f")
    p.hatch(stage, "#8a4a1f", 90, 58, 0.07, wave=0)
    p.grain(stage, "#5a2a14", glow(900, 1090, 120, 900, 0.0, 0.9))
    stand = p.mask().line([(900, 1150), (900, 920)], 10).line([(900, 1140), (820, 1186)], 8).line([(900, 1140), (980, 1186)], 8).line([(900, 1140), (908, 1196)], 8)
    p.ink(p.mask().poly([(860, 1180), (940, 1180), (1160, 1210), (900, 1210)], 0), "#2a0f12", 0.7)
    p.ink(stand, "#0d0708")
    desk = p.mask().poly([(776, 806), (1024, 806), (1054, 932), (746, 932)], 1)
    p.ink(desk, "#0d0708")
    sheets = p.mask().poly([(796, 792), (896, 798), (896, 918), (772, 914)], 1).poly([(904, 798), (1004, 792), (1028, 914), (904, 918)], 1)
    p.ink(sheets, "#f6ead0")
    staves = p.mask()
    for k in range(5):
        for j in range(4):
            y = 814 + k * 21 + j * 3.6
            staves.line([(796 - k * 3, y), (886, y + 1)], 1).line([(914, y + 1), (1006 + k * 3, y)], 1)
    p.ink(staves, "#6b4a34")


def _organ(p: Press, vx: float, vy: float) -> None:
    """Gold pipes, one missing."""
    wall = p.mask().ellipse(vx, vy + 10, 190, 178)
    p.ink(wall, "#1d0b0c")
    pipes, shade = p.mask(), p.mask()
    for i in range(19):
        if i == 12:
            continue
        x = vx - 162 + i * 18
        top = vy - 120 + abs((i % 7) - 3) * 17 + (0 if 6 < i < 14 else 28)
        pipes.poly([(x - 7, top), (x + 7, top), (x + 7, vy + 60), (x, vy + 78), (x - 7, vy + 60)], 0)
        shade.rect(x + 2, top, x + 7, vy + 60, 0)
    p.ink(pipes & wall, "#f0c052")
    p.ink(shade & pipes & wall, "#a8651f")
    p.ink(p.mask().rect(vx - 190, vy + 66, vx + 190, vy + 86, 0), "#e2a84a")
    p.ink(p.mask().rect(vx - 40, vy + 86, vx + 40, vy + 128, 0), "#3a1513")


def _seats(p: Press, vx: float) -> None:
    """Rows of chair backs as curves that grow towards us."""
    for row in range(11):
        t = row / 10
        y = 628 + 420 * t ** 1.55
        k = 0.2 + 1.2 * t ** 1.3
        half = 300 + 1150 * t
        n = int(2 * half / (74 * k))
        backs, light = p.mask(), p.mask()
        for i in range(n + 1):
            u = -1 + 2 * i / n
            if abs(u) < 0.055 + 0.02 * t:
                continue
            x, yy = vx + u * half, y + 46 * k * u * u
            w, h = 31 * k, 74 * k
            backs.poly([(x - w, yy + h), (x - w, yy + h * 0.3), (x - w * 0.72, yy), (x + w * 0.72, yy), (x + w, yy + h * 0.3), (x + w, yy + h)], 0)
            light.brush([(x - w * 0.8, yy + h * 0.24), (x, yy + 3 * k), (x + w * 0.8, yy + h * 0.24)], [2 * k, 9 * k, 2 * k])
        p.ink(backs, ("#7d1f22", "#93292a")[row % 2])
        p.grain(backs, "#2a0f12", ramp((0, y + 20 * k), (0, y + 80 * k), 0.0, 0.95))
        p.ink(light, "#f0b35a")


def _hand(p: Press, fingers: list[tuple[list[Pt], list[float]]], palm: list[Pt], light: str, dark: str, side: float) -> None:
    """A large hand: each finger cut on its own with a dark seam, the palm beneath."""
    base = p.mask().smooth(palm)
    p.ink(base, light)
    p.hatch(base, dark, 30 * side, 13, ramp((min(q[0] for q in palm), 0), (max(q[0] for q in palm), 0), 0.5 if side < 0 else 0.0, 0.0 if side < 0 else 0.5))
    for pts, widths in fingers:
        p.ink(p.mask().brush(pts, [w + 9 for w in widths]), dark)
        f = p.mask().brush(pts, widths)
        p.ink(f, light)
        edge = f - f.shift(-11 * side, -5)
        p.hatch(edge, dark, 60 * side, 7, 0.55)
        for i in (1, 2):
            x, y = pts[i] if i < len(pts) - 1 else pts[-2]
            p.ink(p.mask().brush([(x - 15, y - 4), (x, y + 3), (x + 15, y - 4)], [1, 4, 1]) & f, dark, 0.8)
    mend = p.mask().smooth([(x + (sum(q[0] for q in palm) / len(palm) - x) * 0.16, y + (sum(q[1] for q in palm) / len(palm) - y) * 0.16) for x, y in palm])
    p.ink(mend, light)


def conductor_hands(p: Press) -> None:
    """Two raised hands, and the air they move."""
    p.ink(p.all(), "#0e1012")
    lines = p.mask()
    for k in range(26):
        t = k / 25
        y0 = 130 + t * 300
        xs = np.arange(300 + 190 * abs(t - 0.4), 1821, 10)
        grow = np.clip((xs - 760) / 900, 0, 1) ** 1.4
        ys = y0 + (t - 0.3) * 330 * np.clip((xs - 300) / 1500, 0, 1) + grow * 46 * np.sin(xs / 74 + t * 4.2)
        lines.line([(float(a), float(b)) for a, b in zip(xs, ys, strict=True)], 2.2 + 3.4 * (k % 3 == 0))
    p.ink(lines, "#4fb39a", tex=False)
    p.grain(p.mask().rect(0, 0, 1800, 1012, 0), "#0e1012", ramp((1250, 0), (300, 0), 0.0, 0.55))
    _left_hand(p)
    _right_hand(p)
    _little_bell(p)


def _sleeve(p: Press, cuff: list[Pt], arm: list[Pt]) -> None:
    """White cuff with a stud; the black coat shows only by its edge."""
    p.ink(p.mask().poly(arm, 1), "#1d2124")
    p.hatch(p.mask().poly(arm, 1), "#3a4246", 70, 16, 0.2)
    m = p.mask().poly(cuff, 1)
    p.ink(m, "#ffffff")
    p.hatch(m, "#0e1012", 82, 12, ramp(cuff[0], cuff[1], 0.0, 0.42))
    cx, cy = (cuff[0][0] + cuff[2][0]) / 2 + 50, (cuff[0][1] + cuff[2][1]) / 2
    p.ink(p.mask().ellipse(cx, cy, 13), "#b98b3a")


def _left_hand(p: Press) -> None:
    """Open, palm half turned to us, fingers spread up."""
    _sleeve(p, [(300, 770), (560, 742), (590, 876), (330, 910)], [(316, 900), (606, 862), (700, 1030), (330, 1030)])
    fingers = [
        ([(350, 560), (296, 440), (262, 330), (250, 236)], [62.0, 58.0, 52.0, 34.0]),
        ([(404, 520), (384, 380), (376, 250), (380, 138)], [66.0, 62.0, 56.0, 36.0]),
        ([(462, 516), (470, 370), (486, 240), (506, 130)], [66.0, 62.0, 56.0, 36.0]),
        ([(520, 540), (556, 416), (594, 306), (630, 214)], [60.0, 56.0, 48.0, 32.0]),
        ([(530, 690), (610, 610), (664, 540), (690, 462)], [84.0, 70.0, 60.0, 38.0]),
    ]
    palm = [(328, 560), (380, 512), (450, 500), (520, 520), (556, 590), (566, 680), (540, 770), (420, 790), (334, 780), (318, 680)]
    _hand(p, fingers, palm, "#f4efe4", "#0e1012", 1)
    p.ink(p.mask().brush([(350, 640), (430, 612), (530, 650)], [1, 6, 1]).brush([(386, 760), (420, 690), (500, 640)], [2, 6, 1]).brush([(348, 590), (420, 570), (500, 580)], [1, 5, 1]), "#0e1012")


def _right_hand(p: Press) -> None:
    """Higher, thumb and first finger closed on the baton."""
    baton = p.mask().brush([(1000, 420), (780, 90)], [9, 4], smooth=False).ellipse(1012, 438, 20, 30, -0.6)
    _sleeve(p, [(1040, 742), (1300, 760), (1290, 896), (1014, 872)], [(1010, 862), (1300, 890), (1310, 1030), (930, 1030)])
    fingers = [
        ([(1270, 560), (1324, 470), (1340, 380), (1322, 300)], [58.0, 54.0, 46.0, 30.0]),
        ([(1222, 524), (1262, 400), (1262, 290), (1236, 204)], [62.0, 58.0, 50.0, 32.0]),
        ([(1164, 516), (1176, 392), (1150, 290), (1104, 220)], [64.0, 58.0, 50.0, 32.0]),
        ([(1108, 540), (1076, 440), (1036, 400), (992, 420)], [62.0, 58.0, 50.0, 36.0]),
    ]
    palm = [(1080, 560), (1130, 516), (1200, 508), (1266, 540), (1292, 620), (1284, 720), (1262, 784), (1150, 790), (1066, 770), (1050, 670)]
    _hand(p, fingers, palm, "#f4efe4", "#0e1012", -1)
    p.ink(baton, "#f6ead0")
    thumb = [(1096, 700), (1036, 610), (1006, 530), (1010, 452)]
    p.ink(p.mask().brush(thumb, [92, 78, 66, 46]), "#0e1012")
    t = p.mask().brush(thumb, [82, 68, 57, 37])
    p.ink(t, "#f4efe4")
    p.hatch(t - t.shift(12, -4), "#0e1012", -60, 7, 0.55)
    p.ink(p.mask().ellipse(1012, 470, 11, 17), "#d8cfbd")
    p.ink(p.mask().brush([(1110, 650), (1190, 620), (1268, 640)], [1, 6, 1]).brush([(1180, 770), (1220, 690), (1270, 660)], [1, 5, 1]), "#0e1012")


def _little_bell(p: Press) -> None:
    """Brass, lower right."""
    x, y = 1660, 800
    bell = p.mask().smooth([(x, y - 70), (x + 34, y - 56), (x + 44, y), (x + 62, y + 46), (x + 80, y + 62), (x, y + 72), (x - 80, y + 62), (x - 62, y + 46), (x - 44, y), (x - 34, y - 56)])
    p.ink(p.mask().line([(x, y - 70), (x, -10)], 3).ellipse(x, y + 80, 15), "#8a6426")
    p.ink(bell, "#c99a44")
    p.grain(bell, "#4a3212", ramp((x, 0), (x + 76, 0), 0.0, 0.9))
    p.grain(bell, "#f7dc93", ramp((x - 10, 0), (x - 60, 0), 0.0, 0.7))


def puppet_theatre_strings(p: Press) -> None:
    """From above and behind: the hands, the knight, nine in the dark."""
    p.ink(p.all(), "#16100f")
    hall = p.mask().poly([(-10, -10), (1810, -10), (1810, 420), (-10, 420)], 0)
    p.grain(hall, "#3a1a1c", ramp((0, -20), (0, 420), 0.1, 0.75))
    _audience(p)
    stage = p.mask().poly([(230, 420), (1570, 420), (1830, 1210), (-30, 1210)], 2)
    p.ink(stage, "#d9a23c")
    p.hatch(stage, "#9a5a22", 90, 64, 0.06, wave=0)
    p.grain(stage, "#6d1f20", glow(900, 640, 190, 900, 0.0, 0.95))
    p.grain(stage, "#fbe6a0", glow(900, 600, 60, 480, 0.6, 0.0))
    p.ink(p.mask().poly([(216, 404), (1584, 404), (1592, 446), (208, 446)], 1), "#f4cf72")
    foot = p.mask()
    for i in range(10):
        foot.ellipse(290 + i * 136, 402, 24, 17)
    p.ink(foot, "#fff3c0")
    p.grain(p.mask().rect(0, 100, 1800, 402, 0), "#f2c65a", lambda x, y: 0.34 * np.clip(1 - (402 - y) / 210, 0, 1) * np.clip(1.5 - np.abs(x - 900) / 620, 0, 1))
    for k, (y, col) in enumerate(((640, "#2d5f86"), (760, "#1f4a70"), (910, "#143655"))):
        for side in (-1, 1):
            x_in = 900 + side * (330 + k * 40)
            crest: list[Pt] = []
            for i in range(7):
                x = x_in + side * i * 108
                crest += [(x, y), (x + side * 30, y - 56), (x + side * 74, y - 66), (x + side * 84, y - 28), (x + side * 62, y - 20)]
            wave = p.mask().poly([*crest, (900 + side * 1200, y), (900 + side * 1200, y + 120), (x_in, y + 120)], 0)
            p.ink(wave, col)
            p.hatch(wave, "#f4cf72", 0, 34, 0.1, wave=6)
    _knight(p)
    _puppeteer(p)


def _audience(p: Press) -> None:
    """Nine pale ovals; one is asleep on a shoulder."""
    spots = ((300, 250, 0.0), (470, 170, 0.0), (640, 262, 0.0), (800, 150, 0.1), (930, 258, 0.0), (1080, 168, 0.0), (1215, 262, 0.62), (1340, 180, 0.0), (1500, 256, -0.1))
    for i, (x, y, tilt) in enumerate(spots):
        body = p.mask().smooth([(x - 74, y + 150), (x - 60, y + 72), (x, y + 46), (x + 60, y + 72), (x + 74, y + 150)])
        p.ink(body, ("#43202a", "#27304a", "#4a2a22")[i % 3])
        head = p.mask().ellipse(x + tilt * 40, y + abs(tilt) * 26, 40, 52, tilt)
        p.ink(head, ("#e3c7a0", "#b98a66", "#8a5c40", "#dcb592")[i % 4])
        p.grain(head, "#3a1a1c", ramp((0, y + 40), (0, y - 46), 0.0, 0.8))
        hair = p.mask().ellipse(x + tilt * 52, y - 24 + abs(tilt) * 26, 44, 36, tilt)
        p.ink(hair, ("#1b1214", "#8d8b86", "#2f1a14")[i % 3])
        hx, hy = x + tilt * 40, y + 6 + abs(tilt) * 30
        eyes = p.mask()
        for e in (-14, 14):
            if tilt > 0.5:
                eyes.brush([(hx + e - 8, hy + e * 0.5), (hx + e, hy + 5 + e * 0.5), (hx + e + 8, hy + e * 0.5)], [1, 4, 1])
            else:
                eyes.ellipse(hx + e, hy, 4.2)
        p.ink(eyes, "#16100f")


def _knight(p: Press) -> None:
    """The marionette, seen a little from above."""
    x, y = 900, 900
    p.ink(p.mask().ellipse(x + 30, y + 24, 190, 40), "#3a1214", 0.75)
    legs = p.mask().brush([(x - 44, y - 130), (x - 60, y - 60), (x - 76, y)], [58, 50, 44]).brush([(x + 44, y - 130), (x + 70, y - 66), (x + 90, y - 6)], [58, 50, 44])
    feet = p.mask().ellipse(x - 96, y + 6, 52, 22).ellipse(x + 116, y, 52, 22)
    p.ink(feet, "#16100f")
    p.ink(legs, "#8d97a0")
    p.grain(legs, "#20303e", ramp((x - 60, 0), (x + 110, 0), 0.1, 0.9))
    arm_l = p.mask().brush([(x - 104, y - 300), (x - 176, y - 230), (x - 230, y - 300)], [50, 44, 36])
    arm_r = p.mask().brush([(x + 104, y - 300), (x + 190, y - 330), (x + 236, y - 420)], [50, 44, 36])
    p.ink(arm_l | arm_r, "#8d97a0")
    p.grain(arm_l | arm_r, "#20303e", ramp((0, y - 400), (0, y - 230), 0.0, 0.8))
    tunic = p.mask().smooth([(x - 112, y - 318), (x - 60, y - 356), (x + 60, y - 356), (x + 112, y - 318), (x + 100, y - 200), (x + 150, y - 92), (x, y - 70), (x - 150, y - 92), (x - 100, y - 200)])
    p.ink(tunic, "#a3282b")
    p.grain(tunic, "#43101a", ramp((x - 10, 0), (x + 150, 0), 0.0, 0.9))
    p.ink(p.mask().rect(x - 12, y - 330, x + 12, y - 110, 1) | p.mask().rect(x - 76, y - 262, x + 76, y - 238, 1), "#f4cf72")
    shield = p.mask().smooth([(x - 330, y - 390), (x - 230, y - 402), (x - 170, y - 370), (x - 176, y - 260), (x - 250, y - 180), (x - 320, y - 270)])
    p.ink(shield, "#24527c")
    p.ink(p.mask().brush([(x - 320, y - 300), (x - 250, y - 320), (x - 180, y - 296)], [20, 26, 20]) & shield, "#f4e6c2")
    sword = p.mask().poly([(x + 228, y - 440), (x + 252, y - 434), (x + 352, y - 690), (x + 338, y - 694)], 0)
    p.ink(sword, "#f4e6c2")
    p.ink(p.mask().line([(x + 200, y - 450), (x + 280, y - 420)], 14), "#f4cf72")
    head = p.mask().ellipse(x, y - 424, 74, 84)
    p.ink(head, "#e3c19a")
    helm = p.mask().poly(spline([(x - 92, y - 420), (x - 92, y - 490), (x, y - 540), (x + 92, y - 490), (x + 92, y - 420)], n=10), 0)
    p.ink(helm, "#aeb6bc")
    p.grain(helm, "#20303e", ramp((x - 20, 0), (x + 100, 0), 0.0, 0.9))
    p.ink(p.mask().brush([(x, y - 536), (x - 20, y - 620), (x - 110, y - 640)], [14, 50, 6]), "#a3282b")
    p.ink(p.mask().ellipse(x - 26, y - 404, 8, 10).ellipse(x + 26, y - 404, 8, 10).brush([(x - 30, y - 366), (x, y - 352), (x + 30, y - 366)], [2, 9, 2]), "#16100f")
    p.ink(p.mask().brush([(x - 34, y - 376), (x, y - 384), (x + 34, y - 376)], [3, 14, 3]), "#3a2016")


def _puppeteer(p: Press) -> None:
    """The old forearms in front, the rods and the wires."""
    rods = p.mask().line([(900, 366), (880, 1210)], 0.1).line([(690, 1010), (664, 606)], 5).line([(1150, 960), (1136, 486)], 5).line([(884, 1010), (898, 366)], 7)
    p.ink(rods, "#16100f")
    for side, (ex, ey), (hx, hy) in ((-1, (230, 1260), (688, 1030)), (1, (1590, 1260), (1146, 986))):
        arm = p.mask().brush([(ex, ey), ((ex + hx) / 2 - side * 10, (ey + hy) / 2 + 6), (hx, hy)], [210, 150, 96])
        p.ink(arm.shift(10, 22), "#16100f", 0.6)
        p.ink(arm, "#e2b894")
        p.grain(arm, "#7a3f2c", ramp(((ex + hx) / 2, hy - 60), ((ex + hx) / 2 + 40, hy + 260), 0.0, 0.95))
        sleeve = p.mask().brush([(ex - side * 6, ey + 6), ((ex * 0.62 + hx * 0.38), (ey * 0.62 + hy * 0.38))], [260, 200], smooth=False)
        p.ink(sleeve, "#4a1620")
        p.hatch(sleeve, "#7d2a30", 40 * side, 22, 0.2)
        veins = p.mask().brush([((ex + hx) / 2, (ey + hy) / 2 - 20), ((ex + 2 * hx) / 3, (ey + 2 * hy) / 3 - 4), (hx, hy - 10)], [1, 5, 1])
        p.ink(veins & arm, "#9a6248")
        for k in range(4):
            fx = hx - side * (52 - k * 8)
            fy = hy - 46 + k * 32
            f = [(hx + side * 8, fy + 4), (hx - side * 34, fy - 8), (fx - side * 6, fy + 8)]
            p.ink(p.mask().brush(f, [46, 42, 36]), "#7a3f2c")
            p.ink(p.mask().brush(f, [39, 35, 29]), "#e8c19d")
        th = [(hx + side * 20, hy - 40), (hx - side * 14, hy - 84), (hx - side * 10, hy - 118)]
        p.ink(p.mask().brush(th, [52, 44, 34]), "#7a3f2c")
        p.ink(p.mask().brush(th, [45, 37, 27]), "#e8c19d")
    p.ink(p.mask().poly([(620, 1080), (640, 1064), (1200, 1006), (1206, 1028)], 1), "#6b4526")


def cinema_night(p: Press) -> None:
    """The quay, the screen, the rows of heads."""
    p.ink(p.all(), "#1c2250")
    p.grain(p.all(), "#0e1230", ramp((0, 420), (0, 0), 0.0, 0.85))
    p.grain(p.all(), "#454a8c", ramp((0, 200), (0, 620), 0.0, 0.6))
    for _ in range(46):
        p.ink(p.mask().ellipse(p.rng.uniform(0, 1800), p.rng.uniform(0, 330), p.rng.uniform(1.2, 3)), "#f6ecc9")
    p.ink(p.mask().ellipse(330, 176, 92), "#f8e480")
    p.dots(p.mask().ellipse(330, 176, 92), "#d9a83e", 12, ramp((300, 150), (410, 240), 0.0, 0.5))
    cranes = p.mask()
    for x, h, up in ((130, 520, 55), (560, 430, 0), (1690, 520, 58)):
        crane(cranes, x, 640, h, -1 if x != 560 else 1, up)
    p.ink(cranes, "#0c1028")
    sea = p.mask().rect(-5, 600, 1805, 780, 0)
    p.ink(sea, "#151a42")
    water(p, sea, "#f8e480", 606, 760, 30, lambda _: (240, 420), 80, 6)
    water(p, sea, "#454a8c", 606, 770, 70, None, 160, 6)
    x0, y0, x1, y1 = 660, 110, 1470, 590
    p.grain(p.mask().rect(480, 0, 1650, 900, 0), "#f8efd2", lambda x, y: 0.6 * np.exp(-(np.maximum(0, np.maximum(x0 - x, x - x1)) ** 2 + np.maximum(0, np.maximum(y0 - y, y - y1)) ** 2) / 9000.0))
    p.ink(p.mask().rect(x0 - 18, y0 - 18, x1 + 18, y1 + 18, 1).line([(740, 590), (700, 800)], 16).line([(1390, 590), (1430, 800)], 16), "#0c1028")
    screen = p.mask().rect(x0, y0, x1, y1, 1)
    p.ink(screen, "#f8efd2")
    _film_still(p, screen)
    quay = p.mask().rect(-5, 740, 1805, 1020, 1)
    p.ink(quay, "#2a2c5e")
    p.grain(quay, "#f8efd2", glow(1060, 700, 60, 620, 0.5, 0.0))
    for row, (y, r) in enumerate(((760, 30), (836, 42), (944, 62))):
        heads, rim = p.mask(), p.mask()
        step = r * 2.9
        for i in range(int(1900 / step)):
            x = -20 + i * step + (row % 2) * step / 2 + p.rng.normal(0, 5)
            hat = p.rng.random()
            heads.ellipse(x, y, r * 0.74, r * 0.92).smooth([(x - r * 1.5, y + r * 3), (x - r * 1.3, y + r * 1.35), (x - r * 0.4, y + r * 0.8), (x + r * 0.4, y + r * 0.8), (x + r * 1.3, y + r * 1.35), (x + r * 1.5, y + r * 3)])
            if hat < 0.2:
                heads.ellipse(x, y - r * 0.9, r * 0.4)
            elif hat < 0.36:
                heads.ellipse(x, y - r * 0.35, r * 1.2, r * 0.22)
        rim = heads - heads.shift(0, 4 + row)
        p.ink(heads, ("#171b45", "#10143a", "#090b20")[row])
        p.ink(rim, "#f8efd2", 0.7 if row < 2 else 0.5)


def _film_still(p: Press, screen: Mask) -> None:
    """On the screen: a tram's window and one face in it."""
    p.ink(p.mask().rect(600, 476, 1500, 600, 0) & screen, "#8d8bb0")
    tram = p.mask().poly([(620, 150), (1490, 150), (1490, 500), (620, 500)], 0)
    p.ink(tram & screen, "#565a96")
    window = p.mask().rect(820, 196, 1230, 440, 2)
    p.ink(p.mask().rect(800, 176, 1250, 460, 2), "#2b2f66")
    p.ink(window, "#fbf6e2")
    for a in (650, 1290):
        p.ink(p.mask().rect(a, 196, a + 130, 440, 2) & screen, "#c9c4d4")
    face = p.mask().smooth([(965, 300), (980, 240), (1040, 214), (1096, 232), (1112, 280), (1106, 306), (1124, 336), (1106, 346), (1108, 372), (1092, 396), (1056, 394), (1056, 440), (960, 446), (972, 380)])
    p.ink(face & window, "#b99aa8")
    p.grain(face & window, "#2b2f66", ramp((1090, 0), (960, 0), 0.0, 0.8))
    hair = p.mask().smooth([(930, 440), (940, 300), (966, 220), (1040, 186), (1110, 214), (1114, 252), (1050, 258), (1020, 300), (1004, 360), (1000, 446)])
    p.ink(hair & window, "#1c2250")
    p.ink(p.mask().brush([(1066, 292), (1082, 286), (1098, 292)], [1, 6, 1]).brush([(1084, 362), (1100, 358)], [2, 5]), "#1c2250")
    p.hatch(window, "#565a96", -58, 58, 0.12, wave=0)


SCENES = {
    "concert-hall-empty": concert_hall_empty,
    "conductor-hands": conductor_hands,
    "puppet-theatre-strings": puppet_theatre_strings,
    "cinema-night": cinema_night,
}
