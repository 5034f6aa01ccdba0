"""Portraits and rooms: the port director, the judge, the shipbroker, the chamber in Montreval."""
# fmt: off

import numpy as np

from .press import Mask, Press, glow, ramp
from .shapes import spline
from .stock import blob, crane


def port_director_portrait(p: Press) -> None:
    """Marta Oyelaran before the stacked colours of her port."""
    p.ink(p.all(), "#3f5663")
    window = p.mask().rect(90, 80, 1350, 1120, 1)
    p.ink(p.mask().rect(64, 54, 1376, 1146, 1), "#26343e")
    p.ink(window, "#bcd3d2")
    boxes = ("#b6432f", "#1f7a7c", "#d79a32", "#2d4a62", "#8d2f2a", "#5fa39a", "#c96a3c", "#dfd6bd")
    for r in range(9):
        for k in range(7):
            if r == 0 and k in (2, 3, 4) or r == 1 and k == 3:
                continue
            x, y = 90 + k * 182 - (r % 2) * 60, 290 + r * 94
            box = p.mask().rect(x + 3, y + 3, x + 179, y + 91, 0.8) & window
            p.ink(box, boxes[int(p.rng.integers(8))])
            ribs = p.mask()
            for i in range(1, 12):
                ribs.rect(x + i * 15, y + 12, x + i * 15 + 4, y + 84, 0)
            p.ink(ribs & box, "#1b2830", 0.3)
    p.grain(window, "#1b2830", ramp((0, 400), (0, 1120), 0.0, 0.45))
    p.ink(p.mask().rect(700, 60, 722, 1140, 0), "#26343e")
    _director_body(p)
    _director_head(p)


def _director_body(p: Press) -> None:
    """A mustard coat with broad lapels, arms folded out of the picture."""
    coat = p.mask().smooth([(720, 1130), (560, 1150), (360, 1210), (240, 1330), (180, 1560), (150, 1850), (1300, 1850), (1260, 1560), (1200, 1330), (1080, 1210), (880, 1150)])
    p.ink(coat, "#dca52c")
    p.grain(coat, "#7a5212", ramp((800, 1250), (1320, 1500), 0.0, 0.85))
    p.grain(coat, "#f4d06a", ramp((520, 1250), (200, 1240), 0.0, 0.6))
    p.ink(p.mask().poly([(620, 1140), (820, 1140), (850, 1320), (720, 1560), (590, 1320)], 1), "#1c6f72")
    for side in (-1, 1):
        lapel = p.mask().poly([(720 + side * 100, 1120), (720 + side * 196, 1170), (720 + side * 290, 1330), (720 + side * 200, 1352), (720 + side * 226, 1420), (720 + side * 16, 1800), (720, 1800), (720 + side * 10, 1560), (720 + side * 130, 1320)], 1)
        p.ink(lapel, "#c98f1f" if side > 0 else "#e8b640")
        p.hatch(lapel, "#7a5212", 60 * side, 15, ramp((720, 1150), (720, 1800), 0.05, 0.32))
    p.ink(p.mask().ellipse(690, 1640, 22).ellipse(690, 1760, 22), "#4a2f18")
    p.ink(p.mask().brush([(430, 1500), (400, 1660), (410, 1850)], [2, 8, 8]).brush([(1020, 1500), (1050, 1660), (1036, 1850)], [2, 8, 8]), "#7a5212")


