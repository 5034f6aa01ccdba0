"""Ends the preview links of a page that is taken away from readers. No earlier link shows the page again."""

from __future__ import annotations

from django.utils import timezone

from broadsheet.events.signals import page_left_sight

from .actions.end_preview_link import end_preview_link
from .models import PreviewLink


def connect() -> None:
    """Connect the receiver."""
    page_left_sight.connect(_end_links, dispatch_uid="desk-page-left-sight")


def _end_links(page_id: int, **_: object) -> None:
    now = timezone.now()
    for link in PreviewLink.objects.filter(page=page_id, ended_at=None, ends_at__gt=now).select_related("page"):
        end_preview_link(link=link, now=now)
