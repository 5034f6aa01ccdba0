"""Publish a correction."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from broadsheet.core.models import User
from broadsheet.events.actions.write_event import write_event
from broadsheet.events.models import EventKind

from ..models import Correction


def publish_correction(*, page: Page, was: str, now: str, made_at: datetime, user: User | None = None) -> Correction:
    """Publish a correction under `page`, and write the event.

    Raises ValidationError if the page was never published, a field is empty, or the same correction exists already.
    """
    if page.first_published_at is None:
        raise ValidationError(
            _("“%(title)s” has not been published, so there is nothing to correct. Edit the draft instead."),
            params={"title": page.title},
        )
    if not was.strip() or not now.strip():
        raise ValidationError(_("A correction needs both what the story said and what is right."))
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=page.pk)  # two people may press the button at the same time
        if Correction.objects.filter(page=page, was=was.strip(), now=now.strip()).exists():
            raise ValidationError(_("“%(title)s” already has this correction."), params={"title": page.title})
        correction = Correction.objects.create(
            page=page, was=was.strip(), now=now.strip(), made_at=made_at, made_by=user
        )
        write_event(kind=EventKind.CORRECTED, made_at=made_at, page=page, details={"correction": correction.pk})
    return correction
