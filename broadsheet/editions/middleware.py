"""Middleware that gives every public request its edition, and keeps drafts to theirs."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.template.response import TemplateResponse
from django.urls import ResolverMatch, resolve
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from wagtail.admin.auth import permission_denied
from wagtail.models import Page

from .queries import edition_for, edition_of, editions_of
from .rights import editions_of_user, may_be_named, without_drafts_of_others


class DraftsOfOthersMiddleware:
    """In the admin, users see no drafts of editions they do not work for, whichever view of Wagtail (8.0: some, by number) names one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Refuse as Wagtail refuses users without permission."""
        match = request.resolver_match
        if match is None or not (_names_pages(match) or match.view_name in _OF_ALL_EDITIONS):
            return None
        if not request.user.is_authenticated:
            return None
        if match.view_name in _OF_ALL_EDITIONS:
            return None if editions_of_user(request.user) is None else permission_denied(request)
        ids = {*(str(kwargs.get(name)) for name in _PAGE_IDS), *request.GET.getlist("id")}
        named = Page.objects.filter(pk__in=[int(number) for number in ids if number.isdecimal() and len(number) < 19])
        if named.exists() and without_drafts_of_others(named, request.user).count() < named.count():
            return permission_denied(request)
        return None

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Leave out of a bulk action what the user may not know of; Wagtail lists by title what may not be changed."""
        match = request.resolver_match
        if match is not None and match.url_name == "wagtail_bulk_action" and response.context_data:
            listed = response.context_data.get("items_with_no_access", [])
            response.context_data["items_with_no_access"] = [
                row for row in listed if may_be_named(row["item"] if isinstance(row, dict) else row, request.user)
            ]
        return response


def _names_pages(match: ResolverMatch) -> bool:
    return match.namespace == "wagtailadmin_pages" or match.url_name in _CHOOSERS


# It names the page of each type that was edited last, of whichever edition.
_OF_ALL_EDITIONS = {"wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results"}
_CHOOSERS = {"wagtailadmin_choose_page_chosen_multiple", "wagtailadmin_choose_page_child"}
_PAGE_IDS = ("page_id", "page_to_move_id", "parent_page_id", "pk")


class EditionLocaleMiddleware(LocaleMiddleware):
    """As Django's, but without varying on Accept-Language: the address alone decides the language of a page."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """As Django's, with the previous Vary header."""
        vary = response.headers.get("Vary")
        response = super().process_response(request, response)
        if vary is not None:
            response.headers["Vary"] = vary
        else:
            response.headers.pop("Vary", None)
        return response


class EditionRequest(HttpRequest):
    """A request with its edition."""

    edition: SimpleLazyObject


class EditionMiddleware:
    """Sets `request.edition`, read when first needed. Pages of a closed edition answer 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: EditionRequest) -> HttpResponse:
        request.edition = SimpleLazyObject(lambda: edition_of(request))
        code = translation.get_language_from_path(request.path_info)
        if code is None or edition_for(code, among=editions_of(request)).is_open:
            return self.get_response(request)
        # The session is not read without its cookie. Otherwise the answer would vary on cookies.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.has_perm("wagtailadmin.access_admin"):
            response = self.get_response(request)
            response.headers["Cache-Control"] = "private, no-store"
            return response
        # As for an edition that does not exist: in the language of the edition at `/`.
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        request.resolver_match = resolve(request.path_info)
        raise Http404
