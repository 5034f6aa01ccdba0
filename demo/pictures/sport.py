"""The floodlit header, the swimmer, the eight, the dry pitch."""
# fmt: off

import numpy as np

from .press import Mask, Press, glow, ramp
from .shapes import Pt, turn
from .stock import blob, figure, limb, water


def football_floodlights_header(p: Press) -> None:
    """A header seen through the net."""
    p.ink(p.all(), "#0c1512")
    stand = p.mask().poly([(-10, 470), (900, 400), (1810, 470), (1810, 690), (-10, 690)], 2)
    p.ink(stand, "#1d2a24")
    crowd = p.mask()
    for row in range(9):
        for i in range(90):
            x = i * 20.6 + (row % 2) * 10 + p.rng.normal(0, 2)
            crowd.ellipse(x, 490 + row * 23 - 60 * np.sin(np.pi * x / 1800), 6.4)
    p.dots(crowd & stand, "#5d6f5e", 9, 0.6)
    p.ink(crowd & stand, "#4d5f50", 0.7)
    scarves = p.mask()
    for _ in range(70):
        x, y = p.rng.uniform(20, 1780), p.rng.uniform(470, 680)
        scarves.rect(x, y, x + 16, y + 6, 0)
    p.ink(scarves & stand, "#e9ede2")
    pitch = p.mask().rect(-5, 672, 1805, 1205, 1)
    p.ink(pitch, "#2f7a45")
    for i in range(8):
        a = -500 + i * 350
        p.ink(p.mask().poly([(700 + i * 60, 672), (730 + i * 60, 672), (a + 175, 1210), (a, 1210)], 1) & pitch, "#3f9152")
    p.grain(pitch, "#0f3a22", ramp((0, 900), (0, 1210), 0.0, 0.8))
    lines = p.mask().poly([(-10, 742), (1810, 742), (1810, 748), (-10, 748)], 0).poly([(240, 748), (250, 748), (-60, 1060), (-86, 1060)], 0).poly([(1560, 748), (1550, 748), (1860, 1060), (1886, 1060)], 0)
    p.ink(lines, "#f3f5ea", 0.9)
    for x, y in ((190, 150), (640, 90), (1180, 90), (1640, 150)):
        _floodlight(p, x, y)
    _players(p)
    _net(p)


def _floodlight(p: Press, x: float, y: float) -> None:
    """A mast and its white burst."""
    p.ink(p.mask().rect(x - 5, y, x + 5, 480, 0), "#060a09")
    p.grain(p.mask().ellipse(x, y, 190), "#dff0dc", glow(x, y, 20, 190, 0.75, 0.0))
    burst = p.mask()
    for i in range(16):
        a = i * np.pi / 8 + 0.2
        r = 120 if i % 2 else 70
        burst.poly([(x + 30 * np.cos(a - 0.12), y + 30 * np.sin(a - 0.12)), (x + r * np.cos(a), y + r * np.sin(a)), (x + 30 * np.cos(a + 0.12), y + 30 * np.sin(a + 0.12))], 0)
    burst.rect(x - 48, y - 30, x + 48, y + 30, 1)
    p.ink(burst, "#ffffff")
    lamps = p.mask()
    for i in range(4):
        for k in range(2):
            lamps.rect(x - 42 + i * 23, y - 25 + k * 27, x - 26 + i * 23, y - 4 + k * 27, 0)
    p.ink(lamps, "#dfe9b0")


def _shaded(p: Press, m: Mask, colour: str, dark: str, a: Pt, b: Pt) -> None:
    p.ink(m, colour)
    p.grain(m, dark, ramp(a, b, 0.0, 0.85))