def _director_head(p: Press) -> None:
    """Dark skin, cropped grey hair, large glasses with two cranes in them."""
    skin, shade, light = "#7a4a33", "#3d2119", "#b4764f"
    neck = p.mask().poly([(602, 900), (838, 900), (850, 1170), (720, 1300), (590, 1170)], 0)
    p.ink(neck, skin)
    p.grain(neck, shade, ramp((720, 1160), (720, 960), 0.1, 1.0))
    ears = p.mask().ellipse(448, 730, 44, 74).ellipse(992, 730, 44, 74)
    p.ink(ears, skin)
    p.grain(ears, shade, 0.4)
    p.ink(p.mask().ellipse(444, 812, 17).ellipse(996, 812, 17), "#dca52c")
    hair = p.mask().smooth([(720, 316), (560, 340), (456, 440), (430, 590), (452, 700), (988, 700), (1010, 590), (984, 440), (880, 340)])
    p.ink(hair, "#c9c9c4")
    curls = p.mask()
    for _ in range(420):
        a, r = p.rng.uniform(np.pi, 2 * np.pi), p.rng.uniform(0.6, 1)
        curls.ellipse(720 + 286 * r * np.cos(a), 690 + 368 * r * np.sin(a), p.rng.uniform(4, 9))
    p.ink(curls & hair, "#8e9294", 0.9)
    face = p.mask().smooth([(720, 416), (590, 430), (490, 540), (462, 700), (486, 850), (560, 986), (650, 1060), (720, 1076), (790, 1060), (880, 986), (954, 850), (978, 700), (950, 540), (850, 430)])
    p.ink(face, skin)
    p.grain(face, shade, ramp((800, 640), (1020, 700), 0.0, 0.9))
    p.grain(face, light, ramp((650, 640), (480, 600), 0.0, 0.8))
    nose = p.mask().smooth([(720, 690), (752, 800), (786, 850), (760, 884), (720, 876), (668, 884), (652, 850), (694, 790)])
    p.grain(nose, shade, ramp((690, 0), (780, 0), 0.0, 0.75))
    p.ink(p.mask().brush([(656, 864), (684, 884), (720, 874), (756, 884), (784, 862)], [2, 9, 5, 9, 2]), shade)
    lips = p.mask().smooth([(626, 946), (680, 932), (720, 940), (764, 930), (822, 934), (772, 966), (720, 974), (668, 966)])
    p.ink(lips, "#8e3a38")
    p.ink(p.mask().brush([(614, 944), (680, 952), (720, 956), (764, 950), (834, 924)], [3, 7, 8, 7, 3]), "#2a1310")
    p.ink(p.mask().brush([(598, 880), (586, 920), (596, 960)], [1, 6, 1]).brush([(846, 872), (862, 912), (852, 952)], [1, 6, 1]).brush([(640, 492), (720, 480), (800, 492)], [1, 5, 1]).brush([(662, 528), (720, 520), (778, 528)], [1, 4, 1]), shade)
    p.ink(p.mask().brush([(520, 594), (580, 562), (660, 586)], [6, 21, 9]).brush([(782, 578), (860, 544), (924, 584)], [9, 21, 6]), "#b9b9b4")
    _glasses(p)


def _glasses(p: Press) -> None:
    """Two round panes; in each a tiny crane against a pale sky, half hiding the eyes."""
    frames, panes = p.mask(), p.mask()
    for x in (590, 850):
        frames.ellipse(x, 700, 126, 118)
        panes.ellipse(x, 700, 106, 98)
    frames = frames - panes
    frames.brush([(702, 684), (720, 672), (738, 684)], [20, 16, 20]).line([(468, 676), (440, 690)], 18).line([(972, 676), (1000, 690)], 18)
    for x in (590, 850):
        lens = p.mask().ellipse(x, 700, 106, 98)
        p.ink(lens, "#d9e8e2", 0.24)
        white = p.mask().smooth([(x - 62, 716), (x - 20, 690), (x + 24, 688), (x + 62, 712), (x + 22, 736), (x - 24, 738)])
        p.ink(white, "#f4ecd8")
        p.ink(p.mask().ellipse(x + 2, 712, 25) & white, "#2a1310")
        p.ink(p.mask().ellipse(x + 10, 702, 6), "#ffffff")
        p.ink(p.mask().brush([(x - 70, 716), (x - 20, 686), (x + 24, 684), (x + 70, 712)], [5, 13, 13, 5]), "#2a1310")
        glint = lens & p.mask().poly([(x - 120, 580), (x + 120, 580), (x + 120, 652), (x - 120, 690)], 0)
        p.ink(glint, "#f6e3b0", 0.92)
        tiny = p.mask()
        crane(tiny, x - 6, 672, 62, -1, 0)
        crane(tiny, x + 52, 668, 50, -1, 50)
        p.ink(tiny & lens, "#1b2830")
        p.ink(p.mask().line([(x - 100, 674), (x + 100, 662)], 4) & lens, "#1b2830")
    p.ink(frames, "#1b2830")


