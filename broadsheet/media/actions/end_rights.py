"""Hide a picture when the right to show it ends, and show it again when the right is extended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.models import Page

from broadsheet.events.actions.write_event import write_event
from broadsheet.events.models import EventKind

from ..models import LiveUse, Picture


def end_rights(*, picture_id: int, now: datetime) -> Picture | None:
    """Mark the picture as no longer to be shown, and write an event for it and for each live page that showed it.

    Returns None, and does nothing, where the rights were extended meanwhile or the picture was deleted.
    """
    with transaction.atomic():
        ended = Picture.objects.filter(pk=picture_id, rights_ended=False, rights_end_at__lte=now)
        if not ended.update(rights_ended=True):  # compared while writing: somebody may just be extending them
            return None
        picture = Picture.objects.get(pk=picture_id)
        pages = _pages_that_use(picture)
        write_event(
            kind=EventKind.RIGHTS_ENDED,
            made_at=now,
            title=picture.title,
            details={"picture": picture.pk, "pages": [page.pk for page in pages]},
        )
        _tell_of_change(picture, pages, now)
    return picture


def extend_rights(*, picture_id: int, now: datetime) -> Picture | None:
    """Show the picture again, and write an event for each live page that shows it.

    Returns None, and does nothing, where the rights have still ended, or the picture was deleted.
    """
    with transaction.atomic():
        extended = Picture.objects.filter(pk=picture_id, rights_ended=True).exclude(rights_end_at__lte=now)
        if not extended.update(rights_ended=False):
            return None
        picture = Picture.objects.get(pk=picture_id)
        _tell_of_change(picture, _pages_that_use(picture), now)
    return picture


def _pages_that_use(picture: Picture) -> list[Page]:
    users = LiveUse.objects.filter(picture=picture, user__startswith="page:").values_list("user", flat=True)
    page_ids = [int(user.partition(":")[2]) for user in users]
    return list(Page.objects.filter(pk__in=page_ids, live=True).select_related("locale"))


def _tell_of_change(picture: Picture, pages: list[Page], now: datetime) -> None:
    for page in pages:
        write_event(kind=EventKind.UPDATED, made_at=now, page=page, details={"picture": picture.pk})