def _players(p: Press) -> None:
    """Two red defenders and, horizontal between them, the scorer."""
    for x, y, k, face in ((430, 1075, 1.04, 1), (1480, 1100, 1.12, -1)):
        p.ink(p.mask().ellipse(x + face * 30, y + 14, 130 * k, 18), "#0f3a22", 0.8)
        legs, shirt, skin = p.mask(), p.mask(), p.mask()
        limb(skin, x - 26 * k, y - 250 * k, -14, -30, 250 * k, 60 * k, face)
        limb(skin, x + 20 * k, y - 250 * k, 30, -20, 250 * k, 60 * k, face)
        legs.poly([(x - 66 * k, y - 300 * k), (x + 60 * k, y - 300 * k), (x + 96 * k, y - 170 * k), (x + 26 * k, y - 158 * k), (x - 4 * k, y - 210 * k), (x - 26 * k, y - 150 * k), (x - 92 * k, y - 170 * k)], 1)
        s = (x + face * 40 * k, y - 480 * k)
        shirt.smooth([(s[0] - 86 * k, s[1] + 10), (s[0] - 40 * k, s[1] - 26), (s[0] + 40 * k, s[1] - 26), (s[0] + 86 * k, s[1] + 10), (x + 64 * k, y - 380 * k), (x + 62 * k, y - 276 * k), (x - 66 * k, y - 276 * k), (x - 62 * k, y - 380 * k)])
        limb(skin, s[0] + face * 66 * k, s[1] + 8, 122, 160, 220 * k, 44 * k, face)
        limb(skin, s[0] - face * 66 * k, s[1] + 10, -70, -20, 210 * k, 44 * k, face)
        shirt.brush([(s[0] + face * 60 * k, s[1] + 6), (s[0] + face * 130 * k, s[1] - 44 * k)], [60 * k, 56 * k]).brush([(s[0] - face * 60 * k, s[1] + 6), (s[0] - face * 136 * k, s[1] + 34 * k)], [60 * k, 54 * k])
        head = p.mask().ellipse(s[0] + face * 26 * k, s[1] - 74 * k, 40 * k, 48 * k)
        _shaded(p, skin, "#8f5a3c", "#3a1f18", (x - 100, y - 500), (x + 120, y))
        _shaded(p, legs, "#1b1b1e", "#000000", (x, y - 300), (x, y - 150))
        _shaded(p, shirt, "#c4342a", "#5e1216", (s[0] - 60 * face, s[1]), (x + 90 * face, y - 280))
        _shaded(p, head, "#8f5a3c", "#3a1f18", (s[0] - 20, s[1] - 110), (s[0] + 50, s[1] - 40))
        p.ink(p.mask().ellipse(s[0] + face * 16 * k, s[1] - 96 * k, 42 * k, 36 * k), "#15100f")
        boots = p.mask().ellipse(x - 70 * k * face, y - 6, 46 * k, 17 * k).ellipse(x + 34 * k * face, y - 10, 46 * k, 17 * k)
        p.ink(boots, "#0b0b0c")
    _scorer(p)