def judge_library(p: Press) -> None:
    """Ilse Brandt-Osei, her sheet of paper and the cat."""
    p.ink(p.all(), "#123127")
    _shelves(p)
    p.grain(p.all(), "#071712", glow(560, 700, 380, 1150, 0.0, 0.9))
    p.grain(p.all(), "#f2d288", glow(300, 500, 60, 520, 0.45, 0.0))
    lamp = p.mask().line([(210, 1240), (210, 560)], 18).ellipse(210, 1240, 110, 22)
    p.ink(lamp, "#b98b3a")
    shade_ = p.mask().poly([(110, 560), (150, 390), (290, 390), (350, 560)], 1)
    p.ink(shade_, "#f7dd94")
    p.grain(shade_, "#c98f3a", ramp((180, 0), (350, 0), 0.0, 0.75))
    chair = p.mask().smooth([(560, 1840), (540, 1000), (520, 560), (600, 440), (820, 400), (1040, 450), (1120, 580), (1110, 1000), (1140, 1840)])
    p.ink(chair, "#6d1f26")
    p.grain(chair, "#2e0a10", ramp((720, 0), (1130, 0), 0.0, 0.9))
    studs = p.mask()
    for i in range(34):
        t = i / 33
        pts = spline([(566, 1300), (550, 1000), (540, 590), (612, 470), (820, 430), (1030, 480), (1096, 590), (1090, 1000), (1100, 1300)], n=10)
        studs.ellipse(*pts[int(t * (len(pts) - 1))], 8)
    p.ink(studs, "#d9a84a")
    arm_rest = p.mask().smooth([(930, 1330), (1130, 1290), (1260, 1320), (1270, 1420), (1200, 1460), (1190, 1840), (900, 1840)])
    _judge(p)
    p.ink(arm_rest, "#7d262c")
    p.grain(arm_rest, "#2e0a10", ramp((950, 1320), (1240, 1500), 0.0, 0.9))
    _desk_and_cat(p)


def _shelves(p: Press) -> None:
    """Towering reports in bottle green, oxblood and cream, with gilt bands."""
    cols = ("#1d4a3a", "#6d1f26", "#2c5a45", "#842b2c", "#e2d3ab", "#4a3420", "#15382d", "#b08a4a")
    y = 0.0
    while y < 1500:
        h = 214
        x = -10.0
        while x < 1450:
            w = float(p.rng.uniform(34, 66))
            top = y + p.rng.uniform(8, 34)
            tilt = 10 if p.rng.random() < 0.06 else 0
            col = cols[int(p.rng.choice(8, p=[0.2, 0.2, 0.16, 0.14, 0.1, 0.08, 0.08, 0.04]))]
            book = p.mask().poly([(x + tilt, top), (x + w - 3 + tilt, top), (x + w - 3, y + h - 14), (x, y + h - 14)], 0.6)
            p.ink(book, col)
            gilt = p.mask().rect(x, top + 26, x + w + 8, top + 33, 0).rect(x, top + 42, x + w + 8, top + 45, 0).rect(x, y + h - 56, x + w + 8, y + h - 49, 0)
            p.ink(gilt & book, "#d9a84a" if col != "#e2d3ab" else "#6d1f26", 0.85)
            p.grain(p.mask().rect(x + w * 0.62, top, x + w - 3, y + h - 14, 0) & book, "#071712", 0.5)
            x += w
        p.ink(p.mask().rect(-5, y + h - 14, 1445, y + h + 6, 0.6), "#3a2616")
        y += h + 6


