"""Weather and arrival: the wave over the lighthouse, the bell's way home."""
# fmt: off

from . import palettes as c
from .press import Press, ramp
from .shapes import spline
from .stock import blob, figure, water


def storm_lighthouse(p: Press) -> None:
    """A wave like a hand over a lighthouse."""
    p.ink(p.all(), "#0b1424")
    p.hatch(p.all(), "#173656", 63, 30, ramp((0, 0), (0, 900), 0.34, 0.08), wave=3)
    beam = p.mask().poly([(1208, 332), (-20, 40), (-20, 560)], 2)
    p.ink(beam, c.YELLOW)
    p.hatch(beam, "#0b1424", 7, 17, ramp((1150, 0), (-40, 0), 0.02, 0.5))
    tower = p.mask().poly([(1150, 940), (1176, 396), (1266, 396), (1296, 940)], 1.5)
    rock = p.mask().poly([(930, 1210), (1000, 1010), (1080, 960), (1110, 900), (1240, 910), (1350, 895), (1440, 980), (1500, 1210)], 6)
    p.ink(rock, "#05080f")
    p.chips(rock, "#2f5a80", 90, 46, 6, 62, 16)
    p.ink(tower, c.CHALK)
    for y0 in (480, 640, 800):
        p.ink(tower & p.mask().rect(1100, y0, 1330, y0 + 80, 1), "#12324f")
    p.hatch(tower & p.mask().rect(1232, 300, 1330, 960, 0), "#05080f", 90, 9, ramp((1220, 0), (1300, 0), 0.2, 0.8))
    lamp = p.mask().rect(1180, 304, 1262, 372, 0)
    p.ink(p.mask().poly([(1150, 396), (1146, 372), (1296, 372), (1292, 396)], 1).poly([(1164, 306), (1222, 244), (1280, 306)], 1).line([(1222, 250), (1222, 216)], 6), "#05080f")
    p.ink(lamp, "#fff3ae")
    p.ink(p.mask().line([(1208, 304), (1208, 372)], 5).line([(1240, 304), (1240, 372)], 5).rect(1164, 300, 1280, 308, 0), "#05080f")
    _great_wave(p)
    rain = p.mask()
    for _ in range(230):
        x, y, k = p.rng.uniform(-200, 1900), p.rng.uniform(-100, 1200), p.rng.uniform(50, 170)
        rain.poly([(x, y), (x + 3.4, y), (x - k * 0.42, y + k), (x - k * 0.42 - 1, y + k)], 0)
    p.ink(rain, "#dfe9ea", 0.75)


