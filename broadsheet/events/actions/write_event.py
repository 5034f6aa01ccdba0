"""Write to the event table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from wagtail.models import Page

from ..models import Event, EventKind


def write_event(
    *,
    kind: EventKind,
    made_at: datetime,
    page: Page | None = None,
    old_path: str = "",
    title: str = "",
    details: Mapping[str, object] | None = None,
) -> Event:
    """Write one event. Call it inside the transaction that makes the change."""
    event = event_of(kind=kind, made_at=made_at, page=page, old_path=old_path, title=title, details=details)
    with transaction.atomic():
        event.save()
    return event


def write_events(events: Iterable[Event]) -> int:
    """Write many events in few statements; returns how many."""
    with transaction.atomic():
        return len(Event.objects.bulk_create(events, batch_size=1000))


def event_of(
    *,
    kind: EventKind,
    made_at: datetime,
    page: Page | None = None,
    old_path: str = "",
    title: str = "",
    details: Mapping[str, object] | None = None,
) -> Event:
    """An event about `page`, not yet written."""
    event = Event(kind=kind, made_at=made_at, old_path=old_path, title=title[:255], details=details or {})
    if page is not None:
        event.page_id = page.pk
        event.page_type = page.cached_content_type.model if page.content_type_id else page._meta.model_name
        event.title = page.title[:255]
        event.edition = page.locale.language_code
        event.path = public_path(page)
    return event


def public_path(page: Page) -> str:
    """The path readers know, such as `/ar/world/slug/`; empty if the page belongs to no site."""
    parts = page.get_url_parts()
    return (parts[2] or "") if parts else ""