def _judge(p: Press) -> None:
    """Three-quarter view to the left, white hair in a knot, sheet at arm's length."""
    skin, shade = "#c98f68", "#6a3a2c"
    dress = p.mask().smooth([(800, 930), (700, 960), (640, 1080), (610, 1300), (560, 1560), (420, 1700), (420, 1850), (1180, 1850), (1120, 1500), (1060, 1180), (1000, 1010), (900, 940)])
    p.ink(dress, "#1b1d22")
    p.hatch(dress, "#4a5260", 74, 20, ramp((600, 0), (900, 0), 0.38, 0.0), wave=4)
    neck = p.mask().brush([(800, 800), (800, 960)], [120, 140])
    p.ink(neck, skin)
    p.grain(neck, shade, ramp((760, 0), (880, 0), 0.0, 0.95))
    collar = p.mask().smooth([(716, 950), (800, 1000), (890, 940), (904, 980), (820, 1060), (740, 1030), (700, 990)])
    p.ink(collar, "#f6ecd0")
    hair = p.mask().smooth([(690, 600), (720, 520), (820, 480), (930, 520), (976, 630), (960, 760), (900, 820), (860, 700)])
    hair.ellipse(980, 560, 74, 64)
    face = p.mask().smooth([(700, 560), (680, 640), (664, 700), (636, 752), (660, 772), (664, 810), (676, 840), (690, 886), (740, 906), (820, 880), (880, 800), (900, 690), (880, 580), (790, 530)])
    p.ink(face, skin)
    p.grain(face, shade, ramp((740, 0), (890, 0), 0.0, 0.95))
    p.grain(face, "#f6d9a8", ramp((710, 0), (640, 0), 0.0, 0.7))
    p.ink(hair, "#ece6d6")
    p.hatch(hair, "#8d9088", 62, 13, 0.24, wave=7)
    p.ink(p.mask().ellipse(884, 716, 26, 40), skin)
    p.ink(p.mask().ellipse(884, 764, 10), "#d9a84a")
    p.ink(p.mask().brush([(684, 660), (716, 644), (752, 656)], [3, 10, 3]), "#b9b2a3")
    p.ink(p.mask().brush([(690, 706), (712, 700), (738, 708)], [3, 9, 3]).brush([(668, 832), (692, 838), (722, 830)], [3, 8, 3]).brush([(648, 770), (668, 780)], [3, 6]), "#43201c")
    p.ink(p.mask().brush([(742, 740), (764, 764), (766, 800)], [1, 4, 1]).brush([(738, 836), (752, 860), (748, 880)], [1, 4, 1]).brush([(760, 700), (784, 712)], [1, 4]).brush([(758, 716), (780, 730)], [1, 3]), shade)
    specs = p.mask().ellipse(708, 708, 42, 38).ellipse(708, 708, 35, 31, on=False).line([(748, 704), (876, 694)], 6)
    p.ink(specs, "#1b1d22")
    arm = p.mask().brush([(690, 1050), (560, 1170), (470, 1130), (400, 1010)], [150, 130, 104, 74])
    p.ink(arm.shift(8, 12), "#071712", 0.7)
    p.ink(arm, "#22252c")
    p.hatch(arm, "#5a6474", 40, 18, ramp((0, 1000), (0, 1180), 0.4, 0.08), wave=3)
    p.ink(p.mask().brush([(424, 1048), (392, 990)], [92, 80]), "#f6ecd0")
    sheet = p.mask().poly([(180, 700), (440, 640), (500, 960), (250, 1030)], 1)
    p.ink(sheet, "#fbf4de")
    lines = p.mask()
    for i in range(9):
        lines.line([(226 + i * 7, 752 + i * 26), (416 + i * 5 - (90 if i == 8 else 0), 708 + i * 27 + (22 if i == 8 else 0))], 5)
    p.ink(lines & sheet, "#6a665d", 0.75)
    p.ink(p.mask().ellipse(444, 930, 20), "#842b2c")
    hand = p.mask().brush([(398, 1000), (380, 950), (350, 930)], [70, 58, 40])
    for i in range(3):
        hand.brush([(380, 958 + i * 17), (340, 956 + i * 20), (312, 970 + i * 20)], [27, 25, 19])
    p.ink(hand, skin)
    p.grain(hand, shade, ramp((370, 930), (410, 1030), 0.0, 0.9))
    thumb = p.mask().brush([(388, 980), (372, 940), (366, 904)], [34, 29, 20])
    p.ink(thumb, "#dba67e")


