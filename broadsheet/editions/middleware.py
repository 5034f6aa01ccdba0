"""Every public request knows its edition."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.urls import resolve
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from .queries import edition_for, edition_of, editions_of


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
    """Sets `request.edition`, read when first asked for; whatever is asked for of a closed edition is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.edition = SimpleLazyObject(lambda: edition_of(request))
        code = translation.get_language_from_path(request.path_info)
        if code is None or edition_for(code, among=editions_of(request)).is_open:
            return self.get_response(request)
        # Who has no session is not asked for it, or the answer would say that it depends on cookies.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.has_perm("wagtailadmin.access_admin"):
            response = self.get_response(request)
            response.headers["Cache-Control"] = "private, no-store"
            return response
        # As where there is no such edition: in the language of the paper's own address.
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        request.resolver_match = resolve(request.path_info)
        raise Http404
