"""The tram at night, the burnt depot, the trams that listen to the ground."""
# fmt: off

import numpy as np

from . import palettes as c
from .press import Press, glow, ramp
from .shapes import Pt, spline
from .stock import figure

TEAL_NIGHT, TEAL_MID = "#0f4a4d", "#1f7a76"


def night_tram_rain(p: Press) -> None:
    """One headlamp comes down a wet street."""
    p.ink(p.all(), "#0b1416")
    gap = p.mask().poly([(610, -10), (1010, -10), (940, 520), (700, 520)], 2)
    p.ink(gap, TEAL_NIGHT)
    p.hatch(gap, TEAL_MID, 74, 17, ramp((0, 0), (0, 480), 0.1, 0.55), wave=2)
    _street_houses(p)
    road = p.mask().poly([(640, 640), (980, 640), (1840, 1210), (-260, 1210)], 2)
    p.ink(road, "#0f2c30")
    p.hatch(road, TEAL_MID, 0, 21, lambda x, y: np.clip((y - 640) / 900, 0, 0.5) * (0.55 + 0.45 * np.cos((x - 770) / 260)), wave=4)
    p.chips(road, "#3fa39a", 150, 90, 5, 0, 4)
    p.chips(road & p.mask().poly([(640, 700), (900, 700), (1260, 1210), (300, 1210)], 0), c.SULPHUR, 85, 84, 6, 0, 3)
    glare = p.mask().poly([(720, 800), (820, 800), (980, 1210), (560, 1210)], 6)
    p.hatch(glare, c.SULPHUR, 0, 19, ramp((0, 800), (0, 1210), 0.55, 0.15), wave=5)
    rails = p.mask()
    for x0, x1 in ((664, 250), (872, 1360)):
        rails.poly([(x0 - 3, 790), (x0 + 3, 790), (x1 + 20, 1210), (x1 - 14, 1210)], 0)
        rails.poly([(x0 - 9, 790), (x0 - 7, 790), (x1 - 26, 1210), (x1 - 34, 1210)], 0)
    p.ink(rails, c.SULPHUR, tex=False)
    _tram_front(p)
    rain = p.mask()
    for _ in range(260):
        x, y, k = p.rng.uniform(-50, 1950), p.rng.uniform(-100, 1190), p.rng.uniform(30, 120)
        rain.poly([(x, y), (x + 2.8, y), (x - k * 0.2, y + k)], 0)
    p.ink(rain, "#7cc4b8", 0.8, tex=False)


def _street_houses(p: Press) -> None:
    """Tall dark fronts with cornices, three windows lit."""
    for pts, ang, light in (([(-10, -10), (640, -10), (700, 640), (640, 660), (-270, 1210), (-10, 1210)], 12, 1), ([(1810, -10), (980, -10), (920, 640), (980, 660), (1840, 1230), (1810, 1230)], -12, -1)):
        wall = p.mask().poly([(float(a), float(b)) for a, b in pts], 2)
        p.ink(wall, "#0a1012")
        near, far = (0, 640) if light > 0 else (1800, 960)
        p.hatch(wall, TEAL_NIGHT, ang * 2.4, 23, ramp((near, 0), (far, 0), 0.12, 0.6), wave=3)
    windows, lit = p.mask(), p.mask()
    glow_at = {(0, 1, 2), (0, 3, 0), (1, 1, 1)}
    for side in (0, 1):
        for col in range(4):
            for row in range(4):
                t0, t1 = col / 4.6 + 0.05, col / 4.6 + 0.15
                def at(t: float, v: float, side: int = side) -> Pt:
                    q = t ** 0.8
                    x = -20 + q * 690 if side == 0 else 1820 - q * 870
                    top, low = -160 + q * 360, 1060 - q * 470
                    return x, top + (low - top) * v
                v0, v1 = 0.1 + row * 0.2, 0.24 + row * 0.2
                box = [at(t0, v0), at(t1, v0), at(t1, v1), at(t0, v1)]
                (lit if (side, col, row) in glow_at else windows).poly(box, 1)
    p.ink(windows, "#04080a")
    p.ink(windows.shift(-4, -4) - windows, TEAL_MID, 0.6)
    p.ink(lit, c.SULPHUR)
    bars = p.mask()
    box = lit.img.getbbox()
    if box:
        for x in range(0, 1800, 34):
            bars.rect(x, 0, x + 5, 1200, 0)
        for y in range(0, 1200, 62):
            bars.rect(0, y, 1800, y + 5, 0)
    p.ink(bars & lit, "#0a1012")


