"""Redirects from the old addresses of moved pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from broadsheet.core.lite import page_template, path_here

from .models import Withdrawal
from .reading.old_addresses import new_address, new_address_of_query


class MovedStoryMiddleware:
    """Turns a 404 for a former address of a page into a redirect to its current address (301).

    A front answers 200 whatever the query, so for a front's address old queries (`/?p=12`) are checked first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query, path = request.META.get("QUERY_STRING", ""), request.path_info
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        if query and _is_front(path) and (target := new_address_of_query(path, query)):
            return HttpResponsePermanentRedirect(path_here(request, target))
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        if target := new_address_of_query(path, query):
            return HttpResponsePermanentRedirect(path_here(request, target))
        target = new_address(path)
        if target is None:
            return withdrawn_notice(request, path) or response
        target = path_here(request, target)
        return HttpResponsePermanentRedirect(f"{target}?{query}" if query else target)


def withdrawn_notice(request: HttpRequest, path: str) -> HttpResponse | None:
    """410 with the reason if a withdrawn story that was deleted since had this address; otherwise None."""
    if "\x00" in path or len(path) > 2000:
        return None
    withdrawal = Withdrawal.objects.filter(page=None, path=path if path.endswith("/") else f"{path}/").first()
    if withdrawal is None:
        return None
    return render(request, page_template(request, "stories/withdrawn.html"), {"withdrawal": withdrawal}, status=410)


def _is_front(path: str) -> bool:
    return path == "/" or any(path == f"/{language.code}/" for language in settings.EDITION_LANGUAGES)
