"""Delete records that are no longer kept."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Model


def delete_old_records(*, model: type[Model], since: str, before: datetime) -> int:
    """Delete the rows whose moment in the column `since` is `before` or earlier; returns how many."""
    return model._default_manager.filter(**{f"{since}__lte": before}).delete()[0]