def _tram_front(p: Press) -> None:
    """The car head-on from low down."""
    x, top, low, w = 770, 232, 800, 214
    p.ink(p.mask().ellipse(x, low + 14, w * 1.15, 26), "#04080a")
    body = p.mask().poly(spline([(x - w, low), (x - w - 6, top + 130), (x - w + 30, top + 20), (x, top - 8), (x + w - 30, top + 20), (x + w + 6, top + 130), (x + w, low)], n=10), 0)
    p.ink(p.mask().line([(x - 60, top), (x - 130, 60), (x + 30, 8), (x - 60, top - 8)], 6).line([(-10, -40), (x, 18), (1840, -60)], 4), "#04080a")
    p.ink(body, TEAL_MID)
    p.hatch(body, "#04080a", 88, 17, ramp((x - 60, 0), (x + w, 0), 0.0, 0.85))
    p.hatch(body & p.mask().rect(0, 560, 1800, 830, 0), "#04080a", 0, 15, ramp((0, 580), (0, 800), 0.05, 0.6))
    glass = p.mask()
    for a, b in ((-184, -72), (-60, 60), (72, 184)):
        glass.poly([(x + a, top + 132), (x + b, top + 132), (x + b * 0.98, top + 290), (x + a * 0.98, top + 290)], 1.2)
    p.ink(glass, c.SULPHUR)
    driver = p.mask()
    figure(driver, x - 6, top + 470, 330, hat="cap")
    p.ink(driver & glass, "#0a1012")
    riders = p.mask()
    for dx in (-150, -112, 112, 158):
        riders.ellipse(x + dx, top + 238, 21, 26).ellipse(x + dx, top + 304, 40, 44)
    p.ink(riders & glass, "#0f4a4d")
    sign = p.mask().rect(x - 98, top + 42, x + 98, top + 104, 1)
    p.ink(sign, "#04080a")
    p.ink(p.mask().text(x, top + 92, "5", "sans-bold", 58, "ms"), c.SULPHUR, tex=False)
    p.ink(p.mask().rect(x - w, top + 330, x + w, top + 352, 1) & body, c.SULPHUR)
    lamp = (x, top + 430)
    rays = p.mask()
    for i in range(36):
        a = i * np.pi / 18
        r1 = 128 + (i % 2) * 70
        rays.poly([(lamp[0] + 84 * np.cos(a - 0.03), lamp[1] + 84 * np.sin(a - 0.03)), (lamp[0] + r1 * np.cos(a), lamp[1] + r1 * np.sin(a)), (lamp[0] + 84 * np.cos(a + 0.03), lamp[1] + 84 * np.sin(a + 0.03))], 0)
    p.ink(rays, c.SULPHUR)
    p.ink(p.mask().ellipse(*lamp, 76), "#04080a")
    p.ink(p.mask().ellipse(*lamp, 64), "#fdfbe0")
    p.ink(p.mask().rect(x - w - 14, low - 46, x + w + 14, low - 12, 1.5), "#04080a")


