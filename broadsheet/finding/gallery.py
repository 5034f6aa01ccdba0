"""Examples of this app's components."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from broadsheet.core.formats import PlainConventions, in_digits
from broadsheet.core.formats import number as formatted
from broadsheet.core.gallery import Example
from broadsheet.search.excerpts import highlighted
from broadsheet.search.questions import question
from broadsheet.stories.gallery import a_card

from .archive import ArchiveLink
from .calendar import month_name, month_of
from .search_page import Result


def _calendar() -> dict[str, object]:
    by = PlainConventions(get_language() or "en")
    days = {date(2026, 11, number): f"#day-{number}" for number in (3, 6, 10, 13, 16, 17, 22)}
    return {"calendar": month_of(2026, 11, urls=days, by=by, current=date(2026, 11, 17))}


def _steps() -> dict[str, object]:
    by = PlainConventions(get_language() or "en")
    counts = (0, 3, 1, 12, 0, 48)
    months = [
        ArchiveLink(month_name(number, by), f"#month-{number}" if count else "", count, formatted(count, by))
        for number, count in enumerate(counts, start=1)
    ]
    return {
        "months": months,
        "months_title": in_digits("2026", by),
        "years": [ArchiveLink(in_digits("2025", by), "#2025")],
    }


def _result() -> dict[str, object]:
    card = a_card()
    asked = question(card.headline.split()[1], get_language() or "en")
    return {"result": Result(card, highlighted(card.headline, asked), highlighted(card.standfirst, asked))}


EXAMPLES = [
    Example(stem="calendar", app="finding", title=_("Calendar"), context=_calendar),
    Example(stem="archive_steps", app="finding", title=_("Archive"), context=_steps),
    Example(stem="search_result", app="finding", title=_("Search result"), context=_result),
    Example(stem="search_box", app="finding", title=_("Search box")),
]
