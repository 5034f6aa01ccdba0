"""Bar, column and dot charts: the paper's own chart style, with direct labels and one loud colour."""
# fmt: off

from collections.abc import Callable

from . import palettes as c
from .press import Press
from .shapes import Pt

NAVY, BRICK_RED, GREEN, SEA, EARTH, GREY = "#23395d", "#b23a2a", "#4f7a45", "#2b7f7c", "#c08a2d", "#8b8880"
GROUND = "#faf5e9"
RULE = "#cfc8b8"


def frame(p: Press, title: str, under: str, source: str, ground: str = GROUND) -> None:
    """Heavy rule, title, line under it, source at the foot."""
    p.ink(p.all(), ground, tex=False)
    p.ink(p.mask().rect(80, 62, p.w - 80, 70, 0), c.INK, tex=False)
    p.write(80, 142, title, "serif-bold", 58, c.INK)
    p.write(80, 200, under, "sans", 36, "#55524b")
    p.ink(p.mask().rect(80, p.h - 92, p.w - 80, p.h - 90.5, 0), c.INK, tex=False)
    p.write(80, p.h - 44, source, "sans", 29, "#6a665d")


def chart_poll(p: Press) -> None:
    """Six parties level with their last result."""
    frame(
        p,
        "If the election were now",
        "Voting intention, per cent",
        "Meridian, 1,412 asked; margin of error 2.6 points.",
    )
    rows = (
        ("Civic Union", 31, 34, NAVY),
        ("Labour League", 31, 29, BRICK_RED),
        ("Green Karst", 16, 14, GREEN),
        ("Islands List", 9, 9, SEA),
        ("Free Traders", 7, 8, EARTH),
        ("Others", 6, 6, GREY),
    )
    x0, unit = 450, 33.5
    for g in (10, 20, 30):
        p.ink(p.mask().rect(x0 + g * unit - 0.8, 252, x0 + g * unit + 0.8, 1070, 0), RULE, tex=False)
    for i, (name, now, last, col) in enumerate(rows):
        y = 268 + i * 136
        bar = p.mask().rect(x0, y, x0 + now * unit, y + 92, 0.6)
        p.ink(bar, col)
        p.write(x0 - 26, y + 62, name, "sans-bold" if i < 2 else "sans", 42, c.INK, "rs")
        mark = x0 + last * unit
        p.ink(p.mask().rect(mark - 7, y - 12, mark + 7, y + 104, 0), GROUND, tex=False)
        p.ink(p.mask().rect(mark - 3, y - 12, mark + 3, y + 104, 0), c.INK, tex=False)
        p.write(max(x0 + now * unit, mark) + 24, y + 66, str(now), "serif-bold", 60, col)
    p.ink(p.mask().rect(x0 - 2, 252, x0 + 2, 1070, 0), c.INK, tex=False)
    p.ink(p.mask().rect(1258, 770, 1264, 830, 0), c.INK, tex=False)
    p.write(1286, 814, "share at the", "serif-italic", 38, "#55524b")
    p.write(1286, 862, "last election", "serif-italic", 38, "#55524b")


def chart_containers(p: Press) -> None:
    """Columns of full boxes with outlined empties on top."""
    frame(
        p,
        "Containers through Vellamar",
        "Million a year (TEU), and the share that is empty",
        "Vellamar Port Authority.",
    )
    years = range(2019, 2026)
    full = (1.04, 0.93, 0.98, 0.97, 0.97, 0.98, 1.00)
    empty = (0.67, 0.65, 0.71, 0.77, 0.80, 0.83, 0.92)
    share = (39, 41, 42, 44, 45, 46, 48)
    base, unit, x0, step, w = 1010, 355, 200, 214, 142
    for g in (0.5, 1.0, 1.5):
        p.ink(p.mask().rect(80, base - g * unit - 0.8, 1690, base - g * unit + 0.8, 0), RULE, tex=False)
        p.write(80, base - g * unit - 12, f"{g:.1f}", "sans", 32, "#6a665d")
    for i, (year, f, e, s) in enumerate(zip(years, full, empty, share, strict=True)):
        x, mid, top = x0 + i * step, base - f * unit, base - (f + e) * unit
        solid = p.mask().rect(x, mid, x + w, base, 0.6)
        p.ink(solid, c.RUST)
        ribs = p.mask()
        for k in range(1, 8):
            ribs.rect(x + k * w / 8 - 1.5, mid + 10, x + k * w / 8 + 1.5, base - 10, 0)
        p.ink(ribs, "#8f3d1f", 0.55)
        p.ink(p.mask().rect(x, top, x + w, mid, 0.6), c.RUST)
        p.ink(p.mask().rect(x + 5, top + 5, x + w - 5, mid - (2 if i else 2), 0), GROUND, tex=False)
        p.write(x + w / 2, top - 22, f"{s} %", "serif-bold", 46, c.RUST if i == 6 else c.INK, "ms")
        p.write(x + w / 2, base + 50, str(year), "sans-bold" if i == 6 else "sans", 36, c.INK, "ms")
    x = x0 + 6 * step + w / 2
    p.write(x, base - 1.44 * unit, "empty", "sans", 36, c.RUST, "ms")
    p.write(x, base - 0.5 * unit, "full", "sans-bold", 36, "#ffffff", "ms")
    p.write(x, base - 1.3 * unit, "0.92", "sans", 36, c.RUST, "ms")
    p.write(x, base - 0.38 * unit, "1.00", "sans", 36, "#ffffff", "ms")
    p.ink(p.mask().rect(80, base - 2, 1690, base + 2, 0), c.INK, tex=False)