def depot_charring(p: Press) -> None:
    """Black ribs, a burnt tram, one shaft of light."""
    p.ink(p.all(), "#a9a59c")
    back = p.mask().rect(380, 330, 1420, 880, 1)
    p.ink(back, "#c9c5ba")
    p.grain(p.all(), "#2b2a2c", glow(980, 560, 260, 1050, 0.0, 0.95))
    doors = p.mask()
    for i in range(3):
        x = 470 + i * 310
        doors.poly([(x, 880), (x, 560), *[(x + 115 - 115 * np.cos(a), 560 - 130 * np.sin(a)) for a in np.linspace(0.15, np.pi - 0.15, 9)], (x + 230, 560), (x + 230, 880)], 0)
    p.ink(doors, "#e9e5d8")
    panes = p.mask()
    for x in range(470, 1340, 46):
        panes.rect(x - 3, 400, x + 3, 880, 0)
    for y in (560, 660, 760):
        panes.rect(400, y - 3, 1400, y + 3, 0)
    p.ink(panes & doors, "#37373c")
    floor = p.mask().poly([(380, 878), (1420, 878), (1900, 1210), (-100, 1210)], 2)
    p.ink(floor, "#6e6b66")
    p.grain(floor, "#1d1d20", ramp((0, 900), (0, 1200), 0.25, 0.95))
    rails = p.mask()
    for a, b in ((640, 330), (760, 640), (1050, 1200), (1160, 1490)):
        rails.poly([(a - 2, 880), (a + 2, 880), (b + 9, 1210), (b - 9, 1210)], 0)
    p.ink(rails, "#141416")
    _trusses(p)
    shaft = p.mask().poly([(980, -10), (1190, -10), (960, 1010), (470, 1010)], 3)
    p.ink(shaft, "#f4f1e6", 0.5)
    p.grain(shaft, "#fffdf4", ramp((0, -10), (0, 1000), 0.85, 0.15))
    pool = p.mask().ellipse(715, 1010, 262, 34)
    p.ink(pool, "#efebdf", 0.9)
    _burnt_tram(p)
    ash = p.mask()
    for _ in range(120):
        ash.ellipse(p.rng.normal(840, 180), p.rng.uniform(40, 980), p.rng.uniform(1.2, 3.6))
    p.ink(ash, "#ffffff", 0.85)


def _trusses(p: Press) -> None:
    """Roof frames receding to the back wall."""
    iron = p.mask()
    for i, t in enumerate((0.0, 0.34, 0.58, 0.76, 0.9)):
        lx, rx = -160 + t * 545, 1960 - t * 545
        eave, apex, base = 300 + t * 60, -330 + t * 480, 1210 - t * 330
        w = 54 - 42 * t
        iron.line([(lx, base), (lx, eave), ((lx + rx) / 2, apex), (rx, eave), (rx, base)], w)
        iron.line([(lx, eave), (rx, eave)], w * 0.62)
        for k in range(1, 8):
            x = lx + (rx - lx) * k / 8
            top = apex + abs(k - 4) / 4 * (eave - apex)
            iron.line([(x, eave), (x, top)], w * 0.3)
            if k < 8:
                x2 = lx + (rx - lx) * (k + (1 if k < 4 else -1)) / 8
                top2 = apex + abs((k + (1 if k < 4 else -1)) - 4) / 4 * (eave - apex)
                iron.line([(x, eave), (x2, top2)], w * 0.28)
        if i == 1:
            iron.line([(lx + 400, eave), (lx + 430, eave + 210)], w * 0.5)
    for k in (0.12, 0.3, 0.7, 0.88):
        a = (-160 + k * 2120, 300 - (0.5 - abs(k - 0.5)) * 1260)
        b = (330 + k * 1140, 354 - (0.5 - abs(k - 0.5)) * 500)
        iron.line([a, b], 12)
    p.ink(iron, "#121214")
    p.chips(iron, "#5d5b58", 130, 34, 4, 60, 40)


