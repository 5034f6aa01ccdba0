"""Record a reader's choice."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from ..choice import Choice
from ..models import ConsentRecord, Privacy
from ..providers import questions


def record_consent(*, privacy: Privacy, agreed: Collection[str], edition: str, now: datetime) -> Choice:
    """Log what the reader agreed to and refused, and return the choice for the reader's cookie.

    Purposes that the site does not ask about are left out. `now` is rounded down to the hour.
    """
    purposes = privacy.purposes
    choice = Choice(privacy.version, tuple(purpose for purpose in purposes if purpose in agreed), secrets.token_hex(16))
    services = [
        f"{provider.name} ({provider.host})" for question in questions(privacy) for provider in question.providers
    ]
    ConsentRecord.objects.create(
        receipt=choice.receipt,
        agreed=" ".join(choice.agreed),
        refused=" ".join(purpose for purpose in purposes if purpose not in choice.agreed),
        providers=", ".join(services),
        version=privacy.version,
        edition=edition,
        made_at=now.replace(minute=0, second=0, microsecond=0),
    )
    return choice
