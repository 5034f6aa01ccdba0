"""Hide a failure of the clock or of mail from the desk."""

from __future__ import annotations

from ..models import Failure


def dismiss_failure(*, failure: Failure) -> None:
    """Delete the failure. It appears again if the same thing fails again."""
    failure.delete()
