"""Headers for every answer below /preview/, errors included: do not store it, send no referrer, do not index it. Also sets the
language of the admin's exports."""

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
    "Referrer-Policy": "no-referrer",  # otherwise sites that the draft links to would get the address
    "X-Robots-Tag": "noindex, nofollow",
}


class PreviewLinkMiddleware:
    """Wraps all middleware that may answer in place of the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_below = full_path(request.path_info).startswith(FOLDER)  # also in the text-only edition
        response = self.get_response(request)
        if is_below:
            for name, value in HEADERS.items():
                response.headers[name] = value
        return response


class ExportMiddleware:
    """Generates streamed answers of the admin, such as an exported report, in the language and time zone of the user.

    Wagtail activates these only while the view runs. A streamed answer is generated after that.
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
