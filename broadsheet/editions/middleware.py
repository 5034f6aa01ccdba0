"""Every public request knows its edition."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils.functional import SimpleLazyObject

from .queries import edition_of


class EditionLocaleMiddleware(LocaleMiddleware):
    """Django's, less what it says of Accept-Language: the address alone decides over the language of a page."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """As Django's, with the Vary header as it was before."""
        vary = response.headers.get("Vary")
        response = super().process_response(request, response)
        if vary is not None:
            response.headers["Vary"] = vary
        else:
            response.headers.pop("Vary", None)
        return response


class EditionMiddleware:
    """Sets `request.edition`, read when first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.edition = SimpleLazyObject(lambda: edition_of(request))
        return self.get_response(request)
