"""Lines and areas over time."""
# fmt: off

from collections.abc import Sequence

from . import palettes as c
from .charts import BRICK_RED, GROUND, NAVY, RULE, frame
from .press import Press, ramp
from .shapes import Pt


def _grid(p: Press, levels: Sequence[float], y_of: dict[float, float], right: float) -> None:
    for g in levels:
        p.ink(p.mask().rect(80, y_of[g] - 0.8, right, y_of[g] + 0.8, 0), RULE, tex=False)
        p.write(80, y_of[g] - 12, f"{g:g}", "sans", 34, "#6a665d")


def chart_inflation(p: Press) -> None:
    """Inflation's line and the bank's steps."""
    frame(
        p,
        "Inflation, per cent on a year before",
        "and the main rate of the Bank of Orsany",
        "Bank of Orsany. Latest: last month.",
    )
    years = ("2021", "2022", "2023", "2024", "2025", "now")
    prices = (1.8, 5.9, 4.7, 3.4, 2.8, 2.6)
    rate = (0.50, 2.50, 4.25, 3.75, 3.25, 3.25)

    def at(i: float, v: float) -> Pt:
        return 190 + i * 218, 1000 - v * 118

    _grid(p, (0, 1, 2, 3, 4, 5, 6), {g: at(0, g)[1] for g in range(7)}, 1290)
    dotted = p.mask()
    for k in range(58):
        dotted.ellipse(150 + k * 20, at(0, 2)[1], 3.6)
    p.ink(dotted, c.INK, tex=False)
    line = [at(i, v) for i, v in enumerate(prices)]
    fill = p.mask().poly([*line, at(5, 0), at(0, 0)], 0)
    p.grain(fill, "#e7b7a2", ramp((0, 300), (0, 1000), 0.55, 0.02))
    steps = p.mask()
    pts: list[Pt] = []
    for i, v in enumerate(rate):
        pts += [at(i - 0.5 if i else 0, v), at(min(i + 0.5, 5), v)]
    steps.line(pts, 8)
    p.ink(steps, NAVY, tex=False)
    p.ink(p.mask().line(line, 13), BRICK_RED, tex=False)
    dots = p.mask()
    for x, y in line:
        dots.ellipse(x, y, 14)
    p.ink(dots, BRICK_RED, tex=False)
    p.write(line[1][0] + 26, line[1][1] + 4, "5.9", "serif-bold", 50, BRICK_RED)
    for i, y in enumerate(years):
        p.write(at(i, 0)[0], 1056, y, "sans-bold" if i == 5 else "sans", 36, c.INK, "ms")
    p.ink(p.mask().rect(80, 998, 1290, 1002, 0), c.INK, tex=False)
    x = 1326
    for words, num, v, col, dy in (
        ("Rate", "3.25", 3.25, NAVY, -10),
        ("Inflation", "2.6", 2.6, BRICK_RED, 26),
        ("Target", "2", 2.0, c.INK, 44),
    ):
        p.write(x, at(0, v)[1] + dy, words, "sans", 42, col)
        p.write(1720, at(0, v)[1] + dy + 4, num, "serif-bold", 60, col, "rs")


def chart_water_supply(p: Press) -> None:
    """Three sources stacked, and the line they ought to stay under."""
    frame(
        p, "Where the water comes from", "Million litres a day", "Orso Water; target of the city\u2019s drought plan."
    )
    res = (104, 103, 101, 98, 94, 88, 82)
    springs = (49, 49, 48, 47, 46, 45, 44)
    desal = (0, 0, 0, 6, 12, 18, 22)

    def at(i: float, v: float) -> Pt:
        return 170 + i * 176, 1000 - v * 4.45

    floor = [0.0] * 7
    layers = (("Reservoirs", res, "#1f4a75"), ("Karst springs", springs, "#6fa3bd"), ("Desalination", desal, "#e58f93"))
    for name, values, col in layers:
        top = [a + b for a, b in zip(floor, values, strict=True)]
        area = p.mask().poly(
            [at(i, v) for i, v in enumerate(top)] + [at(i, v) for i, v in reversed(list(enumerate(floor)))], 0
        )
        p.ink(area, col)
        p.ink(p.mask().line([at(i, v) for i, v in enumerate(top)], 4), GROUND, tex=False)
        mid = at(6, (floor[6] + top[6]) / 2)[1]
        p.write(1266, mid - 4, name, "sans-bold", 40, col if name != "Desalination" else "#c0565e")
        p.write(1266, mid + 46, f"{values[0]}, now {values[-1]}", "serif", 42, "#55524b")
        floor = top
    for g in (50, 100, 150):
        p.ink(p.mask().rect(96, at(0, g)[1] - 0.8, 170, at(0, g)[1] + 0.8, 0), RULE, tex=False)
        p.write(80, at(0, g)[1] + 12, str(g), "sans", 34, "#6a665d")
    dash = p.mask()
    y = at(0, 118)[1]
    for k in range(40):
        dash.rect(150 + k * 28, y - 3, 168 + k * 28, y + 3, 0)
    p.ink(dash, c.INK, tex=False)
    p.write(186, y - 20, "Target 118", "sans-bold", 42, "#ffffff")
    for i in range(7):
        p.write(at(i, 0)[0], 1052, str(2019 + i), "sans", 34, c.INK, "ms")
    p.ink(p.mask().rect(150, 998, 1246, 1002, 0), c.INK, tex=False)
    for i, total in ((0, 153), (6, 148)):
        p.write(at(i, total)[0], at(i, total)[1] - 22, str(total), "serif-bold", 50, c.INK, "ls" if i == 0 else "rs")


SCENES = {"chart-inflation": chart_inflation, "chart-water-supply": chart_water_supply}