def _desk_and_cat(p: Press) -> None:
    """The open treaty on the table, and Article asleep on it."""
    desk = p.mask().poly([(-10, 1500), (1010, 1560), (1450, 1640), (1450, 1810), (-10, 1810)], 1)
    p.ink(desk, "#4a2f18")
    p.hatch(desk, "#2a180c", 3, 24, 0.22, wave=6)
    book = p.mask().poly([(90, 1560), (430, 1500), (450, 1526), (800, 1540), (880, 1650), (470, 1640), (440, 1656), (40, 1690)], 1)
    p.ink(book.shift(0, 16), "#1c0f08")
    p.ink(book, "#f4e8c6")
    p.ink(p.mask().brush([(440, 1510), (456, 1580), (450, 1654)], [4, 10, 4]), "#a08a58")
    text = p.mask()
    for i in range(6):
        text.line([(120 - i * 9, 1576 + i * 19), (410, 1530 + i * 20)], 3).line([(490, 1546 + i * 17), (790 + i * 13, 1558 + i * 15)], 3)
    p.ink(text & book, "#8d7a50", 0.8)
    cat = p.mask().smooth([(250, 1600), (230, 1520), (290, 1440), (420, 1410), (560, 1420), (670, 1480), (700, 1560), (640, 1612), (440, 1626)])
    p.ink(cat, "#d9772c")
    p.grain(cat, "#7a3512", ramp((420, 1480), (560, 1640), 0.0, 0.9))
    stripes = p.mask()
    for i in range(6):
        x = 380 + i * 56
        stripes.brush([(x, 1410), (x + 22, 1470), (x + 8, 1530)], [4, 17, 2])
    p.ink(stripes & cat, "#93431a")
    tail = p.mask().brush([(690, 1560), (760, 1620), (680, 1650), (520, 1630), (420, 1640)], [50, 48, 46, 42, 26])
    p.ink(tail, "#d9772c")
    p.ink(p.mask().brush([(742, 1586), (740, 1640)], [10, 14]).brush([(640, 1626), (636, 1668)], [10, 14]).brush([(560, 1614), (556, 1652)], [10, 12]) & tail, "#93431a")
    head = p.mask().ellipse(270, 1540, 92, 76).poly([(188, 1500), (186, 1420), (250, 1470)], 0).poly([(290, 1468), (350, 1420), (356, 1504)], 0)
    p.ink(head, "#e58a3c")
    p.ink(p.mask().poly([(202, 1484), (200, 1446), (234, 1474)], 0).poly([(306, 1474), (338, 1444), (342, 1486)], 0), "#f0b48a")
    p.ink(p.mask().brush([(212, 1540), (234, 1552), (254, 1540)], [2, 6, 2]).brush([(290, 1540), (310, 1552), (330, 1538)], [2, 6, 2]).poly([(260, 1564), (282, 1564), (271, 1576)], 0).brush([(250, 1592), (271, 1580), (292, 1590)], [2, 5, 2]), "#43200e")
    p.ink(p.mask().line([(190, 1570), (120, 1560)], 2).line([(190, 1580), (124, 1590)], 2).line([(350, 1566), (420, 1552)], 2).line([(350, 1578), (424, 1580)], 2), "#f4e8c6")


def shipbroker_desk(p: Press) -> None:
    """The roll-top desk, the old man, and a bow that fills the street."""
    p.ink(p.all(), "#7a5230")
    wall = p.mask().rect(-5, -5, 1805, 1205, 0)
    p.hatch(wall, "#5d3c22", 90, 44, 0.1, wave=0)
    window = p.mask().rect(1010, 40, 1730, 780, 1)
    p.ink(p.mask().rect(976, 6, 1764, 826, 1), "#3a2416")
    p.ink(window, "#e8d2a0")
    _giant_bow(p, window)
    bars = p.mask().rect(1362, 40, 1380, 780, 0).rect(1010, 300, 1730, 314, 0)
    p.ink(bars, "#3a2416")
    p.grain(p.all(), "#2a170c", glow(700, 520, 420, 1250, 0.0, 0.8))
    _broker(p)
    _rolltop(p)


def _giant_bow(p: Press, window: Mask) -> None:
    """Navy steel rising over two rows of houses."""
    for x0, x1 in ((1010, 1150), (1600, 1730)):
        h = p.mask().rect(x0, 380, x1, 780, 1) & window
        p.ink(h, "#b5854e")
        holes = p.mask()
        for i in range(2):
            for k in range(5):
                holes.rect(x0 + 24 + i * 58, 420 + k * 70, x0 + 56 + i * 58, 464 + k * 70, 0)
        p.ink(holes & h, "#5d3c22")
    bow = p.mask().smooth([(1372, 790), (1330, 620), (1220, 380), (1060, 130), (1040, 96), (1380, 118), (1716, 96), (1700, 130), (1530, 380), (1416, 620)])
    p.ink(bow & window, "#1c2f4f")
    p.grain(bow & window, "#0b1526", ramp((1380, 0), (1700, 0), 0.1, 0.95))
    p.grain(bow & window, "#4a6690", ramp((1340, 0), (1100, 0), 0.0, 0.7))
    low = bow & p.mask().poly([(1000, 640), (1374, 600), (1760, 640), (1760, 800), (1000, 800)], 0)
    p.ink(low & window, "#a33a2a")
    p.ink(p.mask().brush([(1374, 120), (1372, 790)], [9, 5], smooth=False) & window, "#0b1526")
    p.ink(p.mask().ellipse(1230, 240, 15, 20).ellipse(1520, 240, 15, 20), "#0b1526")
    p.ink(p.mask().line([(1230, 250), (1200, 420)], 5).line([(1520, 250), (1550, 420)], 5) & window, "#0b1526")
    stack = p.mask()
    for i in range(9):
        stack.rect(1070 + i * 70, 48, 1134 + i * 70, 92, 0)
    p.ink(stack & window, "#a33a2a")
    p.ink((stack & p.mask().rect(1140, 0, 1270, 100, 0) | stack & p.mask().rect(1490, 0, 1560, 100, 0)) & window, "#d9a23c")


