"""Messages in the admin for refusals outside the editor's own form: by workflow, by bulk action, or because the page was deleted."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .page_lock import PageDeleted, is_deleted
from .readiness import NotReadyToPublish


class RefusalMiddleware:
    """Turns NotReadyToPublish, and a form whose page somebody else has deleted, into a message. Neither has changed anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A redirect to the page's editor or the newsroom's home, or None for every other exception."""
        if _is_of_deleted_page(request, exception):
            words = _("Somebody else has deleted this page, so nothing was saved.")
            if not request.accepts("text/html"):
                return JsonResponse({"success": False, "error_code": "deleted", "error_message": words}, status=404)
            messages.error(request, words)
            return redirect("wagtailadmin_home")
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


def _is_of_deleted_page(request: HttpRequest, exception: Exception) -> bool:
    """Whether a form was sent for a page that no longer exists."""
    if isinstance(exception, PageDeleted):
        return True
    return request.method == "POST" and isinstance(exception, DatabaseError) and is_deleted(request)
