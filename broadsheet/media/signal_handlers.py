"""Keeps the table of live uses up to date when pages go live or are hidden, and renditions when pictures change."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.models import Page

from broadsheet.events.signals import page_left_sight, page_went_live

from .actions.record_live_uses import record_live_uses
from .models import LiveUse, Picture
from .tasks import make_renditions


@runtime_checkable
class UsesMedia(Protocol):
    """A page that shows pictures or offers documents."""

    pk: int

    def media_used(self) -> tuple[set[int], set[int]]:
        """The ids of its pictures, and the ids of its documents."""
        ...


@runtime_checkable
class PinsMedia(Protocol):
    """A page that shows other pages with pictures that replace their own."""

    def media_pinned(self) -> set[tuple[int, int]]:
        """Pairs of the id of a picture and the id of the page that it is shown for."""
        ...


def connect() -> None:
    """Connect the receivers."""
    page_went_live.connect(_record_uses, dispatch_uid="media-page-went-live")
    page_left_sight.connect(_forget_uses, dispatch_uid="media-page-left-sight")
    post_save.connect(_make_renditions_of_used, sender=Picture, dispatch_uid="media-renditions")


def _make_renditions_of_used(instance: Picture, **_: object) -> None:
    if LiveUse.objects.filter(picture=instance).exists():
        transaction.on_commit(lambda: make_renditions.enqueue(picture_id=instance.pk))


def _record_uses(page: Page, **_: object) -> None:
    if isinstance(page, UsesMedia):
        pictures, documents = page.media_used()
        pinned = page.media_pinned() if isinstance(page, PinsMedia) else ()
        record_live_uses(user=f"page:{page.pk}", pictures=pictures, documents=documents, pinned=pinned)


def _forget_uses(page_id: int, **_: object) -> None:
    record_live_uses(user=f"page:{page_id}")
