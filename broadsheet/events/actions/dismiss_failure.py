"""Put a failure of the clock or of mail out of the desk's sight."""

from __future__ import annotations

from ..models import Failure


def dismiss_failure(*, failure: Failure) -> None:
    """It comes back if it fails again."""
    failure.delete()
