"""The search page: the question, filters, and the stories found with the words marked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.core.formats import number
from broadsheet.core.lite import has_lite_twin, page_template
from broadsheet.editions.models import Edition
from broadsheet.editions.queries import edition_of, editions_of
from broadsheet.search.excerpts import excerpt, highlighted
from broadsheet.search.public import MOST, IndexFilter, SearchResults, did_you_mean, find
from broadsheet.search.questions import LONGEST_QUESTION, Question, question
from broadsheet.stories.models import Article, Person, Section, StoryKind
from broadsheet.stories.reading.cards import Card, card_of
from broadsheet.stories.reading.story_page import home_trail
from broadsheet.stories.text import searchable_text

from .calendar import begin_of

PAGE_LENGTH = 20
NAMES_OFFERED = 300
PARAMETERS = ("q", "section", "author", "kind", "from", "to", "sort")


class Result(NamedTuple):
    """A story that was found."""

    card: Card
    headline: SafeString
    excerpt: SafeString


@dataclass
class SearchFilters:
    """The question and filters in the address. `refused` has one sentence for each value that is not valid."""

    values: dict[str, str]
    question: Question
    narrowing: IndexFilter
    page: int = 1
    refused: list[str] = field(default_factory=list)

    @property
    def newest_first(self) -> bool:
        """By minute of publication instead of by relevance."""
        return self.values["sort"] == "newest"

    @property
    def days(self) -> tuple[str, str]:
        """Values of the fields for the first and the last day. Browsers accept nothing but a date there."""
        first, last = (value if _is_date(value) else "" for value in (self.values["from"], self.values["to"]))
        return first, last

    def url(self, **changed: str | int) -> str:
        """The address of the same search with some values changed. Empty values are left out."""
        named = {**self.values, **{name: str(value) for name, value in changed.items()}}
        return "?" + urlencode({name: value for name, value in named.items() if value or name == "q"})


class SearchPage:
    """The same search in the other editions."""

    def __init__(self, asked: str) -> None:
        self.asked = asked

    def edition_urls(self, request: HttpRequest) -> dict[str, str]:
        """Language code -> path."""
        urls = {}
        for edition in editions_of(request):
            if edition.is_open:
                with translation.override(edition.code):
                    urls[edition.code] = reverse("finding:search") + (
                        f"?{urlencode({'q': self.asked})}" if self.asked else ""
                    )
        return urls


@has_lite_twin
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The stories of this edition that match the question."""
    edition = edition_of(request)
    sections = list(Section.objects.in_bar_of(edition.code))
    wanted = _wanted(request, edition, sections)
    if any(not value for name, value in request.GET.items() if name in PARAMETERS and name != "q"):
        return HttpResponseRedirect(
            request.path + wanted.url()
        )  # a form also sends its empty fields; an address to pass on is better without them
    results = SearchResults(ids=[], total=0, is_capped=False)
    if not wanted.refused:
        start = (wanted.page - 1) * PAGE_LENGTH
        results = find(
            wanted.question, wanted.narrowing, newest_first=wanted.newest_first, start=start, length=PAGE_LENGTH
        )
    instead = did_you_mean(wanted.question, wanted.narrowing) if wanted.question and results.total < 3 else ""
    context = {
        "wanted": wanted,
        "results": _results(results.ids, wanted.question, request),
        "total": number(results.total, edition),
        "matches": results,
        "most": number(MOST, edition),
        "instead": instead,
        "instead_url": wanted.url(q=instead) if instead else "",
        "sections": sections,
        "kinds": StoryKind.choices,
        "names": _people(edition).values_list("name", flat=True)[:NAMES_OFFERED],
        "is_narrowed": any(wanted.values[name] for name in ("section", "author", "kind", "from", "to")),
        "wider_url": wanted.url(section="", author="", kind="", **{"from": "", "to": ""}),
        "sorts": [(_("Best first"), wanted.url(sort=""), not wanted.newest_first),
                  (_("Newest first"), wanted.url(sort="newest"), wanted.newest_first)],
        "previous_url": wanted.url(page=wanted.page - 1) if wanted.page > 1 else "",
        "next_url": wanted.url(page=wanted.page + 1) if results.total > wanted.page * PAGE_LENGTH else "",
        "breadcrumb": home_trail(request),
        "subject": SearchPage(wanted.question.asked),
    }  # fmt: skip
    return render(request, page_template(request, "finding/search.html"), context)


def _wanted(request: HttpRequest, edition: Edition, sections: list[Section]) -> SearchFilters:
    values = {
        name: " ".join(request.GET.get(name, "").replace("\x00", " ").split())[:LONGEST_QUESTION] for name in PARAMETERS
    }
    asked = question(values["q"], edition.code)
    refused: list[str] = []
    facets: dict[str, str] = {}
    if values["section"]:
        section = next((candidate for candidate in sections if candidate.slug == values["section"]), None)
        if section is None:
            refused.append(
                _("There is no section “%(value)s”. Choose one from the list.") % {"value": values["section"]}
            )
        else:
            facets["section"] = str(section.pk)
    if values["kind"]:
        if values["kind"] not in StoryKind.values:
            refused.append(
                _("There is no kind of story “%(value)s”. Choose one from the list.") % {"value": values["kind"]}
            )
        else:
            facets["kind"] = values["kind"]
    if values["author"]:
        person = _person(values["author"], edition)
        if person is None:
            refused.append(_("Nobody called “%(value)s” writes here. Check the name.") % {"value": values["author"]})
        else:
            facets["person"] = str(person.pk)
            values["author"] = person.name
    since, until = (_date(values[name], refused) for name in ("from", "to"))
    if since and until and since > until:
        refused.append(_("The first day is after the last. Change one of them."))
    narrowing = IndexFilter(
        edition=edition.code,
        facets=facets,
        since=begin_of(since, edition.zone) if since else None,
        until=begin_of(until + timedelta(days=1), edition.zone) if until else None,
    )
    page = request.GET.get("page", "1")
    last = MOST // PAGE_LENGTH
    return SearchFilters(
        values, asked, narrowing, min(max(int(page), 1), last) if page.isdecimal() and len(page) < 6 else 1, refused
    )


def _people(edition: Edition) -> QuerySet[Person]:
    """The people with stories that readers can see."""
    return Person.objects.filter(locale=edition.locale_id).with_open_stories()


def _person(name: str, edition: Edition) -> Person | None:
    """The person with this slug (as in links) or this name (as readers type it)."""
    people = _people(edition)
    return people.filter(slug=name).first() or people.filter(name__iexact=name).first()


def _is_date(value: str) -> bool:
    return bool(value) and _date(value, []) is not None


def _date(value: str, refused: list[str]) -> date | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
        if not 1600 <= day.year <= 9000:
            raise ValueError
        return day
    except ValueError:
        refused.append(_("“%(value)s” is not a date. Write it as 2026-11-22.") % {"value": value})
        return None


def _results(ids: list[int], asked: Question, request: HttpRequest) -> list[Result]:
    """The stories on this page of results. Only their texts are read."""
    stories = Article.objects.open_by_id(ids)
    texts = dict(Article.objects.filter(pk__in=list(stories)).values_list("pk", "body"))
    results = []
    for pk in ids:
        if pk in stories:
            card = card_of(stories[pk], request=request)
            body = searchable_text(texts[pk]) if pk in texts else ""
            shown = excerpt(body, asked) or highlighted(card.standfirst, asked)
            results.append(Result(card, highlighted(card.headline, asked), shown))
    return results