def _burnt_tram(p: Press) -> None:
    """A tram reduced to its frame, with one patch of rust, and the inspector."""
    x0, x1, top, low = 560, 1330, 470, 985
    p.ink(p.mask().poly([(x0 - 40, low + 6), (x1 + 30, low - 14), (x1 + 260, low + 64), (x0 + 60, low + 96)], 4), "#0d0d0f", 0.75)
    tram = p.mask().poly([(x0, low - 60), (x1, low - 80), (x1 + 4, low - 20), (x0 + 4, low)], 4)
    roof = [(x0 - 6, top + 40), (x0 + 160, top), (x0 + 330, top + 26), (x0 + 480, top + 74), (x0 + 600, top + 20), (x1, top + 34)]
    tram.brush(roof, [26, 20, 16, 9, 18, 22])
    tram.brush([(x0, low - 200), (x0 + 380, low - 212), (x1, low - 216)], [20, 13, 18])
    for i in range(9):
        x = x0 + i * (x1 - x0) / 8
        y = np.interp(x, [q[0] for q in roof], [q[1] for q in roof])
        lean = p.rng.normal(0, 12)
        tram.brush([(x, low - 40), (x + lean * 0.3, low - 220), (x + lean, y)], [24 if i in (0, 8) else 15, 13, 9], smooth=True)
    for x in (x0 + 130, x0 + 250, x1 - 250, x1 - 130):
        tram.ellipse(x, low - 6, 44)
    tram.line([(x0 + 240, top + 10), (x0 + 330, top - 90), (x0 + 470, top - 60)], 7)
    p.ink(tram, "#121214")
    rust = p.mask().poly([(1012, 786), (1090, 800), (1150, 776), (1316, 772), (1310, 850), (1250, 900), (1180, 874), (1120, 930), (1016, 936)], 5)
    side = p.mask().poly([(990, low - 208), (x1, low - 216), (x1, low - 30), (980, low - 24)], 3)
    p.ink(side, "#232326")
    p.ink(rust & side, "#c4592a")
    p.grain(rust & side, "#6d2a17", ramp((1020, 780), (1280, 920), 0.0, 0.85))
    p.ink(p.mask().line([(990, low - 208), (x1, low - 216)], 12), "#121214")
    p.chips(tram | side, "#a9a59c", 90, 26, 3.4, 80, 30)
    man = p.mask()
    hands = figure(man, 420, 1064, 190, arms=((72, 84), (10, 26)), coat=0.5, hat="helmet")
    p.ink(p.mask().poly([(420, 1064), (360, 1080), (260, 1082), (350, 1064)], 0), "#0d0d0f", 0.6)
    beam = p.mask().poly([(hands[0][0] + 6, hands[0][1]), (700, hands[0][1] - 110), (700, hands[0][1] + 60)], 1)
    p.grain(beam, "#fff3c9", ramp((hands[0][0], 0), (700, 0), 0.8, 0.0))
    p.ink(man, "#0d0d0f")
    p.ink(p.mask().ellipse(hands[0][0] + 6, hands[0][1], 8), "#fff3c9")


def tram_seismograph(p: Press) -> None:
    """Layers of ground, arcs from the wheels, and a line that writes itself."""
    p.ink(p.all(), "#f3e6c6")
    ground = 372
    roofs = p.mask()
    x = -20.0
    while x < 1820:
        w, h = float(p.rng.uniform(90, 180)), float(p.rng.uniform(90, 230))
        roofs.poly([(x, ground), (x, ground - h), (x + w / 2, ground - h - p.rng.uniform(10, 60)), (x + w, ground - h), (x + w, ground)], 0)
        x += w
    p.ink(roofs, "#e4c893")
    p.hatch(roofs, "#d2ab6a", 90, 22, 0.2, wave=0)
    layers = ((ground, "#6b4a34", 6), (470, "#c98f4a", 26), (600, "#b3573a", 40), (760, "#d8b57a", 34), (900, "#8b8880", 30), (1050, "#5c5a58", 22))
    masks = []
    for i, (y, col, amp) in enumerate(layers):
        ph = float(p.rng.uniform(0, 6))
        line = [(float(x), float(y + amp * np.sin(x / 260 + ph) + amp * 0.5 * np.sin(x / 110 + 2 * ph))) for x in range(-10, 1831, 20)] if i else [(-10.0, float(y)), (1810.0, float(y))]
        m = p.mask().poly([*line, (1830, 1210), (-10, 1210)], 0)
        masks.append(m)
        p.ink(m, col)
        if i % 2:
            p.chips(m, "#f3e6c6", 50, 30, 4, 8, 8)
        else:
            p.dots(m, "#2f2a26", 19, ramp((0, y), (0, y + 220), 0.02, 0.13))
    stones = p.mask()
    for _ in range(46):
        sx, sy = p.rng.uniform(0, 1800), p.rng.uniform(640, 760)
        stones.ellipse(sx, sy, p.rng.uniform(6, 20), p.rng.uniform(4, 10), 0.2)
    p.ink(stones & masks[2] , "#e9c9a0")
    _waves(p, ground)
    _side_tram(p, 330, ground)
    pins = p.mask()
    for x in range(860, 1800, 118):
        pins.rect(x - 4, ground - 34, x + 4, ground + 50, 0).ellipse(x, ground - 36, 13, 9).poly([(x - 7, ground + 46), (x + 7, ground + 46), (x, ground + 74)], 0)
    p.ink(pins, "#22232a")
    p.ink(pins & p.mask().rect(0, 0, 1800, ground - 28, 0), "#d23f2a")
    p.ink(p.mask().rect(-5, ground - 3, 1805, ground + 6, 0), "#22232a")


