"""The lock for publishing, withdrawing, moving and deleting pages: one action at a time, each based on the stored state.

Wagtail (8.0) reads a page, checks a form and then writes every column of the page's row. This would undo what somebody else changed in
between: a withdrawal, a move, an embargo, the order of the sections. Two rules prevent that:

- Code that changes published pages holds `page_lock()` from before its first read until it commits. The admin's forms do so
  (`locked_while_posting`), and so do the clock and the actions of `page_actions.py`.
- When a whole page is saved, its place in the tree comes from the stored row (`StoredPlaceMixin`). If a page went live while somebody
  edited a draft of it, saving that draft leaves the row alone: its text is in the revision that is saved with it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

LOCK_NUMBER = 0x62726F61  # of PostgreSQL's advisory locks; any number that no other code uses
PLACE = ("path", "depth", "numchild", "url_path")
# Columns that only publishing and withdrawing change.
STATE = (
    "live", "expired", "first_published_at", "last_published_at", "live_revision_id", "latest_revision_id",
    "latest_revision_created_at", "has_unpublished_changes", "alias_of_id",
)  # fmt: skip
NOT_OF_PAGES = {"dismiss_failure", "end_preview_link"}  # views of the desk whose number is not a page's
_held = threading.local()


class PageDeleted(Page.DoesNotExist):
    """Somebody else deleted the page after it was read."""


@contextmanager
def page_lock() -> Iterator[None]:
    """A transaction that excludes all others of its kind: on SQLite each begins as a writer, on PostgreSQL an advisory lock does it."""
    with transaction.atomic():
        if connection.vendor == "postgresql" and not is_held():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_NUMBER])
        _held.count = getattr(_held, "count", 0) + 1
        try:
            yield
        finally:
            _held.count -= 1


def is_held() -> bool:
    """Whether this thread is inside `page_lock()`."""
    return getattr(_held, "count", 0) > 0


def take_stored(page: Page, *, fields: tuple[str, ...] = PLACE + STATE) -> dict[str, object]:
    """Lock the page's row, copy its stored place and state to the object, and return those values. Raises PageDeleted."""
    row = Page.objects.select_for_update().filter(pk=page.pk).values(*PLACE, *STATE).first()
    if row is None:
        raise PageDeleted(f"Somebody else has deleted “{page.title}”.")
    for name in fields:
        setattr(page, name, row[name])
    page.__dict__.pop("_cached_parent_obj", None)
    return row


class StoredPlaceMixin:
    """Mixed into every kind of page, before Wagtail's `Page`."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Wagtail's, but the place in the tree is the stored one. A draft of a page that went live meanwhile is not written to the page's row."""
        page: Any = self
        if page._state.adding or kwargs.get("update_fields") is not None:
            super().save(*args, **kwargs)  # type: ignore[misc]
            return
        with transaction.atomic():
            row = take_stored(page, fields=PLACE)
            if row["live"] and not page.live and not is_held():
                take_stored(page)
                return
            super().save(*args, **kwargs)  # type: ignore[misc]


def locked_while_posting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap an admin view that changes pages or a stored row: when its form is sent, it reads and writes within `page_lock()`.

    An automatic save asks for JSON and saves a draft only, so it does not wait for the lock.
    """

    @wraps(view)
    def posted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_form = request.method == "POST" and request.accepts("text/html")
        if not is_form or not (changes_pages(request) or edits_row(request)):
            return view(request, *args, **kwargs)  # an automatic save or a preview, both of which are frequent
        with page_lock():
            response = view(request, *args, **kwargs)
            if response.status_code == 404 and is_deleted(request):
                raise PageDeleted
            return response

    return posted


def edits_row(request: HttpRequest) -> bool:
    """Whether the current view is the form of a stored row that is not a page: a topic, a picture, an edition, a user.

    Such a form compares the values it was opened with against the stored ones (`core.unchanged`); no write may happen in between.
    """
    return request.resolver_match is not None and request.resolver_match.url_name in {"edit", "edit_task"}


def is_deleted(request: HttpRequest) -> bool:
    """Whether the address that a form was sent to names a page that no longer exists."""
    match = request.resolver_match
    if match is None or not changes_pages(request) or match.url_name in NOT_OF_PAGES:
        return False
    pk = match.kwargs.get("page_id", match.kwargs.get("pk"))
    return pk is not None and not Page.objects.filter(pk=pk).exists()


def changes_pages(request: HttpRequest) -> bool:
    """Whether the current view is one of Wagtail's or the desk's that changes pages."""
    match = request.resolver_match
    if match is None:
        return False
    if "preview" in (match.url_name or ""):
        return False
    is_bulk = match.url_name == "wagtail_bulk_action" and match.kwargs.get("app_label") == "wagtailcore"
    return is_bulk or "wagtailadmin_pages" in match.namespaces or "desk" in match.namespaces
