"""The archive by date: every year, month and day of an edition, in its own time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.core.formats import day_date, in_digits
from broadsheet.core.formats import number as formatted
from broadsheet.core.lite import has_lite_twin, page_template
from broadsheet.core.restrictions import restricted_paths
from broadsheet.edge.storable import stored
from broadsheet.editions.models import Edition
from broadsheet.editions.queries import edition_of, editions_of
from broadsheet.stories.models import Article
from broadsheet.stories.reading.lists import story_list
from broadsheet.stories.reading.story_page import home_trail

from .calendar import Month, begin_of, month_name, month_of, month_title, next_month

FIRST_YEAR, LAST_YEAR = 1600, 9998


class ArchiveLink(NamedTuple):
    """A link to a year, a month or a day. Its address is empty if there are no stories."""

    name: str
    url: str
    stories: int = 0
    shown: str = ""  # the number of stories in the edition's digits


class ArchivePage:
    """The part of the archive on the page. The switcher asks it for the same part in other editions."""

    def __init__(self, *parts: int) -> None:
        self.parts = parts

    def edition_urls(self, request: HttpRequest) -> dict[str, str]:
        """Every open edition has an archive, but a year, month or day only if it has stories of that time."""
        urls = {}
        for edition in editions_of(request):
            if edition.is_open and (not self.parts or rows_between(edition, *span_of(self.parts)).exists()):
                urls[edition.code] = archive_url(edition, *self.parts)
        return urls


def archive_url(edition: Edition, *parts: int) -> str:
    """The address of a part of an edition's archive."""
    name = ("archive", "archive_year", "archive_month", "archive_day")[len(parts)]
    with translation.override(edition.code):
        return reverse(f"finding:{name}", args=parts)


def span_of(parts: tuple[int, ...]) -> tuple[date, date]:
    """First day, and the day after the last, of a year, month or day; raises Http404 for a date that does not exist."""
    try:
        if not FIRST_YEAR <= parts[0] <= LAST_YEAR:
            raise ValueError
        if len(parts) == 1:
            return date(parts[0], 1, 1), date(parts[0] + 1, 1, 1)
        if len(parts) == 2:
            return date(parts[0], parts[1], 1), date(*next_month(parts[0], parts[1]), 1)
        day = date(parts[0], parts[1], parts[2])
        return day, day + timedelta(days=1)
    except ValueError as error:
        raise Http404 from error


def rows_between(edition: Edition, first: date, after: date) -> QuerySet[Article]:
    """Stories listed on these days in the edition's zone. Reads the index alone, because every listed story is live."""
    rows = Article.objects.filter(
        edition=edition.code,
        listed_at__gte=begin_of(first, edition.zone),
        listed_at__lt=begin_of(after, edition.zone),
    )
    for path in restricted_paths():
        rows = rows.exclude(path__startswith=path)
    return rows


def years_of(edition: Edition) -> Iterator[int]:
    """The years with stories, newest first; one query per year."""
    before = datetime(LAST_YEAR, 1, 1, tzinfo=UTC)
    while True:
        newest = (
            Article.objects.live_in(edition.code)
            .filter(listed_at__lt=before)
            .values_list("listed_at", flat=True)
            .first()
        )
        if newest is None:
            return
        year = newest.astimezone(edition.zone).year
        yield year
        before = begin_of(date(year, 1, 1), edition.zone)


@stored("part")
@has_lite_twin
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """All years, and the months of the newest one."""
    edition = edition_of(request)
    years = list(years_of(edition))
    steps = [ArchiveLink(in_digits(str(year), edition), archive_url(edition, year)) for year in years]
    context = {"title": _("Archive"), "years": steps, "months": _months(edition, years[0]) if years else []}
    if years:
        context["months_title"] = steps[0].name
    return _page(request, "finding/archive.html", edition, (), context)


@stored("part")
@has_lite_twin
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """The months of a year."""
    edition = edition_of(request)
    span_of((year,))
    months = _months(edition, year)
    if not any(month.stories for month in months):
        raise Http404
    context = {"title": in_digits(str(year), edition), "months": months, **_around_year(edition, year)}
    return _page(request, "finding/archive.html", edition, (year,), context)


@stored("before", "part")
@has_lite_twin
@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month: its calendar and its stories, newest first."""
    return _days(request, (year, month))


@stored("before", "part")
@has_lite_twin
@require_safe
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """A day: its stories, with the month's calendar beside them."""
    return _days(request, (year, month, day))