def _scorer(p: Press) -> None:
    """Stretched flat in the air, heading towards us and right."""
    def at(*raw: Pt) -> list[Pt]:
        return turn([(960 + (x - 960) * 1.12, 470 + (y - 470) * 1.12 - 50) for x, y in raw], 930, 420, -0.2)

    back = p.mask().brush(at((720, 500), (560, 470), (420, 540)), [74, 60, 34]).brush(at((720, 470), (570, 400), (440, 350)), [74, 58, 34])
    _shaded(p, back, "#e2b48c", "#7a4a34", (600, 420), (600, 600))
    socks = p.mask().brush(at((520, 484), (420, 540)), [56, 38]).brush(at((520, 380), (436, 348)), [54, 38])
    p.ink(socks, "#ffffff")
    p.ink(p.mask().brush(at((424, 536), (372, 590)), [40, 22]).brush(at((440, 350), (376, 356)), [40, 22]), "#121614")
    shorts = p.mask().smooth(at((850, 410), (760, 416), (660, 400), (640, 470), (690, 500), (650, 530), (700, 560), (800, 540), (860, 530)))
    _shaded(p, shorts, "#f3f5ea", "#7a8f7c", (760, 420), (760, 560))
    far = p.mask().brush(at((1060, 420), (1110, 330), (1030, 250)), [52, 44, 28])
    _shaded(p, far, "#e2b48c", "#7a4a34", (1090, 300), (1130, 400))
    shirt = p.mask().smooth(at((1090, 400), (1120, 470), (1080, 548), (960, 560), (840, 548), (830, 470), (850, 400), (960, 388)))
    p.ink(shirt, "#f6f8ee")
    stripes = p.mask()
    for i in range(5):
        stripes.poly(at((858 + i * 56, 360), (886 + i * 56, 360), (880 + i * 56, 580), (852 + i * 56, 580)), 1.5)
    p.ink(stripes & shirt, "#1f8a4c")
    p.grain(shirt, "#0c2a1c", ramp((960, 460), (990, 580), 0.0, 0.75))
    arm = p.mask().brush(at((1050, 530), (1010, 640), (900, 700)), [54, 46, 28])
    _shaded(p, arm, "#e2b48c", "#7a4a34", (1000, 560), (960, 720))
    sleeve = p.mask().brush(at((1050, 520), (1022, 606)), [66, 60]).brush(at((1060, 425), (1104, 352)), [62, 56])
    p.ink(sleeve, "#1f8a4c")
    neck = p.mask().brush(at((1100, 462), (1160, 450)), [56, 50])
    head = p.mask().ellipse(*at((1204, 440))[0], 62, 52, 0.2)
    _shaded(p, neck | head, "#e2b48c", "#7a4a34", (1190, 400), (1190, 500))
    hair = p.mask().smooth(at((1150, 420), (1190, 380), (1250, 392), (1262, 420), (1210, 416), (1180, 446), (1150, 450)))
    p.ink(hair, "#2a1a12")
    ball = at((1318, 398))[0]
    p.ink(p.mask().ellipse(*ball, 58), "#ffffff")
    p.grain(p.mask().ellipse(*ball, 58), "#51645a", ramp((ball[0] - 10, ball[1]), (ball[0] + 60, ball[1] + 50), 0.0, 0.8))
    patches = p.mask()
    for a in np.arange(5) * 1.2566:
        patches.ellipse(ball[0] + 46 * np.cos(a), ball[1] + 46 * np.sin(a), 14)
    patches.ellipse(*ball, 17)
    p.ink(patches & p.mask().ellipse(*ball, 58), "#121614")
    p.ink(p.mask().brush([(1370, 250), (1384, 230)], [5, 1]).brush([(1402, 280), (1424, 268)], [5, 1]).brush([(1410, 320), (1440, 318)], [5, 1]), "#ffffff")


def _net(p: Press) -> None:
    """Fine mesh over everything, bellying a little."""
    mesh = p.mask()
    for i in range(-16, 44):
        a = [(i * 62 + 520 * t + 24 * np.sin(t * 3.1), -10 + 1220 * t) for t in np.linspace(0, 1, 24)]
        b = [(i * 62 + 620 - 520 * t - 24 * np.sin(t * 3.1), -10 + 1220 * t) for t in np.linspace(0, 1, 24)]
        mesh.line([(float(x), float(y)) for x, y in a], 2.0).line([(float(x), float(y)) for x, y in b], 2.0)
    p.ink(mesh, "#eef3e6", 0.5, tex=False)


def swimmer_strait_dawn(p: Press) -> None:
    """One orange cap in a field of diagonal strokes."""
    p.ink(p.all(), "#4a6880")
    p.grain(p.all(), "#26425c", ramp((1800, 0), (300, 1200), 0.0, 0.95))
    p.grain(p.all(), "#93abb8", ramp((900, 500), (1800, 0), 0.0, 0.85))
    for col, n, length, w in (("#1c3550", 260, 210, 13), ("#a9bfc9", 230, 190, 8), ("#dfe8e8", 120, 130, 6), ("#1c3550", 120, 120, 8)):
        p.chips(p.all(), col, n, length, w, lambda x, y: -27 + 9 * np.sin(x / 330 + y / 240), 4)
    path = p.mask().brush([(690, 660), (560, 760), (380, 880), (120, 1010), (-40, 1080)], [70, 120, 120, 90, 60])
    p.ink(path, "#5f7f95", 0.75)
    p.chips(path, "#f3f5ef", 60, 60, 6, -30, 22)
    _swimmer(p, 710, 640)
    _boat_corner(p)


