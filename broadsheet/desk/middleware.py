"""What every answer below /preview/ says, errors included: kept by nobody, told to nobody, found by nobody."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
