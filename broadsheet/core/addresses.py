"""Addresses as the outside world is told them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.http import urlencode
from wagtail.models import Site

from .lite import full_path

# Parameters that name a different page; every other one (utm_source ...) is no part of an address.
_NAMING = ("before", "page")


def absolute(path: str) -> str:
    """`path` under BROADSHEET_BASE_URL, percent-encoded; an address that is absolute already is left.

    The base is the one that the site was told, never the request's Host: what feeds, sitemaps and canonical
    links say is kept by others for years, and a page stored from a request with a forged host would lie. A page of
    the text-only edition is told as the full page that it is of.
    """
    if path.startswith(("http://", "https://")):
        return iri_to_uri(path) or ""
    return f"{settings.WAGTAILADMIN_BASE_URL}{iri_to_uri(full_path(path))}"


def tell_wagtail() -> None:
    """Have Wagtail's mails, previews and API name BROADSHEET_BASE_URL as well, not the host name in its table of sites.

    There is one site, and the setting may change after that row was made.
    """
    Site.root_url = property(lambda _site: settings.WAGTAILADMIN_BASE_URL)


def canonical(request: HttpRequest) -> str:
    """The one address of the page that is asked for (RFC 6596): no parameter but those that name a page."""
    named = [(name, request.GET[name]) for name in _NAMING if request.GET.get(name)]
    return absolute(f"{request.path}?{urlencode(named)}" if named else request.path)
