"""Absolute and canonical addresses, for use outside the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.http import urlencode
from wagtail.models import Site

from .lite import full_path

# Parameters that select a different page; all others (utm_source ...) are left out of canonical addresses.
_NAMING = ("before", "page")


def absolute(path: str) -> str:
    """`path` under BROADSHEET_BASE_URL, percent-encoded; an absolute address is only encoded.

    The base comes from the settings, never from the request's Host header: others keep the addresses in feeds, sitemaps and
    canonical links for years, and a forged Host must not get into a stored page. For a page of the text-only edition this is
    the address of the full page.
    """
    if path.startswith(("http://", "https://")):
        return iri_to_uri(path) or ""
    return f"{settings.WAGTAILADMIN_BASE_URL}{iri_to_uri(full_path(path))}"


def tell_wagtail() -> None:
    """Make Wagtail use BROADSHEET_BASE_URL in mails, previews and its API, instead of the host name in its table of sites.

    There is only one site, and the setting may change after its row was made.
    """
    Site.root_url = property(lambda _site: settings.WAGTAILADMIN_BASE_URL)


def canonical(request: HttpRequest) -> str:
    """The canonical address of the requested page (RFC 6596), with only those parameters that select a page."""
    named = [(name, request.GET[name]) for name in _NAMING if request.GET.get(name)]
    return absolute(f"{request.path}?{urlencode(named)}" if named else request.path)
