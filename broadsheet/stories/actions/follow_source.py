"""Record that a translation is up to date with its source."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from broadsheet.editions.models import TranslationSource

from ..models import Article


def follow_source(*, story: Article, now: datetime) -> TranslationSource:
    """Record that the translation is up to date with its source; raises ValidationError for an original."""
    source = TranslationSource.objects.filter(page=story).select_related("source").first()
    if source is None:
        raise ValidationError(_("“%(title)s” is not a translation."), params={"title": story.title})
    source.followed_until = now
    source.revision_id = source.source.live_revision_id if source.source else source.revision_id
    source.save()
    return source
