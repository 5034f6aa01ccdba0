"""Changes of a translation's source since the translation was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from broadsheet.core.restrictions import open_to_all
from broadsheet.editions.models import TranslationSource
from broadsheet.record.models import Correction

from ..models import Article


@dataclass(frozen=True, kw_only=True)
class SourceNews:
    """A significant update or a correction of the source that the translation does not have yet."""

    source: Article
    updated_at: datetime | None
    corrected_at: datetime | None

    @property
    def happened_at(self) -> datetime:
        """The later of the two."""
        return max(moment for moment in (self.updated_at, self.corrected_at) if moment)


def news_of_source(story: Article, *, for_desk: bool = False) -> SourceNews | None:
    """None for an original, and for a translation that is up to date. Readers are notified only if the source
    is open to everybody; the desk is notified for every live source."""
    if not story.pk:
        return None
    translation = TranslationSource.objects.filter(page_id=story.pk, source__isnull=False).first()
    if translation is None:
        return None
    candidates = Article.objects.filter(pk=translation.source_id, live=True)
    source = (candidates if for_desk else open_to_all(candidates)).select_related("locale").defer("body").first()
    if source is None:
        return None
    since = translation.followed_until
    updated = source.significantly_updated_at
    correction = Correction.objects.filter(page_id=source.pk, made_at__gt=since).last()
    news = SourceNews(
        source=source,
        updated_at=updated if updated and updated > since else None,
        corrected_at=correction.made_at if correction else None,
    )
    return news if news.updated_at or news.corrected_at else None
