"""Withdraw a live story."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from broadsheet.core.models import User
from broadsheet.events.page_lock import page_lock

from ..models import Article, Withdrawal


def withdraw_story(*, story: Article, reason: str, now: datetime, user: User | None = None) -> Article:
    """Take a live story off every public page at once. Its address then answers 410 with the reason.

    Returns the fresh story. Raises ValidationError without a reason, or if the story is not live.
    """
    if not reason.strip():
        raise ValidationError(_("Say why the story is withdrawn. Readers who follow a link to it see the reason."))
    with page_lock():
        if not Article.objects.filter(pk=story.pk, live=True).exists():
            raise ValidationError(
                _("“%(title)s” is not live, so there is nothing to withdraw. Delete the draft instead."),
                params={"title": story.title},
            )
        Withdrawal.objects.create(page=story, reason=reason.strip(), withdrawn_at=now, withdrawn_by=user)
        UnpublishPageAction(Article.objects.get(pk=story.pk), user=user).execute(skip_permission_checks=user is None)
    return Article.objects.get(pk=story.pk)
