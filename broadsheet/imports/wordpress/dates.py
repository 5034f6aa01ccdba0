"""Moments as WordPress writes them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime


def moment(gmt: str, local: str, zone: tzinfo, published: str = "") -> datetime | None:
    """The moment in UTC: from `*_gmt` where there is one, else from the local time in `zone`, else from pubDate.

    Drafts have zeros for a time; they have no moment.
    """
    if (found := _read(gmt)) is not None:
        return found.replace(tzinfo=UTC)
    if (found := _read(local)) is not None:
        return found.replace(tzinfo=zone).astimezone(UTC)
    try:
        told = parsedate_to_datetime(published) if published.strip() else None
    except (ValueError, TypeError, IndexError):
        return None
    if told is None or told.year < 1970:
        return None
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


def _read(text: str) -> datetime | None:
    text = text.strip()
    if not text or text.startswith("0000"):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=None) if found.year >= 1970 else None
