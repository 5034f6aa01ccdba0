"""Stories that readers may see, each list one index scan however large the archive."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from broadsheet.core.restrictions import open_to_all, restricted_paths
from broadsheet.media.queries import read_renditions

from .models import Article, Byline, Listing, Person, Section, StandingPage, Tag, Topic

# What a card needs; the text stays in the database.
_CARD_DEFERRED = ("body", "sources")


def live_stories(edition: str) -> QuerySet[Article]:
    """Live stories of an edition that everybody may read, newest first."""
    stories = Article.objects.filter(edition=edition, listed_at__isnull=False)
    return open_to_all(stories).order_by("-listed_at", "-page_ptr_id")


def listed_under(edition: str, **label: Person | Topic | Tag) -> QuerySet[Listing]:
    """The listings of one person, topic or tag in an edition, newest first, of stories everybody may read."""
    rows = Listing.objects.filter(edition=edition, **label).order_by("-listed_at", "-article_id")
    for path in restricted_paths():
        rows = rows.exclude(article__path__startswith=path)
    return rows


def with_stories(labels: QuerySet) -> QuerySet:
    """Those people or topics that have a story everybody may read; readers are told of no other."""
    rows = Listing.objects.filter(**{labels.model._meta.model_name: OuterRef("pk")})
    for path in restricted_paths():
        rows = rows.exclude(article__path__startswith=path)
    return labels.filter(Exists(rows)).order_by("name")


def has_open_story(ids: set[int]) -> bool:
    """Whether one of these people has a story everybody may read, and so a page."""
    return with_stories(Person.objects.filter(pk__in=ids)).exists()


def codes_with_tag(tag: Tag) -> list[str]:
    """The editions that have a story with this tag which everybody may read."""
    rows = Listing.objects.filter(tag=tag)
    for path in restricted_paths():
        rows = rows.exclude(article__path__startswith=path)
    return sorted(rows.order_by().values_list("edition", flat=True).distinct())


def for_cards(stories: QuerySet[Article]) -> QuerySet[Article]:
    """With what a card shows, in a fixed number of queries."""
    bylines = Prefetch("bylines", queryset=Byline.objects.select_related("person__locale").order_by("sort_order"))
    return (
        stories.select_related("lead_picture", "section", "section__locale", "locale")
        .prefetch_related(bylines)
        .defer(*_CARD_DEFERRED)
    )


def stories_by_id(ids: Iterable[int]) -> dict[int, Article]:
    """Live, open stories for cards, by id; renditions read as well."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    found = {story.pk: story for story in for_cards(open_to_all(Article.objects.filter(pk__in=wanted)))}
    read_renditions(story.lead_picture for story in found.values())
    return found


def sections_of(edition: str) -> list[Section]:
    """The sections in an edition's section bar that everybody may read, in the editors' order."""
    sections = open_to_all(Section.objects.filter(locale__language_code=edition, show_in_menus=True))
    return list(sections.select_related("locale").order_by("path"))


def standing_pages_of(edition: str) -> list[StandingPage]:
    """An edition's live standing pages, in the editors' order, without their texts; two queries.

    Ids from the pages' own small table first: asked for both at once, SQLite walks every page of the archive.
    """
    ids = list(StandingPage.objects.order_by().values_list("page_ptr_id", flat=True))
    if not ids:
        return []
    pages = open_to_all(StandingPage.objects.filter(pk__in=ids, locale__language_code=edition))
    return sorted(pages.select_related("locale").defer("body").order_by(), key=lambda page: page.path)