def _waves(p: Press, ground: float) -> None:
    """Arcs from the tram which unroll into a seismogram on the right."""
    arcs = p.mask()
    below = p.mask().rect(0, ground + 6, 1800, 1200, 0)
    for i in range(11):
        r = 120 + i * 70
        pts = [(500 + r * np.cos(a), ground + r * np.sin(a)) for a in np.linspace(0.02, np.pi - 0.02, 60)]
        arcs.line([(float(a), float(b)) for a, b in pts], 8.5 - i * 0.42)
    left = p.mask().rect(0, 0, 1320, 1200, 0)
    p.ink(arcs & below & left, "#fffaf0", tex=False)
    trace = p.mask()
    for k, y in enumerate((560, 720, 880)):
        xs = np.arange(1010 + k * 20, 1801, 6.0)
        env = np.exp(-(((xs - 1400 - k * 24) / 150) ** 2)) * (150 - k * 34) + 9
        ys = y + env * np.sin(xs / 7.0 + k) * (0.6 + 0.4 * np.sin(xs / 31 + k))
        trace.line([(float(a), float(b)) for a, b in zip(xs, ys, strict=True)], 7 - k)
    p.ink(trace, "#fffaf0", tex=False)


def _side_tram(p: Press, x: float, ground: float) -> None:
    """A petrol tram in profile, two cars."""
    for k in (0, 1):
        a = x - 230 + k * 312
        car = p.mask().poly(spline([(a, ground - 26), (a, ground - 150), (a + 22, ground - 190), (a + 280, ground - 190), (a + 302, ground - 150), (a + 302, ground - 26)], n=8), 0)
        p.ink(car, "#16606b")
        p.ink(car & p.mask().rect(0, ground - 80, 1800, ground - 64, 0), "#f3e6c6")
        p.grain(car, "#0a2c36", ramp((0, ground - 90), (0, ground - 26), 0.0, 0.8))
        glass = p.mask()
        for i in range(4):
            glass.rect(a + 20 + i * 68, ground - 162, a + 76 + i * 68, ground - 96, 1)
        p.ink(glass, "#f7d77a")
        people = p.mask()
        for i in range(4):
            if p.rng.random() < 0.8:
                px = a + 48 + i * 68 + p.rng.normal(0, 8)
                people.ellipse(px, ground - 132, 11, 14).ellipse(px, ground - 98, 20, 24)
        p.ink(people & glass, "#22232a")
        p.ink(p.mask().ellipse(a + 60, ground - 18, 22).ellipse(a + 242, ground - 18, 22).rect(a + 20, ground - 30, a + 282, ground - 20, 0), "#22232a")
    p.ink(p.mask().line([(x + 40, ground - 190), (x + 96, ground - 236), (x + 20, ground - 276)], 5).line([(-10, ground - 278), (1810, ground - 278)], 3), "#22232a")


SCENES = {"night-tram-rain": night_tram_rain, "depot-charring": depot_charring, "tram-seismograph": tram_seismograph}
