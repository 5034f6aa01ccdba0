"""Every public request knows its edition."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from .queries import edition_of


class EditionMiddleware:
    """Sets `request.edition`, read when first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.edition = SimpleLazyObject(lambda: edition_of(request))
        return self.get_response(request)
