"""Delete records of consent that are no longer needed as proof."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..models import ConsentRecord

KEPT_FOR = timedelta(days=3 * 365 + 1)


def delete_old_consent(*, now: datetime) -> int:
    """Those of three years ago and before; returns how many."""
    return ConsentRecord.objects.filter(made_at__lte=now - KEPT_FOR).delete()[0]
