"""Keeps old addresses and the pictures of people in step."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page

from broadsheet.events.signals import page_moved
from broadsheet.media.actions.record_live_uses import record_live_uses

from .actions.keep_old_address import keep_old_address
from .models import Person


def connect() -> None:
    """Connect the receivers."""
    page_moved.connect(_keep_old_address, dispatch_uid="stories-page-moved")
    post_save.connect(_record_photo, sender=Person, dispatch_uid="stories-person-photo")
    post_delete.connect(_forget_photo, sender=Person, dispatch_uid="stories-person-gone")


def _keep_old_address(page: Page, old_path: str, **_: Any) -> None:  # noqa: ANN401
    keep_old_address(page=page, old_path=old_path)


def _record_photo(instance: Person, **_: Any) -> None:  # noqa: ANN401
    record_live_uses(user=f"person:{instance.pk}", pictures={instance.photo_id} - {None})


def _forget_photo(instance: Person, **_: Any) -> None:  # noqa: ANN401
    record_live_uses(user=f"person:{instance.pk}")