def _swimmer(p: Press, x: float, y: float) -> None:
    """Seen from straight above, heading up and right."""
    def at(*raw: Pt) -> list[Pt]:
        return turn([(x + a, y + b) for a, b in raw], x, y, -0.52)

    p.ink(p.mask().smooth(at((150, -70), (180, 0), (140, 60), (-60, 80), (-260, 60), (-330, 10), (-250, -50), (-40, -70))), "#17304a", 0.85)
    body = p.mask().brush(at((-150, 22), (-250, 34), (-320, 22)), [44, 32, 12]).brush(at((-150, -12), (-240, -22), (-318, -34)), [44, 32, 12])
    body.smooth(at((84, -58), (96, 0), (80, 58), (0, 46), (-90, 36), (-170, 40), (-180, 0), (-170, -34), (-90, -32), (0, -46)))
    body.brush(at((70, -50), (170, -84), (276, -52), (320, -40)), [40, 34, 26, 18]).brush(at((66, 52), (40, 120), (-60, 150)), [40, 32, 14])
    p.ink(body, "#b98566")
    p.grain(body, "#5a3a34", ramp(at((0, -30))[0], at((0, 60))[0], 0.0, 0.85))
    suit = p.mask().smooth(at((40, -40), (46, 38), (-60, 40), (-150, 44), (-176, 0), (-150, -40), (-60, -36)))
    p.ink(suit & body, "#14263c")
    p.ink(p.mask().ellipse(*at((128, 0))[0], 50, 42, -0.52), "#f37a2a")
    p.ink(p.mask().brush(at((96, -24), (130, -32), (160, -18)), [2, 9, 2]), "#ffd0a0")
    p.ink(p.mask().brush(at((100, 18), (140, 22), (164, 12)), [3, 6, 3]), "#b54a14")
    foam = p.mask()
    for _ in range(46):
        q = at((float(p.rng.normal(-330, 46)), float(p.rng.normal(0, 40))))[0]
        foam.ellipse(*q, p.rng.uniform(3, 11))
    for _ in range(22):
        q = at((float(p.rng.normal(316, 18)), float(p.rng.normal(-44, 20))))[0]
        foam.ellipse(*q, p.rng.uniform(2, 7))
    foam.brush(at((190, -100), (240, -40), (196, 60)), [2, 7, 2]).brush(at((236, -110), (290, -20), (240, 80)), [1, 5, 1])
    p.ink(foam, "#f3f5ef")


def _boat_corner(p: Press) -> None:
    """The bow of the rowing boat that goes along, cut by the frame."""
    hull = p.mask().smooth([(1270, 150), (1420, 20), (1640, -80), (1900, -120), (1900, 380), (1700, 380), (1500, 320), (1340, 230)])
    p.ink(hull.shift(-18, 34), "#14263c", 0.7)
    p.ink(hull, "#e9ebe6")
    inner = p.mask().smooth([(1330, 152), (1450, 56), (1650, -30), (1900, -60), (1900, 310), (1700, 320), (1520, 270), (1390, 208)])
    p.ink(inner, "#3c566c")
    p.hatch(inner, "#14263c", -26, 26, 0.22)
    p.ink(p.mask().poly([(1560, -40), (1620, -60), (1690, 340), (1630, 330)], 1) | p.mask().poly([(1740, -60), (1800, -60), (1810, 330), (1760, 330)], 1), "#dfe2da")
    oar = p.mask().brush([(1700, 150), (1560, 480)], [13, 11], smooth=False).smooth([(1564, 460), (1590, 486), (1548, 640), (1506, 664), (1500, 620)])
    p.ink(oar.shift(-16, 26), "#14263c", 0.5)
    p.ink(oar, "#e9ebe6")


