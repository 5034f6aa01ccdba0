"""The stories of an edition, divided into parts by id."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Max, QuerySet
from django.db.models.functions import Floor

from broadsheet.core.restrictions import restricted_paths
from broadsheet.editions.models import Edition
from broadsheet.record.models import Correction
from broadsheet.stories.models import Article

from .addresses import SitemapAddresses
from .xml import XHTML, SitemapWriter

# A part contains the stories with ids from n times this number up to the next multiple. It stays the same part when
# stories are added, and has at most this many addresses (the protocol allows 50,000).
PART = 5_000


def parts_of(edition: Edition) -> list[tuple[int, datetime | None]]:
    """(number, latest change) of each part in which the edition has a story; one pass over its list index."""
    rows = (
        _shown(edition)
        .annotate(part=Floor(F("page_ptr_id") / PART))
        .values_list("part")
        .annotate(latest=Max("last_published_at"))
        .order_by("part")
    )
    return [(int(part), latest) for part, latest in rows]


def story_part(edition: Edition, part: int, addresses: SitemapAddresses) -> str | None:
    """The document of one part; None if no story is in it. It loads columns only, no pages."""
    low, high = part * PART, (part + 1) * PART
    columns = ("pk", "locale_id", "url_path", "translation_key", "last_published_at")
    rows = list(
        _shown(edition).filter(pk__gte=low, pk__lt=high).order_by("pk").values_list(*columns).iterator(chunk_size=1000)
    )
    if not rows:
        return None
    corrected = dict(
        Correction.objects.filter(page_id__gte=low, page_id__lt=high)
        .order_by()
        .values_list("page_id")
        .annotate(at=Max("made_at"))
    )
    alternates = addresses.alternates(row[3] for row in rows)
    writer = SitemapWriter("urlset", xhtml=XHTML)
    for pk, locale_id, url_path, key, published_at in rows:
        address = addresses.of(locale_id, url_path)
        if address:
            changed = max((moment for moment in (published_at, corrected.get(pk)) if moment), default=None)
            writer.entry("url", address, changed_at=changed, alternates=alternates.get(key))
    return writer.document()


def _shown(edition: Edition) -> QuerySet[Article]:
    """The edition's stories that everybody may read, unordered."""
    stories = Article.objects.filter(edition=edition.code, listed_at__isnull=False, live=True).order_by()
    for path in restricted_paths():
        stories = stories.exclude(path__startswith=path)
    return stories
