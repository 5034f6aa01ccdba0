"""Lists of stories, paged by position in time."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from ..models import Article, Listing
from .cards import card_of

PAGE_LENGTH = 20


def story_list(stories: QuerySet[Article] | QuerySet[Listing], request: HttpRequest) -> dict[str, object]:
    """Context of a list: `cards` and `older_url`.

    `?before=<microseconds>-<id>` names the last story of the page before. So a link stays valid when
    stories are added above it, and a deep page costs as much as the first. Raises Http404 for an
    invalid position.
    """
    place = request.GET.get("before", "")
    key = "article_id" if stories.model is Listing else "pk"
    if place:
        moment, pk = _position(place)
        # The first condition is for the index search; the second one decides between equal minutes.
        stories = stories.filter(listed_at__lte=moment).exclude(**{"listed_at": moment, f"{key}__gte": pk})
    # First the ids, from narrow rows; then the cards of this page only.
    ids = list(stories.values_list(key, flat=True)[: PAGE_LENGTH + 1])
    stories_by_id = Article.objects.open_by_id(ids[:PAGE_LENGTH])
    shown = [stories_by_id[pk] for pk in ids[:PAGE_LENGTH] if pk in stories_by_id]
    older = ""
    if len(ids) > PAGE_LENGTH and shown:
        older = f"{request.path}?before={_place_of(shown[-1])}"
    return {
        "cards": [card_of(story, request=request) for story in shown],
        "older_url": older,
        "newer_url": request.path if place else "",
    }


def _place_of(story: Article) -> str:
    assert story.listed_at is not None
    return f"{int(story.listed_at.timestamp() * 1_000_000)}-{story.pk}"


def _position(place: str) -> tuple[datetime, int]:
    micros, _, pk = place.partition("-")
    if not (micros.isdecimal() and pk.isdecimal() and len(micros) < 18 and len(pk) < 18):
        raise Http404
    seconds, rest = divmod(int(micros), 1_000_000)
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(pk)
    except (ValueError, OverflowError, OSError) as error:
        raise Http404 from error
