"""The parts of stories that can be searched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from broadsheet.core.restrictions import open_to_all
from broadsheet.search.entries import SearchEntry

from .models import Article, ArticleTag, Byline
from .text import searchable_text


class StorySource:
    """Stories in the readers' index, with section, kind and person as filters."""

    def entries(self, ids: Iterable[int]) -> list[SearchEntry]:
        """Entries of the live stories among `ids` that everybody may read; five queries."""
        stories = open_to_all(Article.objects.filter(pk__in=list(ids), listed_at__isnull=False))
        fields = (
            "pk",
            "edition",
            "listed_at",
            "title",
            "short_headline",
            "standfirst",
            "body",
            "dateline",
            "kind",
            "section_id",
        )
        rows = list(stories.values_list(*fields))
        if not rows:
            return []
        live = [row[0] for row in rows]
        people, names = _people(live)
        for pk, name in _labels(live):
            names[pk].append(name)
        return [
            SearchEntry(
                page_id=pk,
                edition=edition,
                listed_at=listed_at,
                headline=f"{title}\n{short}" if short else title,
                standfirst=standfirst,
                body=searchable_text(body),
                names=tuple([*names[pk], dateline] if dateline else names[pk]),
                facets={"section": [str(section)] if section else [], "kind": [kind], "person": people[pk]},
            )
            for pk, edition, listed_at, title, short, standfirst, body, dateline, kind, section in rows
        ]

    def ids_after(self, page_id: int, count: int) -> list[int]:
        """The next ids of all stories; drafts among them have no entry."""
        return list(Article.objects.filter(pk__gt=page_id).order_by("pk").values_list("pk", flat=True)[:count])

    def how_many(self) -> int:
        """All stories, including drafts."""
        return Article.objects.count()

    def queryset(self, edition: str, facets: dict[str, str]) -> QuerySet[Article]:
        """Live stories of an edition, filtered."""
        stories = Article.objects.live_in(edition)
        if "section" in facets:
            stories = stories.filter(section=facets["section"])
        if "kind" in facets:
            stories = stories.filter(kind=facets["kind"])
        if "person" in facets:
            stories = stories.filter(pk__in=Byline.objects.filter(person=facets["person"]).values("article_id"))
        return stories


def _people(ids: list[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """(story -> ids of its people, story -> names as printed)."""
    people: dict[int, list[str]] = defaultdict(list)
    names: dict[int, list[str]] = defaultdict(list)
    bylines = Byline.objects.filter(article__in=ids).order_by("article_id", "sort_order")
    for pk, person, name, guest in bylines.values_list("article_id", "person_id", "person__name", "guest"):
        if person:
            people[pk].append(str(person))
        names[pk].append(name or guest)
    return people, names


def _labels(ids: list[int]) -> Iterable[tuple[int, str]]:
    """(story, name of one of its tags or topics)."""
    topics = Article.topics.through.objects.filter(article__in=ids).order_by("pk")
    yield from topics.values_list("article_id", "topic__name")
    tags = ArticleTag.objects.filter(content_object__in=ids).order_by("pk")
    yield from tags.values_list("content_object_id", "tag__name")
