"""What the admin shows when a deed is refused past the editor's own form (workflow, bulk action)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .readiness import NotReadyToPublish


class RefusalMiddleware:
    """Turns NotReadyToPublish into a message beside the page's editor; nothing was changed by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A redirect to the page's editor, or None for every other exception."""
        if not isinstance(exception, NotReadyToPublish):
            return None
        messages.error(
            request,
            _("“%(title)s” was not published. %(missing)s")
            % {"title": exception.title, "missing": exception.sentence()},
        )
        if exception.page_id is None:
            return redirect("wagtailadmin_home")
        return redirect("wagtailadmin_pages:edit", exception.page_id)
