"""The same page in the other editions: the switcher's links and `hreflang`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from wagtail.models import Page

from broadsheet.core.addresses import absolute
from broadsheet.core.restrictions import open_to_all

from .models import Edition
from .queries import edition_of, editions_of


class HasEditions(Protocol):
    """An object that a view may put in its context as `subject`: it exists in several editions."""

    def edition_urls(self, request: HttpRequest) -> dict[str, str]:
        """Language code -> public path, for the editions that readers can see."""
        ...


class Link(NamedTuple):
    """One edition in the switcher."""

    edition: Edition
    url: str
    is_current: bool
    is_same_page: bool


def page_urls(page: Page, request: HttpRequest) -> dict[str, str]:
    """Public paths of a page and its translations that are live and open to everybody."""
    translations = open_to_all(page.get_translations(inclusive=True)).select_related("locale")
    urls = {
        translation_page.locale.language_code: translation_page.get_url(request) for translation_page in translations
    }
    return {code: url for code, url in urls.items() if url}


def front_url(edition: Edition) -> str:
    """The path of an edition's front: `/` for the default one."""
    prefix = get_script_prefix()  # `/lite/` in the text-only edition
    return prefix if edition.code == settings.LANGUAGE_CODE else f"{prefix}{edition.code}/"


def urls_of_subject(context: Mapping[str, Any]) -> dict[str, str]:
    """Language code -> public path of the page that is being rendered, computed once per request."""
    request = context["request"]
    if not hasattr(request, "_edition_urls"):
        subject, page = context.get("subject"), context.get("page")
        if subject is not None:
            urls = subject.edition_urls(request)
        elif isinstance(page, Page) and page.pk and not getattr(request, "is_preview", False):
            urls = page_urls(page, request)
        else:
            urls = {}
        request._edition_urls = urls
    return request._edition_urls


def switcher(context: Mapping[str, Any]) -> dict[str, object] | None:
    """Links to every open edition: to the same page if it exists there, else to that edition's front."""
    request = context.get("request")
    if request is None:
        return None
    urls = urls_of_subject(context)
    current = edition_of(request)
    links = [
        Link(
            edition=edition,
            url=urls.get(edition.code) or front_url(edition),
            is_current=edition.code == current.code,
            is_same_page=edition.code in urls,
        )
        for edition in editions_of(request)
        if edition.is_open
    ]
    return {"edition_links": links, "edition": current} if len(links) > 1 else None


def alternate_links(context: Mapping[str, Any]) -> dict[str, object] | None:
    """`hreflang` links, absolute, where the page exists in two editions or more."""
    request = context.get("request")
    if request is None:
        return None
    open_codes = {edition.code for edition in editions_of(request) if edition.is_open}
    urls = {code: url for code, url in urls_of_subject(context).items() if code in open_codes}
    if len(urls) < 2:
        return None
    full = {code: absolute(url) for code, url in urls.items()}
    return {"alternates": full, "x_default": full.get(settings.LANGUAGE_CODE)}


def paper(context: Mapping[str, Any]) -> dict[str, object] | None:
    """The edition of the current page, and the path of its front."""
    request = context.get("request")
    if request is None:
        return None
    edition = edition_of(request)
    return {"edition": edition, "edition_front_url": front_url(edition)}
