"""The clock that pages read: each reading records until when the page stays valid.

A page stored with the day's date is good until midnight. Any other reading of `django.utils.timezone` during a
captured render makes the page unstorable, because the store could not know when the page goes stale.
"""

from __future__ import annotations

import functools
import threading
from datetime import date, datetime, time, timedelta, tzinfo

from django.utils import timezone

_real_now = timezone.now
_capture = threading.local()


class Readings:
    """What a render read from the clock."""

    def __init__(self) -> None:
        self.valid_until = float("inf")  # Unix time, seconds
        self.untracked = False

    def __enter__(self) -> Readings:
        self._outer = getattr(_capture, "readings", None)
        _capture.readings = self
        return self

    def __exit__(self, *_: object) -> None:
        _capture.readings = self._outer


def is_read_by_capture() -> bool:
    """Whether a captured render is running in this thread."""
    return getattr(_capture, "readings", None) is not None


def today(zone: tzinfo) -> date:
    """The date in `zone`; a page that shows it is good until midnight there."""
    here = _real_now().astimezone(zone)
    _until(datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=zone))
    return here.date()


def this_year(zone: tzinfo) -> int:
    """The year in `zone`; a page that shows it is good until the year ends there."""
    here = _real_now().astimezone(zone)
    _until(datetime(here.year + 1, 1, 1, tzinfo=zone))
    return here.year


def _until(moment: datetime) -> None:
    readings = getattr(_capture, "readings", None)
    if readings is not None:
        readings.valid_until = min(readings.valid_until, moment.timestamp())


def watch() -> None:
    """Make `timezone.now()` report its calls to the captured render of the thread.

    Called once, before any model is loaded, so that a field's default is the same function as in its migration.
    """
    timezone.now = _reported_now


@functools.wraps(_real_now)
def _reported_now() -> datetime:
    readings = getattr(_capture, "readings", None)
    if readings is not None:
        readings.untracked = True
    return _real_now()