def chart_whales(p: Press) -> None:
    """A dot for every whale, years true to time."""
    frame(
        p,
        "Fin whales identified in the strait",
        "Each dot is one animal, by year of survey",
        "Institute of the Strait, University of Vellamar.",
        "#fbf9f2",
    )
    base = 985

    def at(year: float) -> float:
        return 150 + (year - 1970) / 55 * 1440

    for year in range(1970, 2021, 10):
        p.ink(p.mask().rect(at(year) - 1, base + 6, at(year) + 1, base + 24, 0), c.INK, tex=False)
        p.write(at(year), base + 66, str(year), "sans", 34, "#6a665d", "ms")
    p.ink(p.mask().rect(110, base + 4, 1690, base + 7, 0), c.INK, tex=False)
    limit = at(2014)
    p.ink(p.mask().rect(limit - 1.5, 300, limit + 1.5, base + 4, 0), BRICK_RED, tex=False)
    p.write(limit - 22, 326, "2014: night speed", "serif-italic", 38, BRICK_RED, "rs")
    p.write(limit - 22, 374, "limit, 12 knots", "serif-italic", 38, BRICK_RED, "rs")
    for year, n in ((1974, 64), (1988, 22), (2008, 9), (2019, 27), (2025, 61)):
        dots = p.mask()
        for k in range(n):
            dots.ellipse(at(year) - 46 + (k % 4) * 31, base - 26 - (k // 4) * 33, 13.2, 12.6)
        p.ink(dots, c.TEAL if year == 2025 else "#4f9a92")
        top = base - 26 - ((n - 1) // 4) * 33
        p.write(
            at(year),
            top - 36,
            str(n),
            "serif-bold",
            66 if year == 2025 else 56,
            c.TEAL if year == 2025 else c.INK,
            "ms",
        )
        if year not in (1970,):
            p.write(
                at(year),
                base + 66 if year == 2025 else base - 26 - ((n - 1) // 4) * 33 - 108,
                str(year),
                "sans-bold",
                34,
                c.INK,
                "ms",
            )


def chart_pressing(p: Press) -> None:
    """Twelve clubs by pressing and points, and one arrow."""
    frame(
        p,
        "Press less, win more",
        "The twelve clubs of the Strait League, per match",
        "Courier count of all matches this season.",
    )
    teams = (
        ("Vellamar Athletic", 96, 2.10),
        ("Callis United", 148, 2.00),
        ("SC Ropewalk", 139, 1.86),
        ("Great Sister Rovers", 121, 1.67),
        ("", 132, 1.52),
        ("", 117, 1.43),
        ("", 144, 1.38),
        ("", 108, 1.24),
        ("", 126, 1.14),
        ("", 151, 0.95),
        ("", 112, 0.81),
        ("", 137, 0.62),
    )

    def at(x: float, y: float) -> tuple[float, float]:
        return 210 + (x - 88) / 68 * 1440, 990 - (y - 0.4) / 1.9 * 700

    _pressing_grid(p, at)
    a, b = at(143, 1.48), at(96, 2.10)
    path = [a, ((a[0] + b[0]) / 2 - 60, (a[1] + b[1]) / 2 + 70), (b[0] + 46, b[1] + 32)]
    p.ink(
        p.mask()
        .brush(path, [3, 6, 9])
        .poly([(b[0] + 20, b[1] + 18), (b[0] + 70, b[1] + 22), (b[0] + 50, b[1] + 60)], 0),
        c.LEAF,
    )
    p.ink(p.mask().ellipse(*a, 21).ellipse(*a, 14, on=False), c.LEAF)
    p.write(a[0] - 4, a[1] - 74, "Athletic", "serif-italic", 32, c.LEAF)
    p.write(a[0] - 4, a[1] - 36, "last season", "serif-italic", 32, c.LEAF)
    for i, (name, x, y) in enumerate(teams):
        px, py = at(x, y)
        p.ink(p.mask().ellipse(px, py, 27 if i == 0 else 17), c.LEAF if i == 0 else "#9b978c")
        if i == 0:
            p.write(px - 10, py - 46, name, "sans-bold", 40, c.LEAF)
        elif name:
            p.write(px + (0 if i != 1 else 0), py - 34, name, "sans", 36, c.INK, "ms")


def _pressing_grid(p: Press, at: Callable[[float, float], Pt]) -> None:
    """Rules, figures and the names of the axes."""
    for g in (0.5, 1.0, 1.5, 2.0):
        y = at(88, g)[1]
        p.ink(p.mask().rect(200, y - 0.8, 1700, y + 0.8, 0), RULE, tex=False)
        p.write(180, y + 12, f"{g:.1f}", "sans", 34, "#6a665d", "rs")
    for g in (90, 100, 110, 120, 130, 140, 150):
        p.write(at(g, 0.4)[0], 1040, str(g), "sans", 34, "#6a665d", "ms")
    p.ink(p.mask().rect(200, 990, 1700, 993, 0), c.INK, tex=False)
    p.write(1700, 1088, "pressing actions per match", "serif-italic", 34, "#55524b", "rs")
    p.write(84, 258, "points per match", "serif-italic", 34, "#55524b")


SCENES = {
    "chart-poll": chart_poll,
    "chart-containers": chart_containers,
    "chart-whales": chart_whales,
    "chart-pressing": chart_pressing,
}
