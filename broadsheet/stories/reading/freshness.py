"""When a story last changed for readers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from broadsheet.record.models import Correction

from ..models import Article


def last_corrections(ids: Iterable[int]) -> dict[int, datetime]:
    """Page id -> minute of its latest correction, for the pages that have one; one query."""
    corrections = Correction.objects.filter(page_id__in=list(ids)).order_by()
    return dict(corrections.values_list("page_id").annotate(at=Max("made_at")))


def changed_at(story: Article, corrected_at: datetime | None) -> datetime | None:
    """The latest of publication, significant update and correction; None before publication.

    Feeds, JSON-LD and Open Graph use this minute. Fixing a comma is not news: it changes only
    `last_published_at`, which only the sitemap uses.
    """
    moments = [story.published_at, story.significantly_updated_at, corrected_at]
    return max((moment for moment in moments if moment), default=None)
