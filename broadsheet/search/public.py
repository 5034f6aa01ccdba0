"""Queries to the readers' index."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from rapidfuzz.distance import DamerauLevenshtein
from wagtail.search.backends import get_search_backend

from . import tables
from .actions.index_pages import edition_numbers, facet_term
from .entries import sources
from .models import PublicEntry
from .questions import Question
from .wagtail_questions import as_wagtail_query, without_queries
from .words import fold, surface

COLUMNS = "headline standfirst body names loose"
# A word in the headline counts for more than one in the text (columns in the order of `tables.TABLES`).
WEIGHTS = (10.0, 4.0, 1.0, 6.0, 0.5, 0.0)
# At most this many results are counted, ranked and shown: ranking all stories with a common word takes 0.2-0.4 s.
MOST = 1000


@dataclass(frozen=True, kw_only=True)
class IndexFilter:
    """The filters of a search; `until` is excluded."""

    edition: str
    facets: dict[str, str] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SearchResults:
    """One page of results as ids of pages, best or newest first.

    `total` is exact below `MOST`. If `is_capped` is set, there are more, and only the newest `MOST` were considered.
    """

    ids: list[int]
    total: int
    is_capped: bool


def find(question: Question, narrowing: IndexFilter, *, newest_first: bool, start: int, length: int) -> SearchResults:
    """Live pages that are open to everybody and match the question."""
    if not question:
        return SearchResults(ids=[], total=0, is_capped=False)
    if not tables.are_here():
        return _find_by_wagtail(question, narrowing, newest_first=newest_first, start=start, length=length)
    number = edition_numbers().get(narrowing.edition)
    if number is None:
        return SearchResults(ids=[], total=0, is_capped=False)
    rows = tables.docid_range(number, narrowing.since, narrowing.until)
    match = _match(question, narrowing)
    newest = tables.newest("search_public", match, rows, MOST + 1)
    is_capped = len(newest) > MOST
    ordered = newest[:MOST] if newest_first else _by_relevance(question, narrowing, rows, newest, is_capped)
    shown = ordered[start : start + length]
    pages = dict(PublicEntry.objects.filter(docid__in=shown).values_list("docid", "page_id"))
    return SearchResults(
        ids=[pages[docid] for docid in shown if docid in pages], total=min(len(newest), MOST), is_capped=is_capped
    )


def _match(question: Question, narrowing: IndexFilter, columns: str = COLUMNS) -> str:
    facets = [f'facets : "{facet_term(name, value)}"' for name, value in sorted(narrowing.facets.items())]
    return " AND ".join([*facets, question.match(columns)])


def _by_relevance(
    question: Question, narrowing: IndexFilter, rows: tuple[int, int], newest: list[int], is_capped: bool
) -> list[int]:
    """Best first. For words that very many stories have, stories with the words in the headline come first, newest first,
    and then the newest of the others. Otherwise bm25 would read every one of these stories."""
    if not is_capped:
        return tables.ranked("search_public", _match(question, narrowing), rows, WEIGHTS, MOST)
    in_headline = tables.newest("search_public", _match(question, narrowing, "headline"), rows, MOST)
    return list(dict.fromkeys(in_headline + newest))[:MOST]


def did_you_mean(question: Question, narrowing: IndexFilter) -> str:
    """The question with each word that no story has replaced by one that readers can find; empty if there is none.

    Words come from the readers' index alone, and the new question has results in this edition. So suggestions reveal
    nothing that is not public.
    """
    if not tables.are_here() or question.phrases or question.without:
        return ""
    better = question.asked
    for token in question.words:
        if token.is_run:
            continue
        word = surface(token.text)
        suggestion = _nearest(word)
        if suggestion and suggestion != word:
            better = better.replace(token.text, suggestion)
    if better == question.asked:
        return ""
    from .questions import question as read

    whole = IndexFilter(edition=narrowing.edition)
    has_results = find(read(better, question.language), whole, newest_first=True, start=0, length=1).total
    return better if has_results else ""


def _nearest(word: str) -> str:
    """The word in the index that is nearest to `word`: one typing error per four letters; the more common of two.

    Words with another first letter are not considered.
    """
    allowed = max(1, len(word) // 4)
    if len(word) < 3:
        return ""
    best = (allowed + 1, 0, "")
    plain = fold(word)
    firsts = {word[0], plain[0]}
    for candidate, stories in (row for first in firsts for row in tables.words_like(first)):
        if abs(len(candidate) - len(word)) > allowed:
            continue
        distance = DamerauLevenshtein.distance(plain, fold(candidate), score_cutoff=allowed)
        if distance == 0:
            return word
        best = min(best, (distance, -stories, candidate))
    return best[2] if best[0] <= allowed else ""


def _find_by_wagtail(
    question: Question, narrowing: IndexFilter, *, newest_first: bool, start: int, length: int
) -> SearchResults:
    """By the database's own search (PostgreSQL). The query itself checks that every page is public now."""
    matching: QuerySet | None = None
    for source in sources():
        pages = source.queryset(narrowing.edition, narrowing.facets)
        if narrowing.since:
            pages = pages.filter(listed_at__gte=narrowing.since)
        if narrowing.until:
            pages = pages.filter(listed_at__lt=narrowing.until)
        matching = pages
    if matching is None:
        return SearchResults(ids=[], total=0, is_capped=False)
    backend = get_search_backend()
    for without in without_queries(question):
        # Excluded by id: `wagtail.search` on PostgreSQL leaves a Not inside an And out.
        matching = matching.exclude(pk__in=[page.pk for page in backend.search(without, matching)[:MOST]])
    ordered = matching.order_by("-listed_at") if newest_first else matching
    results = backend.search(as_wagtail_query(question), ordered, order_by_relevance=not newest_first)
    total = results.count()
    shown = [page.pk for page in results[start : min(start + length, MOST)]]
    return SearchResults(ids=shown, total=min(total, MOST), is_capped=total > MOST)