def rowing_eight_dawn(p: Press) -> None:
    """Eight women as one, mirrored."""
    line = 470
    p.ink(p.all(), "#6d7f9a")
    sky = p.mask().rect(-5, -5, 1805, line, 0)
    p.ink(sky, "#71688f")
    p.grain(sky, "#3a2f54", ramp((0, 260), (0, -20), 0.0, 0.95))
    p.grain(sky, "#f0a5ad", ramp((0, 270), (0, line), 0.0, 1.0))
    p.ink(p.mask().rect(-5, line - 16, 1805, line, 2), "#f6b6ae")
    sea = p.mask().rect(-5, line, 1805, 1020, 0)
    p.ink(sea, "#8f8aa8")
    p.grain(sea, "#3a4a6c", ramp((0, line + 60), (0, 1012), 0.1, 1.0))
    trawlers = p.mask()
    red = p.mask()
    for x, k in ((120, 1.0), (470, 0.8), (860, 1.15), (1290, 0.85), (1640, 1.05)):
        _trawler(trawlers, red, x, line + 8, k)
    p.ink(trawlers.flip(line + 8, 0.7) & sea, "#4a3f62", 0.55)
    p.ink(trawlers, "#372b4c")
    p.ink(red, "#e8453a")
    water(p, sea, "#e8453a", line + 20, line + 130, 26, lambda _: (60, 1720), 60, 6)
    water(p, sea, "#c9b3c4", line + 16, 1000, 90, None, 200, 6)
    _crew(p, 742)
    water(p, p.mask().rect(0, 756, 1800, 1012, 0), "#8f9ab4", 770, 1005, 60, None, 300, 8)


def _trawler(m: Mask, red: Mask, x: float, y: float, k: float) -> None:
    m.poly([(x - 120 * k, y - 52 * k), (x - 80 * k, y - 34 * k), (x + 70 * k, y - 34 * k), (x + 128 * k, y - 70 * k), (x + 100 * k, y), (x - 108 * k, y)], 0)
    m.rect(x - 86 * k, y - 104 * k, x - 26 * k, y - 30 * k, 0).line([(x - 54 * k, y - 100 * k), (x - 54 * k, y - 220 * k)], 6 * k).line([(x + 50 * k, y - 40 * k), (x + 50 * k, y - 190 * k), (x - 54 * k, y - 150 * k)], 5 * k).line([(x + 50 * k, y - 190 * k), (x + 120 * k, y - 70 * k)], 2.4 * k).line([(x - 54 * k, y - 216 * k), (x - 116 * k, y - 56 * k)], 2.4 * k)
    red.ellipse(x - 54 * k, y - 224 * k, 8 * k)


def _crew(p: Press, y: float) -> None:
    """Hull, eight leaning shapes, oars like a comb, cox at the stern."""
    dark = "#221634"
    hull = p.mask().poly([(70, y - 16), (200, y - 24), (1560, y - 24), (1760, y - 20), (1560, y + 6), (220, y + 6)], 0)
    crew, shirts, oars, blades = p.mask(), p.mask(), p.mask(), p.mask()
    for i in range(8):
        x = 380 + i * 142
        crew.brush([(x, y - 30), (x + 60, y - 66), (x + 96, y - 26)], [34, 30, 22])
        shirts.brush([(x - 4, y - 36), (x - 26, y - 92), (x - 34, y - 140)], [48, 52, 44])
        crew.brush([(x - 34, y - 138), (x + 28, y - 104), (x + 84, y - 92)], [24, 18, 14])
        crew.brush([(x - 36, y - 150), (x - 38, y - 178)], [18, 18]).ellipse(x - 38, y - 196, 23, 27).ellipse(x - 60, y - 206, 13, 10)
        oars.line([(x + 88, y - 94), (x + 40, y + 10), (x - 64, y + 92)], 5)
        blades.poly([(x - 52, y + 74), (x - 34, y + 92), (x - 84, y + 132), (x - 106, y + 118)], 0)
    crew.brush([(1578, y - 26), (1590, y - 80)], [52, 46]).ellipse(1584, y - 120, 22, 26).brush([(1580, y - 76), (1540, y - 50)], [18, 12])
    everything = hull | crew | shirts
    below = p.mask().rect(0, y + 4, 1800, 1012, 0)
    p.ink(everything.flip(y + 4, 0.85) & below, dark, 0.5)
    p.ink(hull, dark)
    p.ink(p.mask().poly([(90, y - 18), (1740, y - 22), (1740, y - 16), (120, y - 11)], 0), "#f6b6ae")
    p.ink(crew, dark)
    p.ink(shirts, "#f3e9ea")
    p.grain(shirts, "#5a4672", ramp((0, y - 140), (0, y - 40), 0.0, 0.75))
    p.ink(oars, "#f3e9ea")
    p.ink(blades, "#e8453a")
    rings = p.mask()
    for i in range(8):
        x = 380 + i * 142 - 80
        rings.ellipse(x, y + 124, 46, 9).ellipse(x, y + 124, 38, 6, on=False)
    p.ink(rings, "#e3d6e0")


