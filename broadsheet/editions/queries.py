"""Questions about editions that every page asks."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Locale, Page

from .models import Edition

EDITIONS = "_editions"  # the request's attribute that keeps them


def all_editions() -> list[Edition]:
    """Every edition whose language is in the settings, in their order; one query."""
    codes = [language.code for language in settings.EDITION_LANGUAGES]
    editions = Edition.objects.select_related("locale").filter(locale__language_code__in=codes)
    return sorted(editions, key=lambda edition: (edition.position, codes.index(edition.code)))


def fronts_of_closed_editions() -> QuerySet[Page]:
    """The front pages of closed editions."""
    return Page.objects.filter(depth=2, locale__edition__is_open=False)


def editions_of(request: HttpRequest) -> list[Edition]:
    """The editions, read once per request."""
    known: list[Edition] | None = getattr(request, EDITIONS, None)
    if known is None:
        known = all_editions()
        setattr(request, EDITIONS, known)
    return known


def edition_of(request: HttpRequest) -> Edition:
    """The edition that the request's address belongs to."""
    return edition_for(get_language() or settings.LANGUAGE_CODE, among=editions_of(request))


def edition_for(code: str, *, among: list[Edition] | None = None) -> Edition:
    """The edition in the language `code`; an unsaved default one if it was not added yet."""
    for edition in all_editions() if among is None else among:
        if edition.code == code:
            return edition
    return Edition(
        locale=Locale(language_code=code), paper_name=settings.WAGTAIL_SITE_NAME, time_zone=settings.TIME_ZONE
    )