def _broker(p: Press) -> None:
    """An old man, a receiver at each ear."""
    x, y = 640, 470
    body = p.mask().smooth([(x - 190, 800), (x - 180, 640), (x - 110, 570), (x, 548), (x + 110, 570), (x + 180, 640), (x + 190, 800)])
    p.ink(body, "#f0e2c4")
    vest = p.mask().poly([(x - 120, 570), (x - 30, 580), (x, 690), (x + 30, 580), (x + 120, 570), (x + 128, 810), (x - 128, 810)], 1)
    p.ink(vest, "#23375a")
    p.hatch(vest, "#4a6690", 90, 17, 0.14, wave=0)
    p.ink(p.mask().poly([(x - 20, 580), (x + 20, 580), (x + 12, 690), (x - 12, 690)], 0), "#a33a2a")
    head = p.mask().ellipse(x, y, 88, 108)
    p.ink(head, "#d8a37c")
    p.grain(head, "#7a4429", ramp((x, 0), (x + 90, 0), 0.0, 0.8))
    p.ink(blob(p.mask(), x - 82, y - 30, 30, 0.14) | blob(p.mask(), x + 82, y - 30, 30, 0.14) | p.mask().brush([(x - 50, y + 46), (x, y + 34), (x + 50, y + 46)], [8, 32, 8]), "#efe8d8")
    p.ink(p.mask().brush([(x - 52, y - 26), (x - 30, y - 36), (x - 10, y - 28)], [3, 10, 3]).brush([(x + 10, y - 28), (x + 30, y - 36), (x + 52, y - 26)], [3, 10, 3]), "#efe8d8")
    p.ink(p.mask().ellipse(x - 31, y - 8, 8, 6).ellipse(x + 31, y - 8, 8, 6).brush([(x - 22, y + 62), (x, y + 66), (x + 22, y + 60)], [2, 6, 2]), "#2a170c")
    p.ink(p.mask().smooth([(x, y - 10), (x + 20, y + 30), (x, y + 38), (x - 16, y + 32)]), "#c98a62")
    for s in (-1, 1):
        arm = p.mask().brush([(x + s * 160, 680), (x + s * 236, 640), (x + s * 128, y + 26)], [86, 74, 50])
        p.ink(arm, "#f0e2c4")
        p.grain(arm, "#a8865a", ramp((0, 560), (0, 700), 0.0, 0.7))
        phone = p.mask().brush([(x + s * 92, y - 74), (x + s * 126, y), (x + s * 88, y + 76)], [26, 24, 26]).ellipse(x + s * 88, y - 70, 27, 22).ellipse(x + s * 82, y + 76, 27, 22)
        p.ink(phone, "#15100c")
        p.ink(p.mask().brush([(x + s * 110, y + 30), (x + s * 138, y - 2)], [44, 34]), "#d8a37c")
        p.ink(p.mask().brush([(x + s * 96, y + 96), (x + s * 150, 620), (x + s * 120, 720), (x + s * 190, 800)], [5, 5, 5, 5]), "#15100c")


