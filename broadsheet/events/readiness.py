"""What a page needs before readers may see it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, runtime_checkable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class NotReadyToPublish(ValidationError):
    """A page may not be published yet. Says which fields are missing, in words for its editor."""

    def __init__(self, *, page_id: int | None, title: str, missing: dict[str, str]) -> None:
        self.page_id = page_id
        self.title = title
        self.missing = missing
        super().__init__({field: [words] for field, words in missing.items()})

    def sentence(self) -> str:
        """Everything that is missing, in one line."""
        return " ".join(self.missing.values())


EXPIRES_TOO_SOON = _("It would expire before it is published. Write a later time of expiry, or clear it.")


@runtime_checkable
class ChecksReadiness(Protocol):
    """A page that says what it still lacks, and how long it is under embargo."""

    pk: int | None
    title: str
    embargo_until: datetime | None
    published_at: datetime | None
    go_live_at: datetime | None

    def missing_for_publication(self) -> dict[str, str]:
        """Field name -> one sentence saying what is missing there; empty when the page is ready."""
        ...
