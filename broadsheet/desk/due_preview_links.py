"""The end of the time for which ended links to drafts are kept, as a moment of the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _

from broadsheet.events.clock import DueKind, DueMoment
from broadsheet.events.clock import register as register_kind

from .actions.delete_old_preview_links import KEPT_FOR, delete_old_preview_links
from .models import PreviewLink

KEY = "old"


def register() -> None:
    """Hand the kind to the clock."""
    register_kind(DueKind(name="preview_links", due=due_links))


def due_links(now: datetime, waiting: frozenset[str]) -> Iterator[DueMoment]:
    """One moment for all that are old enough."""
    oldest = PreviewLink.objects.filter(ends_at__lte=now - KEPT_FOR).order_by("ends_at").first()
    if oldest is not None and KEY not in waiting:
        yield DueMoment(
            key=KEY,
            title=_("Deleting old preview links"),
            due_at=oldest.ends_at + KEPT_FOR,
            carry_out=partial(delete_old_preview_links, now=now),
        )
