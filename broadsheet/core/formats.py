"""Dates, minutes and numbers in an edition's language, zone and digits (Unicode CLDR, through Babel)."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Protocol

from babel import Locale as CldrLocale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal

_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Conventions(Protocol):
    """How an edition writes dates and numbers; `editions.Edition` implements this."""

    @property
    def code(self) -> str: ...
    @property
    def zone(self) -> tzinfo: ...
    @property
    def digits(self) -> str: ...


@dataclass(frozen=True)
class PlainConventions:
    """The conventions of a language, for pages without an edition (the gallery, an error page)."""

    code: str = "en"
    digits: str = "latn"
    zone: tzinfo = field(default_factory=lambda: zoneinfo.ZoneInfo("UTC"))


def cldr_locale(code: str) -> CldrLocale:
    """CLDR's locale for a language code; British English for `en`, and for languages that CLDR lacks."""
    try:
        return CldrLocale.parse("en_GB" if code == "en" else code.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return CldrLocale.parse("en_GB")


def in_digits(text: str, by: Conventions) -> str:
    """The text with the digits that the edition uses."""
    return text.translate(_ARABIC_DIGITS) if by.digits == "arab" else text


def _day(moment: datetime | date, by: Conventions) -> date:
    return moment.astimezone(by.zone).date() if isinstance(moment, datetime) else moment


def _comma(by: Conventions) -> str:
    return "، " if by.code in {"ar", "fa", "ur"} else ", "


def long_date(moment: datetime | date, by: Conventions) -> str:
    """The date with its weekday, such as “Sunday, 22 November 2026”."""
    return in_digits(format_date(_day(moment, by), "full", locale=cldr_locale(by.code)), by)


def day_date(moment: datetime | date, by: Conventions) -> str:
    """The date, such as “22 November 2026”."""
    return in_digits(format_date(_day(moment, by), "long", locale=cldr_locale(by.code)), by)


def short_date(moment: datetime | date, by: Conventions) -> str:
    """The day and month, such as “22 Nov”."""
    return in_digits(format_skeleton("MMMd", _day(moment, by), locale=cldr_locale(by.code)), by)


def time_of_day(moment: datetime, by: Conventions) -> str:
    """The time on a 24-hour clock in the edition's zone, such as “14:05”."""
    return in_digits(
        format_time(moment.astimezone(by.zone).replace(tzinfo=None), "HH:mm", locale=cldr_locale(by.code)), by
    )


def minute(moment: datetime, by: Conventions) -> str:
    """The date and time, such as “22 November 2026, 14:05”."""
    return f"{day_date(moment, by)}{_comma(by)}{time_of_day(moment, by)}"


def short_minute(moment: datetime, by: Conventions) -> str:
    """The day and time for lists, such as “22 Nov, 14:05”."""
    return f"{short_date(moment, by)}{_comma(by)}{time_of_day(moment, by)}"


def number(value: float, by: Conventions) -> str:
    """The number with the edition's separators and digits."""
    return in_digits(format_decimal(value, locale=cldr_locale(by.code)), by)
