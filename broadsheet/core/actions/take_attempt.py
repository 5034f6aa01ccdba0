"""Count one attempt, and refuse it where too many were made."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.crypto import salted_hmac

from ..models import Attempt


class Limit(NamedTuple):
    """How many attempts of a kind one source may make, and how long each of them counts."""

    kind: str
    most: int
    within: timedelta


class TooManyAttempts(Exception):
    """The attempt was refused; `wait` is the time until another attempt is allowed."""

    def __init__(self, limit: Limit, wait: timedelta) -> None:
        super().__init__(f"There were {limit.most} attempts ({limit.kind}) within {limit.within}.")
        self.limit, self.wait = limit, wait


def take_attempt(*, limit: Limit, source: str, now: datetime) -> Attempt:
    """Record an attempt, and return it; it counts until it expires or is deleted. Raises TooManyAttempts.

    The attempt is written before the attempts are counted, so that no more than `limit.most` succeed even if many processes
    count at the same moment.
    """
    kept = Attempt.objects.filter(kind=limit.kind)
    kept.filter(made_at__lte=now - limit.within).delete()
    # A keyed digest, so that the table does not reveal who made the attempt.
    digest = salted_hmac("broadsheet.core.attempts", source, algorithm="sha256").hexdigest()
    own = kept.filter(source=digest)
    if own.count() < limit.most:
        attempt = Attempt.objects.create(kind=limit.kind, source=digest, made_at=now)
        if own.count() <= limit.most:
            return attempt
        attempt.delete()
    oldest = own.order_by("made_at").values_list("made_at", flat=True).first() or now
    raise TooManyAttempts(limit, max(oldest + limit.within - now, timedelta(seconds=1)))