def _rolltop(p: Press) -> None:
    """Pigeonholes, papers, clock, globe, lamp, three telephones."""
    top = p.mask().rect(60, 760, 1220, 900, 1)
    p.ink(p.mask().poly([(40, 700), (320, 700), (340, 880), (40, 880)], 1) | p.mask().poly([(930, 690), (1240, 690), (1240, 880), (930, 880)], 1) | top, "#5d3617")
    for gx0, gx1 in ((66, 320), (950, 1216)):
        for r in range(2):
            for k in range(4):
                w = (gx1 - gx0) / 4
                hx, hy = gx0 + k * w, 714 + r * 84
                p.ink(p.mask().rect(hx + 5, hy, hx + w - 5, hy + 72, 0.8), "#27140a")
                for i in range(int(p.rng.integers(1, 4))):
                    px = hx + 12 + i * 14
                    p.ink(p.mask().poly([(px, hy + 72), (px + p.rng.normal(0, 5), hy + 14 + p.rng.uniform(0, 26)), (px + 11, hy + 12 + p.rng.uniform(0, 20)), (px + 12, hy + 72)], 0), ("#f0e2c4", "#d9c08a", "#a33a2a")[int(p.rng.integers(3))])
    desk = p.mask().poly([(-10, 890), (1280, 890), (1380, 960), (1380, 1000), (-10, 1000)], 1)
    p.ink(desk, "#8a4f22")
    p.grain(desk, "#f0b05a", glow(300, 920, 30, 420, 0.8, 0.0))
    front = p.mask().rect(-10, 1000, 1360, 1205, 0)
    p.ink(front, "#4a2a12")
    for k in range(3):
        p.ink(p.mask().rect(30 + k * 440, 1030, 430 + k * 440, 1190, 1.5), "#5d3617")
        p.ink(p.mask().ellipse(230 + k * 440, 1110, 20), "#c99a44")
    papers = p.mask()
    for x, y, a in ((430, 930, 0), (560, 950, 20), (700, 926, -14), (840, 950, 8)):
        papers.poly([(x, y - 26), (x + 150, y - 34 + a * 0.4), (x + 166, y + 16), (x + 10, y + 24)], 1)
    p.ink(papers.shift(4, 6), "#3a1f0c", 0.6)
    p.ink(papers, "#f4e6c6")
    for x, y in ((420, 860), (690, 876), (960, 868)):
        base = p.mask().poly([(x - 74, y + 66), (x - 48, y + 2), (x + 48, y + 2), (x + 74, y + 66)], 1)
        p.ink(base.shift(6, 8), "#3a1f0c", 0.6)
        p.ink(base, "#15100c")
        p.ink(p.mask().ellipse(x, y + 34, 25).ellipse(x, y + 34, 11, on=False), "#d9c08a")
        if x == 960:
            p.ink(p.mask().brush([(x - 70, y + 4), (x - 40, y - 22), (x + 40, y - 22), (x + 70, y + 4)], [34, 22, 22, 34]), "#15100c")
    p.ink(p.mask().ellipse(1120, 620, 78), "#c99a44")
    p.ink(p.mask().ellipse(1120, 620, 60), "#f6ecd0")
    p.ink(p.mask().line([(1120, 620), (1120, 576)], 6).line([(1120, 620), (1152, 636)], 7), "#15100c")
    globe = p.mask().ellipse(160, 596, 96)
    p.ink(p.mask().line([(160, 690), (160, 712)], 18).ellipse(160, 706, 64, 10), "#c99a44")
    p.ink(globe, "#2d4a6e")
    p.ink((blob(p.mask(), 130, 570, 44, 0.3) | blob(p.mask(), 200, 640, 30, 0.3) | blob(p.mask(), 214, 560, 18, 0.3)) & globe, "#d9b36a")
    p.grain(globe, "#0b1526", ramp((150, 560), (250, 650), 0.0, 0.9))
    lamp = p.mask().line([(340, 890), (340, 700)], 12).ellipse(340, 890, 54, 12)
    p.ink(lamp, "#c99a44")
    shade_ = p.mask().poly(spline([(250, 710), (270, 650), (340, 628), (420, 650), (440, 710)], n=8), 0)
    p.ink(shade_, "#1f6b4a")
    p.grain(shade_, "#8fd6a0", ramp((330, 0), (262, 0), 0.0, 0.7))
    p.grain(p.mask().poly([(256, 712), (434, 712), (620, 900), (120, 900)], 0), "#ffe9a8", ramp((0, 712), (0, 900), 0.5, 0.12))


SCENES = {"port-director-portrait": port_director_portrait, "judge-library": judge_library, "shipbroker-desk": shipbroker_desk}