def _great_wave(p: Press) -> None:
    """The curl: stripes of water that run up the back and over, and fingers of foam."""
    outer = [(900, 1230), (1300, 1130), (1620, 960), (1780, 700), (1800, 420), (1720, 210), (1580, 96), (1430, 92), (1318, 168), (1262, 286)]
    inner = [(500, 1230), (900, 1120), (1220, 1000), (1420, 820), (1512, 600), (1530, 430), (1500, 310), (1440, 250), (1376, 250), (1310, 300)]
    body = p.mask().poly(spline(outer) + spline(inner)[::-1], 0)
    back = p.mask().poly([*spline(outer), (1262, 60), (1830, -10), (1830, 1230)], 0)
    p.ink(back & p.mask().poly([(1500, -10), (1830, -10), (1830, 1230), (1100, 1230), (1640, 930)], 0) - body, "#0b1424")
    p.ink(body, "#12324f")
    lines = p.mask()
    for k in range(1, 10):
        t = k / 10
        mid = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in zip(outer, inner, strict=True)]
        lines.brush(mid, [26, 22, 19, 16, 13, 10, 8, 7, 6, 3])
    p.ink(lines & body, "#dfe9ea")
    p.chips(body, "#0b1424", 90, 70, 5, lambda x, y: -50 if x < 1400 else -78, 14)
    foam = p.mask().brush(outer[4:], [6, 40, 76, 88, 66, 20])
    for i, (x, y) in enumerate(((1266, 280), (1290, 222), (1330, 176), (1384, 140), (1446, 122), (1510, 118))):
        k = 168 - i * 12
        foam.brush([(x, y), (x - 34, y + k * 0.42), (x - 8, y + k * 0.8), (x + 30, y + k)], [46, 32, 18, 2])
        foam.brush([(x - 30, y + k * 0.4), (x - 58, y + k * 0.66), (x - 44, y + k * 0.86)], [16, 11, 2])
        foam.ellipse(x - 34 + i * 4, y + k * 1.14, 7 - i * 0.4).ellipse(x + 14, y + k * 1.3, 4.5)
    for x, y, r in ((1186, 330, 8), (1166, 258, 6), (1226, 190, 8), (1140, 352, 5), (1300, 96, 7), (1400, 44, 9), (1520, 36, 6), (1120, 290, 4), (1250, 130, 5)):
        foam.ellipse(x, y, r)
    for x, y, r in ((940, 1040, 46), (1010, 1000, 58), (1086, 1014, 44), (1390, 1000, 52), (1330, 1030, 40), (1460, 960, 38), (880, 1070, 34), (1170, 1040, 38), (1250, 1034, 44), (1520, 900, 26)):
        blob(foam, x, y, r, 0.1)
    for _ in range(40):
        foam.ellipse(p.rng.normal(1200, 250), 970 - abs(p.rng.normal(0, 60)), p.rng.uniform(2, 8))
    p.ink(foam, c.CHALK)
    p.grain(foam, "#7fa6bd", ramp((1400, 110), (1760, 420), 0.0, 0.5))
    front = p.mask().smooth([(-40, 1080), (220, 1040), (460, 1090), (720, 1060), (980, 1108), (1240, 1076), (1500, 1110), (1840, 1050), (1840, 1240), (-40, 1240)])
    p.ink(front, "#081222")
    water(p, front, "#3f7199", 1070, 1190, 60, None, 300, 12)
    water(p, front, c.CHALK, 1070, 1190, 34, None, 240, 12)


def bell_island(p: Press) -> None:
    """A bronze bell comes home on a little ferry."""
    p.ink(p.all(), "#bfe3e0")
    sky = p.mask().rect(0, 0, 1800, 660, 0)
    p.grain(sky, "#f6f1dd", ramp((0, 60), (0, 640), 0.05, 0.9))
    isle = p.mask().poly(
        [(560, 664), (640, 560), (720, 540), (800, 420), (880, 330), (960, 215), (1030, 180), (1100, 226), (1180, 300), (1240, 420), (1330, 470), (1420, 560), (1540, 604), (1640, 664)], 5
    )
    p.ink(isle, "#7fb08f")
    p.grain(isle, "#2f7f79", ramp((960, 0), (1500, 0), 0.0, 0.85))
    p.hatch(isle, "#1f6a66", 68, 17, ramp((960, 0), (1640, 0), 0.0, 0.36), wave=5)
    _houses(p)
    sea = p.mask().rect(-5, 660, 1805, 1205, 0)
    p.ink(sea, "#35a9ac")
    p.grain(sea, "#11757f", ramp((0, 680), (0, 1200), 0.0, 0.9))
    p.ink(isle.flip(664, 0.34) & sea, "#1b7d80", 0.55)
    water(p, sea, "#c9ece4", 668, 1200, 190, None, 200, 10)
    quay = p.mask().poly([(1040, 668), (1560, 660), (1600, 700), (1060, 704)], 1.2)
    p.ink(quay, c.CHALK)
    crowd = p.mask()
    for i in range(25):
        x = 1070 + i * 19.5 + p.rng.normal(0, 4)
        figure(crowd, x, 672, p.rng.uniform(54, 70), arms=((160 + p.rng.normal(0, 15), 176), (-150 - p.rng.normal(0, 20), -172)))
    p.ink(crowd, c.INK)
    _bell_ferry(p)


