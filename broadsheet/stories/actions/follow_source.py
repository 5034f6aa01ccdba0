"""Record that a translation is up to date with its source."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from broadsheet.editions.models import TranslationSource

from ..models import Article


def follow_source(*, story: Article, now: datetime) -> TranslationSource:
    """Record that the translation is up to date with its source; raises ValidationError for an original."""
    made = TranslationSource.objects.filter(page=story).select_related("source").first()
    if made is None:
        raise ValidationError(_("“%(title)s” is not a translation."), params={"title": story.title})
    made.followed_until = now
    made.revision_id = made.source.live_revision_id if made.source else made.revision_id
    made.save()
    return made
