"""What every answer below /preview/ says, errors included: kept by nobody, told to nobody, found by nobody; and in which language
the admin's exports are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation

from broadsheet.core.lite import full_path

FOLDER = "/preview/"
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",  # or whatever the draft links to would be told the address
    "X-Robots-Tag": "noindex, nofollow",
}


class PreviewLinkMiddleware:
    """Stands outside whatever may answer in place of the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_below = full_path(request.path_info).startswith(FOLDER)  # asked for as text only, too
        response = self.get_response(request)
        if is_below:
            for name, value in HEADERS.items():
                response.headers[name] = value
        return response


class ExportMiddleware:
    """Makes what the admin streams, such as an export of a report, in the language and the time zone of whoever asked.

    Wagtail speaks them for the length of a view, and has left them when the first line of what it streams is made.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, StreamingHttpResponse) or isinstance(response, FileResponse):
            return response
        profile = getattr(getattr(request, "user", None), "wagtail_userprofile", None)
        if profile is not None and request.path_info.startswith(reverse("wagtailadmin_home")):
            language, zone = profile.get_preferred_language(), profile.get_current_time_zone()
            response.streaming_content = _spoken(cast("Iterator[bytes]", response.streaming_content), language, zone)
        return response


def _spoken(chunks: Iterable[bytes], language: str, zone: str) -> Iterator[bytes]:
    with translation.override(language), timezone.override(zone):
        yield from chunks