def _days(request: HttpRequest, parts: tuple[int, ...]) -> HttpResponse:
    edition = edition_of(request)
    first, after = span_of(parts)
    stories = Article.objects.live_in(edition.code).filter(
        listed_at__gte=begin_of(first, edition.zone), listed_at__lt=begin_of(after, edition.zone)
    )
    listed = story_list(stories, request)
    if not listed["cards"]:
        raise Http404
    is_day = len(parts) == 3
    title = day_date(first, edition) if is_day else month_title(parts[0], parts[1], edition)
    context = {
        "title": title,
        "calendar": _calendar(edition, parts),
        **_around(edition, parts, first, after),
        **listed,
    }
    return _page(request, "finding/archive_days.html", edition, parts, context)


def _page(
    request: HttpRequest, template: str, edition: Edition, parts: tuple[int, ...], context: dict[str, Any]
) -> HttpResponse:
    trail = home_trail(request)
    if parts:
        trail.append((_("Archive"), archive_url(edition)))
    if len(parts) > 1:
        trail.append((in_digits(str(parts[0]), edition), archive_url(edition, parts[0])))
    if len(parts) > 2:
        trail.append((month_name(parts[1], edition), archive_url(edition, *parts[:2])))
    return render(
        request,
        page_template(request, template),
        {"breadcrumb": trail, "subject": ArchivePage(*parts), "head_title": context["title"], **context},
    )


def _months(edition: Edition, year: int) -> list[ArchiveLink]:
    """The twelve months of a year with the number of stories in each, in one query."""
    begins = [begin_of(date(year, number, 1), edition.zone) for number in range(1, 13)]
    begins.append(begin_of(date(year + 1, 1, 1), edition.zone))
    counts = {
        f"m{number}": Count("pk", filter=Q(listed_at__gte=begins[number - 1], listed_at__lt=begins[number]))
        for number in range(1, 13)
    }
    counted = rows_between(edition, date(year, 1, 1), date(year + 1, 1, 1)).aggregate(**counts)
    return [
        ArchiveLink(
            month_name(number, edition),
            archive_url(edition, year, number) if counted[f"m{number}"] else "",
            counted[f"m{number}"],
            formatted(counted[f"m{number}"], edition),
        )
        for number in range(1, 13)
    ]


def _calendar(edition: Edition, parts: tuple[int, ...]) -> Month:
    """The calendar of the month. Its query answers which days have stories, so a second story on a day does not change the answer."""
    first, after = span_of(parts[:2])
    days = [first + timedelta(days=number) for number in range((after - first).days)]
    begins = [begin_of(day, edition.zone) for day in (*days, after)]
    counted = rows_between(edition, first, after).aggregate(
        **{
            f"d{day.day}": Max(Value(1), filter=Q(listed_at__gte=begins[place], listed_at__lt=begins[place + 1]))
            for place, day in enumerate(days)
        }
    )
    urls = {day: archive_url(edition, day.year, day.month, day.day) for day in days if counted[f"d{day.day}"]}
    current = date(*parts) if len(parts) == 3 else None
    return month_of(parts[0], parts[1], urls=urls, by=edition, current=current)


def _around(edition: Edition, parts: tuple[int, ...], first: date, after: date) -> dict[str, ArchiveLink]:
    """The nearest month or day with stories before and after."""
    stories = Article.objects.live_in(edition.code)
    before = stories.filter(listed_at__lt=begin_of(first, edition.zone)).values_list("listed_at", flat=True).first()
    later = stories.filter(listed_at__gte=begin_of(after, edition.zone)).order_by("listed_at")
    following = later.values_list("listed_at", flat=True).first()
    links = {}
    for name, moment in (("earlier", before), ("later", following)):
        if moment:
            when = moment.astimezone(edition.zone).date()
            is_day = len(parts) == 3
            shown = day_date(when, edition) if is_day else month_title(when.year, when.month, edition)
            address = (when.year, when.month, when.day) if is_day else (when.year, when.month)
            links[name] = ArchiveLink(shown, archive_url(edition, *address))
    return links


def _around_year(edition: Edition, year: int) -> dict[str, ArchiveLink]:
    years = list(years_of(edition))
    earlier = next((other for other in years if other < year), None)
    later = next((other for other in reversed(years) if other > year), None)
    named = {"earlier": earlier, "later": later}
    return {
        name: ArchiveLink(in_digits(str(other), edition), archive_url(edition, other))
        for name, other in named.items()
        if other
    }
