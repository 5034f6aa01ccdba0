"""Records that are deleted after a time: one registration for each kind, carried out by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Model
from django.utils.functional import Promise

from .actions.delete_old_records import delete_old_records
from .clock import DueKind, DueMoment
from .clock import register as register_kind

KEY = "old"


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long the rows of a model are kept after the moment in their column `since`. `title` is what the desk reads if it fails."""

    name: str
    model: type[Model]
    since: str
    kept_for: timedelta
    title: Promise | str

    def due(self, now: datetime, waiting: frozenset[str]) -> Iterator[DueMoment]:
        """One moment for all rows that are old enough."""
        old = self.model._default_manager.filter(**{f"{self.since}__lte": now - self.kept_for})
        oldest = old.order_by(self.since).values_list(self.since, flat=True).first()
        if oldest is not None and KEY not in waiting:
            yield DueMoment(
                key=KEY,
                title=str(self.title),
                due_at=oldest + self.kept_for,
                carry_out=partial(delete_old_records, model=self.model, since=self.since, before=now - self.kept_for),
            )


def register(retention: Retention) -> None:
    """Make the clock delete rows that are old enough; called in `AppConfig.ready`."""
    register_kind(DueKind(name=retention.name, due=retention.due))
