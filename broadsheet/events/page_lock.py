"""Publishing, withdrawing, moving and deleting pages: one at a time, each from what is stored and not from what was read before.

Wagtail (8.0) reads a page, checks a form and then writes every column of the page's row. What somebody else changed in between would be
written back as it was: a withdrawal, a move, an embargo, the order of the sections. Two rules prevent that:

- Whoever changes pages for readers holds `page_lock()` from before the first read until the commit. The forms of the admin do
  (`locked_while_posting`), and so do the clock and the actions of `page_actions.py`.
- A page that is saved as a whole takes its place in the tree from the row that is stored (`StoredPlaceMixin`). The draft of a page that went
  live meanwhile leaves that row alone: its words are in the revision that is saved with it.
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

LOCK_NUMBER = 0x62726F61  # of PostgreSQL's advisory locks; any number that nobody else uses
PLACE = ("path", "depth", "numchild", "url_path")
# What only publishing and withdrawing change.
STATE = (
    "live", "expired", "first_published_at", "last_published_at", "live_revision_id", "latest_revision_id",
    "latest_revision_created_at", "has_unpublished_changes", "alias_of_id",
)  # fmt: skip
NOT_OF_PAGES = {"dismiss_failure", "end_preview_link"}  # views of the desk whose number is that of something else
_held = threading.local()


class PageDeleted(Page.DoesNotExist):
    """The page was deleted by somebody else after it was read."""


@contextmanager
def page_lock() -> Iterator[None]:
    """A transaction that nobody else is in: on SQLite because each begins as a writer, on PostgreSQL by an advisory lock."""
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
    """Whether this thread is within `page_lock()`."""
    return getattr(_held, "count", 0) > 0


def take_stored(page: Page, *, fields: tuple[str, ...] = PLACE + STATE) -> dict[str, object]:
    """Lock the page's row and give the object what is stored of its place and state; returns that. Raises PageDeleted."""
    row = Page.objects.select_for_update().filter(pk=page.pk).values(*PLACE, *STATE).first()
    if row is None:
        raise PageDeleted(f"“{page.title}” has been deleted by somebody else.")
    for name in fields:
        setattr(page, name, row[name])
    page.__dict__.pop("_cached_parent_obj", None)
    return row


class StoredPlaceMixin:
    """Mixed into every kind of page, before Wagtail's `Page`."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Wagtail's, with the place in the tree that is stored; the draft of a page that went live meanwhile is not written to its row."""
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
    """A view of the admin that changes pages or a stored row: it reads and writes within `page_lock()` when its form is sent.

    What a form saves by itself is a draft and asks for JSON; it does not wait for others.
    """

    @wraps(view)
    def posted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_form = request.method == "POST" and request.accepts("text/html")
        if not is_form or not (changes_pages(request) or edits_row(request)):
            return view(request, *args, **kwargs)  # a draft that saves itself, or a preview: both come all the time
        with page_lock():
            response = view(request, *args, **kwargs)
            if response.status_code == 404 and is_deleted(request):
                raise PageDeleted
            return response

    return posted


def edits_row(request: HttpRequest) -> bool:
    """Whether the view that answers is the form of something that is stored and no page: a topic, a picture, an edition, a user.

    Its form compares what it was filled from with what is stored (`core.unchanged`); nobody may come in between.
    """
    return request.resolver_match is not None and request.resolver_match.url_name == "edit"


def is_deleted(request: HttpRequest) -> bool:
    """Whether the address that a form was sent to names a page that is there no more."""
    match = request.resolver_match
    if match is None or not changes_pages(request) or match.url_name in NOT_OF_PAGES:
        return False
    pk = match.kwargs.get("page_id", match.kwargs.get("pk"))
    return pk is not None and not Page.objects.filter(pk=pk).exists()


def changes_pages(request: HttpRequest) -> bool:
    """Whether the view that answers is one of Wagtail's or the desk's that changes pages."""
    match = request.resolver_match
    if match is None:
        return False
    if "preview" in (match.url_name or ""):
        return False
    is_bulk = match.url_name == "wagtail_bulk_action" and match.kwargs.get("app_label") == "wagtailcore"
    return is_bulk or "wagtailadmin_pages" in match.namespaces or "desk" in match.namespaces