def pitch_dry(p: Press) -> None:
    """A straw pitch from the corner flag, one green circle by the tap."""
    p.ink(p.all(), "#f5e9c9")
    sky = p.mask().rect(0, 0, 1800, 330, 0)
    p.grain(sky, "#a8cfd6", ramp((0, 330), (0, -40), 0.0, 0.85))
    pitch = p.mask().poly([(-10, 330), (1810, 318), (1810, 1210), (-10, 1210)], 1)
    p.ink(pitch, "#dcb967")
    for i in range(7):
        a = -900 + i * 560
        p.ink(p.mask().poly([(520 + i * 130, 324), (585 + i * 130, 324), (a + 280, 1210), (a, 1210)], 1) & pitch, "#e6c97e")
    p.grain(pitch, "#a67c33", ramp((0, 760), (0, 1210), 0.0, 0.7))
    trees = p.mask()
    for i in range(30):
        blob(trees, i * 64 + p.rng.normal(0, 10), 318, p.rng.uniform(22, 48), 0.12, 0.8)
    p.ink(trees & p.mask().rect(0, 0, 1800, 332, 0), "#8f9a5f")
    _cracks(p, pitch)
    lines = p.mask().poly([(150, 1210), (250, 1210), (1290, 346), (1276, 346)], 1).poly([(-10, 960), (250, 1090), (1810, 1196), (1810, 1160), (270, 1060), (-10, 920)], 1)
    p.ink(lines & pitch, "#fffdf2")
    p.grain(lines & pitch, "#dcb967", 0.22)
    arc = p.mask()
    arc.line([(230 + 360 * np.cos(a), 1090 + 110 * np.sin(a)) for a in np.linspace(-1.25, 0.28, 24)], 15)
    p.ink(arc & pitch, "#fffdf2")
    _goal_and_tap(p)
    flag = p.mask().brush([(232, 1092), (264, 400)], [18, 13], smooth=False)
    p.ink(p.mask().poly([(228, 1086), (470, 1130), (478, 1140), (228, 1100)], 0), "#7a5a26", 0.7)
    p.ink(flag, "#fffdf2")
    p.grain(flag, "#7a5a26", ramp((240, 0), (262, 0), 0.0, 0.7))
    cloth = p.mask().smooth([(262, 398), (190, 416), (120, 392), (30, 436), (60, 500), (112, 524), (190, 504), (256, 536)])
    p.ink(cloth, "#c8402c")
    p.grain(cloth, "#6d1814", ramp((200, 440), (60, 530), 0.0, 0.7))


def _cracks(p: Press, pitch: Mask) -> None:
    """Dry ground like a map, wider towards the eye."""
    cracks = p.mask()
    for _ in range(120):
        y = 360 + 830 * p.rng.uniform(0, 1) ** 1.3
        k = (y - 300) / 900
        x, a = p.rng.uniform(0, 1800), p.rng.uniform(0, 6.28)
        pts = [(float(x), float(y))]
        for _ in range(int(4 + 5 * k)):
            a += p.rng.normal(0, 0.6)
            pts.append((pts[-1][0] + 70 * k * np.cos(a), pts[-1][1] + 26 * k * np.sin(a)))
        cracks.brush(pts, [1, 7 * k + 1, 5 * k + 1, 0.5], smooth=False)
    p.ink(cracks & pitch, "#8a6428", 0.85)


