"""The clock: turns each due moment (publish, expiry, end of rights) into its own transaction.

No public query compares a date with now. The clock makes each dated change, within two seconds of its
moment and never before it. A moment that fails is recorded for the desk and tried again after
growing pauses. It does not hold up the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import mail_admins
from django.db import transaction

from . import leases
from .models import Failure

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
AT_ONCE = 200  # moments of one kind in one tick, so that a long queue of one kind does not hold up the others


@dataclass(frozen=True, kw_only=True)
class DueMoment:
    """Something that is due. `key` identifies it within its kind; `carry_out` does it."""

    key: str
    title: str
    due_at: datetime
    carry_out: Callable[[], object]
    page_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class DueKind:
    """One kind of moment. `due(now, waiting)` gives what is due at `now`, oldest first, without the keys in
    `waiting`. It reads the state of the pages or records themselves, so there is no second list that could disagree."""

    name: str
    due: Callable[[datetime, frozenset[str]], Iterable[DueMoment]]


_kinds: dict[str, DueKind] = {}


def register(kind: DueKind) -> None:
    """Add a kind of moment to the clock."""
    _kinds[kind.name] = kind


def tick(*, now: datetime) -> int:
    """Carry out everything that is due at `now`; returns how many moments were carried out.

    Raises LeaseLost as soon as another process has the clock's lease.
    """
    done = 0
    for kind in list(_kinds.values()):
        waiting = frozenset(Failure.objects.filter(kind=kind.name, next_try_at__gt=now).values_list("key", flat=True))
        try:
            moments = list(kind.due(now, waiting))[:AT_ONCE]
        except Exception:
            logger.exception("The clock could not read the due moments of the kind “%s”.", kind.name)
            continue
        done += sum(_carry_out(kind.name, moment, now=now) for moment in moments)
    return done


def _carry_out(kind: str, moment: DueMoment, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            leases.confirm()
            moment.carry_out()
            Failure.objects.filter(kind=kind, key=moment.key).delete()
    except leases.LeaseLost:
        raise
    except Exception as error:
        logger.warning("“%s” (%s) could not be carried out: %s", moment.title, kind, error)
        _tell_the_desk(kind, moment, error, now=now)
        return False
    return True


def _tell_the_desk(kind: str, moment: DueMoment, error: Exception, *, now: datetime) -> None:
    words = " ".join(getattr(error, "messages", None) or [str(error) or type(error).__name__])
    with transaction.atomic():
        known = Failure.objects.filter(kind=kind, key=moment.key).first()
        failure = known or Failure(kind=kind, key=moment.key, attempts=0)
        failure.attempts += 1
        failure.title, failure.error = moment.title[:255], words
        failure.due_at, failure.page_id = moment.due_at, moment.page_id
        failure.next_try_at = now + min(FIRST_PAUSE * 2 ** min(failure.attempts - 1, 10), LONGEST_PAUSE)
        failure.save()
    if known is None:
        try:
            mail_admins(f"{moment.title}: {kind} failed", words)
        except Exception:
            logger.exception("The mail about this to the desk could not be sent.")
