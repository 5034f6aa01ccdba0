"""The end of the time for which records of consent are kept, as a moment of the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _

from broadsheet.events.clock import DueKind, DueMoment
from broadsheet.events.clock import register as register_kind

from .actions.delete_old_consent import KEPT_FOR, delete_old_consent
from .models import ConsentRecord

KEY = "old"


def register() -> None:
    """Hand the kind to the clock."""
    register_kind(DueKind(name="consent", due=due_records))


def due_records(now: datetime, waiting: frozenset[str]) -> Iterator[DueMoment]:
    """One moment for all that are old enough."""
    oldest = ConsentRecord.objects.filter(made_at__lte=now - KEPT_FOR).order_by("made_at").first()
    if oldest is not None and KEY not in waiting:
        yield DueMoment(
            key=KEY,
            title=_("Deleting old consent records"),
            due_at=oldest.made_at + KEPT_FOR,
            carry_out=partial(delete_old_consent, now=now),
        )
