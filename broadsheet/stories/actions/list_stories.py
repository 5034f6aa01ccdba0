"""Put stories into their lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from ..models import Article, ArticleTag, Byline, Listing

# (person, topic, tag), two of them None
_Label = tuple[int | None, int | None, int | None]


def list_stories(*, ids: Iterable[int]) -> int:
    """Make the listings of these stories match their state, bylines, topics and tags in the database.

    Returns how many rows were written or removed. If nothing changed, nothing is written.
    """
    wanted_ids = list(ids)
    wanted = _wanted(wanted_ids)
    fields = ("pk", "article_id", "person_id", "topic_id", "tag_id", "edition", "listed_at")
    gone = []
    for pk, article, person, topic, tag, edition, listed_at in Listing.objects.filter(
        article__in=wanted_ids
    ).values_list(*fields):
        key = (article, (person, topic, tag))
        if wanted.get(key) == (edition, listed_at):
            del wanted[key]
        else:
            gone.append(pk)
    if not gone and not wanted:
        return 0
    with transaction.atomic():
        Listing.objects.filter(pk__in=gone).delete()
        Listing.objects.bulk_create(
            [
                Listing(article_id=article, person_id=person, topic_id=topic, tag_id=tag, edition=code, listed_at=at)
                for (article, (person, topic, tag)), (code, at) in wanted.items()
            ],
            batch_size=1000,
        )
    return len(gone) + len(wanted)


def _wanted(ids: list[int]) -> dict[tuple[int, _Label], tuple[str, datetime]]:
    places = {
        pk: (edition, listed_at)
        for pk, edition, listed_at in Article.objects.filter(pk__in=ids, listed_at__isnull=False).values_list(
            "pk", "edition", "listed_at"
        )
    }
    labels: list[tuple[int, _Label]] = []
    bylines = Byline.objects.filter(article__in=places, person__isnull=False)
    labels += [(article, (person, None, None)) for article, person in bylines.values_list("article_id", "person_id")]
    topics = Article.topics.through.objects.filter(article__in=places)
    labels += [(article, (None, topic, None)) for article, topic in topics.values_list("article_id", "topic_id")]
    tags = ArticleTag.objects.filter(content_object__in=places)
    labels += [(article, (None, None, tag)) for article, tag in tags.values_list("content_object_id", "tag_id")]
    return {(article, label): places[article] for article, label in labels}
