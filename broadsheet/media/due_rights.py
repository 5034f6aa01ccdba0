"""Tells the clock when the rights of pictures end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from broadsheet.events.clock import AT_ONCE, DueKind, DueMoment
from broadsheet.events.clock import register as register_kind

from .actions.end_rights import end_rights
from .models import Picture


def register() -> None:
    """Register the kind of due moment with the clock."""
    register_kind(DueKind(name="rights", due=due_rights))


def due_rights(now: datetime, waiting: frozenset[str]) -> Iterator[DueMoment]:
    """The due moments of pictures whose rights have ended and that are still shown."""
    pictures = Picture.objects.filter(rights_end_at__isnull=False, rights_end_at__lte=now, rights_ended=False)
    for picture in pictures.order_by("rights_end_at")[: AT_ONCE + len(waiting)]:
        if str(picture.pk) not in waiting and picture.rights_end_at is not None:
            yield DueMoment(
                key=str(picture.pk),
                title=picture.title,
                due_at=picture.rights_end_at,
                carry_out=partial(end_rights, picture_id=picture.pk, now=now),
            )
