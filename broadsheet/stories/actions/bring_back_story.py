"""Let a withdrawn story be published again."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from broadsheet.core.models import User

from ..models import Article


def bring_back_story(*, story: Article, now: datetime, user: User | None = None) -> Article:
    """Lift the withdrawal so that the story may be published. Until then its address still shows the reason.

    Returns the fresh story. Raises ValidationError if it is not withdrawn.
    """
    with transaction.atomic():
        lifted = story.withdrawals.filter(lifted_at=None).update(lifted_at=now, lifted_by=user)
        if not lifted:
            raise ValidationError(
                _("“%(title)s” is not withdrawn, so there is nothing to bring back."), params={"title": story.title}
            )
    return Article.objects.get(pk=story.pk)
