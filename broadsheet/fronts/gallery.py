"""Examples of this app's components."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from broadsheet.core.formats import PlainConventions, in_digits
from broadsheet.core.formats import number as formatted
from broadsheet.core.gallery import Example
from broadsheet.search.excerpts import highlighted
from broadsheet.search.questions import question
from broadsheet.stories.gallery import a_card

from .archive import Step
from .calendar import month_name, month_of
from .layout import FilledContainer
from .search_page import Result


def _filled(kind: str, count: int) -> Callable[[], dict[str, Any]]:
    def context() -> dict[str, Any]:
        cards = [a_card(kind="opinion" if kind == "opinion" else "news") for _number in range(count)]
        return {"container": FilledContainer(kind=kind, heading="", settings={}, cards=cards)}

    return context


def _calendar() -> dict[str, Any]:
    by = PlainConventions(get_language() or "en")
    days = {date(2026, 11, number): f"#day-{number}" for number in (3, 6, 10, 13, 16, 17, 22)}
    return {"calendar": month_of(2026, 11, urls=days, by=by, current=date(2026, 11, 17))}


def _steps() -> dict[str, Any]:
    by = PlainConventions(get_language() or "en")
    counts = (0, 3, 1, 12, 0, 48)
    months = [
        Step(month_name(number, by), f"#month-{number}" if count else "", count, formatted(count, by))
        for number, count in enumerate(counts, start=1)
    ]
    return {"months": months, "months_title": in_digits("2026", by), "years": [Step(in_digits("2025", by), "#2025")]}


def _result() -> dict[str, Any]:
    card = a_card()
    asked = question(card.headline.split()[1], get_language() or "en")
    return {"result": Result(card, highlighted(card.headline, asked), highlighted(card.standfirst, asked))}


EXAMPLES = [
    Example(stem="lead_package", app="fronts", title=_("Lead package"), context=_filled("lead_package", 6)),
    Example(stem="top_stories", app="fronts", title=_("Top stories"), context=_filled("top_stories", 4)),
    Example(stem="section_strip", app="fronts", title=_("Section strip"), context=_filled("section_strip", 4)),
    Example(stem="features", app="fronts", title=_("Features"), context=_filled("features", 3)),
    Example(stem="opinion", app="fronts", title=_("Opinion"), context=_filled("opinion", 4)),
    Example(stem="river", app="fronts", title=_("Latest"), context=_filled("river", 4)),
    Example(stem="calendar", app="fronts", title=_("Calendar"), context=_calendar),
    Example(stem="archive_steps", app="fronts", title=_("Archive"), context=_steps),
    Example(stem="search_result", app="fronts", title=_("Search result"), context=_result),
    Example(stem="search_box", app="fronts", title=_("Search box")),
    Example(
        stem="beside_story",
        app="fronts",
        title=_("Top stories"),
        context=lambda: {
            "top_stories": _filled("top_stories", 3)()["container"],
            "features": _filled("features", 2)()["container"],
        },
    ),
]