def _houses(p: Press) -> None:
    """White houses stepping up the island, lit from the left."""
    spots = [
        (700, 640),
        (770, 622),
        (838, 640),
        (820, 560),
        (896, 580),
        (968, 630),
        (900, 500),
        (966, 530),
        (1040, 560),
        (1110, 612),
        (1190, 628),
        (960, 440),
        (1030, 470),
        (1100, 500),
        (1180, 545),
        (1262, 600),
        (1350, 630),
        (1010, 372),
        (1080, 400),
    ]
    for x, y in sorted(spots, key=lambda s: s[1]):
        w, h = p.rng.uniform(48, 66), p.rng.uniform(40, 62)
        p.ink(p.mask().rect(x, y - h, x + w * 0.62, y, 0.8), c.CHALK)
        p.ink(p.mask().rect(x + w * 0.62, y - h, x + w, y, 0.8), "#a9cfc6")
        p.ink(p.mask().poly([(x - 4, y - h), (x + 6, y - h - 14), (x + w - 4, y - h - 14), (x + w + 4, y - h)], 0.6), "#d8583c")
        p.ink(p.mask().rect(x + 8, y - h * 0.7, x + 17, y - h * 0.4, 0).rect(x + 24, y - h * 0.7, x + 33, y - h * 0.4, 0), "#11757f")
    chapel = p.mask().poly([(1000, 262), (1000, 200), (1020, 170), (1040, 200), (1040, 262)], 0.8)
    p.ink(chapel, c.CHALK)
    p.ink(p.mask().ellipse(1020, 214, 9), c.INK)


def _bell_ferry(p: Press) -> None:
    """The red hull, the crane and the bell, large in front."""
    hull = p.mask().poly([(60, 985), (1010, 940), (900, 1120), (150, 1130)], 1.5)
    p.ink(p.mask().poly([(20, 1126), (160, 1096), (900, 1090), (1040, 1118), (900, 1150), (140, 1160)], 4), c.CHALK)
    p.ink(hull, "#d2432f")
    p.grain(hull, c.OXBLOOD, ramp((0, 1010), (0, 1130), 0.0, 0.75))
    p.ink(p.mask().poly([(52, 985), (1024, 938), (1012, 966), (66, 1012)], 1), c.CHALK)
    cabin = p.mask().poly([(120, 985), (132, 800), (352, 790), (362, 974)], 1)
    p.ink(cabin, c.CHALK)
    p.grain(cabin, "#5fa8a8", ramp((230, 0), (380, 0), 0.0, 0.7))
    p.ink(p.mask().rect(156, 830, 214, 884, 1).rect(236, 826, 294, 880, 1), "#11414c")
    p.ink(p.mask().poly([(104, 804), (112, 782), (378, 770), (374, 794)], 1), "#d2432f")
    rig = p.mask().line([(430, 972), (446, 470)], 20).line([(440, 560), (800, 250)], 17).line([(446, 476), (800, 252)], 5)
    rig.line([(430, 940), (560, 455)], 6).line([(772, 274), (772, 430)], 6)
    p.ink(rig, c.INK)
    bell = p.mask().smooth([(772, 462), (830, 474), (862, 540), (872, 650), (900, 740), (956, 808), (944, 826), (772, 838), (600, 826), (588, 808), (644, 740), (672, 650), (682, 540), (714, 474)])
    p.ink(p.mask().ellipse(772, 826, 34, 32).rect(764, 700, 780, 830, 0), c.INK)
    p.ink(bell, "#4f9a83")
    p.grain(bell, "#173f3c", ramp((740, 0), (930, 0), 0.0, 0.92))
    p.grain(bell, "#cfe8cf", ramp((730, 0), (640, 0), 0.0, 0.55))
    for y in (566, 716, 770):
        p.ink(bell & p.mask().brush([(570, y), (772, y + 17), (975, y)], [7, 8, 7]), "#173f3c")
    p.hatch(bell & p.mask().rect(560, 720, 980, 764, 0), c.CHALK, 88, 22, 0.3)
    p.ink(p.mask().poly([(744, 470), (750, 430), (772, 414), (794, 430), (800, 470), (784, 470), (772, 446), (760, 470)], 0.5), c.INK)
    crew = p.mask()
    figure(crew, 520, 968, 170, arms=((118, 128), (20, 60)), face=1, hat="cap")
    figure(crew, 930, 944, 150, arms=((130, 120), (30, 40)), face=-1)
    p.ink(crew, "#123c46")
    p.ink(p.mask().brush([(572, 890), (620, 850), (650, 806)], [4, 4, 4]), c.INK)


SCENES = {"storm-lighthouse": storm_lighthouse, "bell-island": bell_island}