def _goal_and_tap(p: Press) -> None:
    """The far goal, a tap behind it, the last green, a boy with a bottle."""
    x, y = 530, 600
    green = p.mask().smooth([(x - 250, y + 24), (x - 160, y - 48), (x + 20, y - 66), (x + 180, y - 44), (x + 236, y + 12), (x + 160, y + 70), (x - 50, y + 84), (x - 200, y + 66)])
    p.ink(green, "#4d9a48")
    p.grain(green, "#1f5f38", ramp((x, y - 60), (x, y + 90), 0.0, 0.8))
    tufts = p.mask()
    for _ in range(150):
        tx, ty = p.rng.uniform(x - 250, x + 240), p.rng.uniform(y - 66, y + 84)
        tufts.poly([(tx, ty), (tx + 3, ty - 15), (tx + 6, ty)], 0).poly([(tx + 5, ty), (tx + 12, ty - 11), (tx + 9, ty)], 0)
    p.ink(tufts & green, "#9ac85a")
    pipe = p.mask().brush([(590, 640), (590, 470)], [17, 17], smooth=False).brush([(590, 478), (542, 474), (530, 498)], [15, 15, 13]).rect(574, 440, 608, 452, 0).line([(591, 470), (591, 446)], 6)
    p.ink(p.mask().poly([(584, 642), (810, 668), (810, 678), (584, 650)], 0), "#173f2c", 0.6)
    p.ink(pipe, "#3b4a52")
    p.grain(pipe, "#b9d3d6", ramp((596, 0), (582, 0), 0.0, 0.8))
    p.ink(p.mask().ellipse(529, 520, 4, 7).ellipse(529, 540, 3, 5), "#2f7fb0")
    boy = p.mask()
    x = 450
    hands = figure(boy, x, 652, 226, arms=((64, 84), (54, 78)), lean=16, coat=0, legs=((10, -6), (-16, -10)))
    p.ink(p.mask().poly([(x - 16, 652), (x + 230, 686), (x + 240, 698), (x - 16, 664)], 0), "#173f2c", 0.55)
    p.ink(boy, "#7a4a30")
    shirt = boy & p.mask().poly([(x - 50, 470), (x + 90, 470), (x + 62, 522), (x + 50, 562), (x - 46, 562)], 0)
    p.ink(shirt, "#2a6fb5")
    p.ink(boy & p.mask().poly([(x - 70, 554), (x + 90, 554), (x + 80, 598), (x - 70, 598)], 0), "#22303a")
    hx, hy = hands[0]
    p.ink(p.mask().rect(hx - 2, hy - 12, hx + 28, hy + 44, 0).rect(hx + 6, hy - 24, hx + 20, hy - 10, 0), "#bfe3ef")
    net = p.mask()
    for i in range(13):
        t = i / 12
        a, b = (749 + 240 * t, 772 - 191 * t), (749 + 240 * t, 440 - 60 * t)
        net.line([a, b, (a[0] - 120, a[1] - 8)], 1.6)
        f = (772 - 332 * t, 581 - 201 * t)
        net.line([(749, f[0]), (989, f[1])], 1.6).line([(749, f[0]), (749 - 120 * (1 - t), f[0] - 4)], 1.6)
    p.ink(net, "#fffdf2", 0.75)
    p.ink(p.mask().line([(749, 776), (749, 440), (989, 380), (989, 584)], 13), "#fffdf2")
    p.ink(p.mask().line([(749, 440), (629, 764), (869, 573)], 5), "#e8e2cf")


SCENES = {
    "football-floodlights-header": football_floodlights_header,
    "swimmer-strait-dawn": swimmer_strait_dawn,
    "rowing-eight-dawn": rowing_eight_dawn,
    "pitch-dry": pitch_dry,
}
