"""A month as a printed calendar: weeks of seven days that begin on the edition's first day of the week."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from babel.dates import format_skeleton, get_day_names, get_month_names

from broadsheet.core.formats import Conventions, cldr_locale, in_digits, long_date


@dataclass(frozen=True, kw_only=True)
class Day:
    """One cell; `url` is empty if the day has no stories."""

    number: str
    when: date
    url: str
    is_of_month: bool
    is_current: bool
    label: str  # the whole date, for screen readers


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month with its weeks. Names are in the edition's language."""

    title: str
    weekdays: list[tuple[str, str]]  # (short, in full)
    weeks: list[list[Day]]


def month_of(year: int, month: int, *, urls: dict[date, str], by: Conventions, current: date | None = None) -> Month:
    """The calendar of a month. `urls` gives the link of each day that has one."""
    locale = cldr_locale(by.code)
    first = locale.first_week_day  # 0 is Monday (CLDR weekData)
    short, full = (get_day_names(width, context="stand-alone", locale=locale) for width in ("short", "wide"))
    order = [(first + offset) % 7 for offset in range(7)]
    weeks = [
        [_day(when, month, urls, by, current) for when in week]
        for week in Calendar(firstweekday=first).monthdatescalendar(year, month)
    ]
    return Month(
        title=month_title(year, month, by), weekdays=[(short[index], full[index]) for index in order], weeks=weeks
    )


def _day(when: date, month: int, urls: dict[date, str], by: Conventions, current: date | None) -> Day:
    return Day(
        number=in_digits(str(when.day), by),
        when=when,
        url=urls.get(when, "") if when.month == month else "",
        is_of_month=when.month == month,
        is_current=when == current,
        label=long_date(when, by),
    )


def month_title(year: int, month: int, by: Conventions) -> str:
    """The month and year, such as “November 2026”."""
    title = format_skeleton("yMMMM", date(year, month, 1), locale=cldr_locale(by.code))
    return in_digits(title, by)


def month_name(month: int, by: Conventions) -> str:
    """The month alone, such as “November”."""
    return get_month_names("wide", context="stand-alone", locale=cldr_locale(by.code))[month]


def begin_of(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day in a zone."""
    return datetime.combine(day, time.min, tzinfo=zone)


def next_month(year: int, month: int) -> tuple[int, int]:
    """The month after."""
    return (year + 1, 1) if month == 12 else (year, month + 1)
