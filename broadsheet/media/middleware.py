"""Explains, in the admin, why a picture or document that a live page shows cannot be deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.models import Page

from .models import LiveUse, Picture

NAMED = 3  # pages in the message; the list of uses has them all


class InUseMiddleware:
    """Answers a refused deletion with a message that says where the file is shown, and redirects to the list of its uses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A redirect to the uses of the first such file; None for any other exception."""
        uses = [use for use in getattr(exception, "protected_objects", ()) if isinstance(use, LiveUse)]
        if not isinstance(exception, ProtectedError) or not uses:
            return None
        item: Any = uses[0].picture or uses[0].document  # a use has one or the other
        pages = [int(use.user.partition(":")[2]) for use in uses if use.user.startswith("page:")]
        titles = [f"“{title}”" for title in Page.objects.filter(pk__in=pages[:NAMED]).values_list("title", flat=True)]
        messages.error(
            request,
            ngettext(
                "“%(file)s” was not deleted: %(count)s live page shows it (%(pages)s). Remove it there first.",
                "“%(file)s” was not deleted: %(count)s live pages show it (%(pages)s). Remove it there first.",
                len(uses),
            )
            % {"file": item.title, "count": len(uses), "pages": ", ".join(titles) or "…"},
        )
        name = "wagtailimages:image_usage" if isinstance(item, Picture) else "wagtaildocs:document_usage"
        return redirect(reverse(name, args=[item.pk]))
