"""Sitemaps for search engines."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from broadsheet.core.addresses import absolute
from broadsheet.edge.storable import stored
from broadsheet.editions.models import Edition

from .addresses import SitemapAddresses, open_editions
from .news import news_document
from .pages import pages_document
from .stories import parts_of, story_part
from .xml import SitemapWriter


@stored()
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    """The index: the parts of all open editions."""
    writer = SitemapWriter("sitemapindex")
    for edition in open_editions():
        writer.entry("sitemap", absolute(reverse("wire_machines:page_sitemap", args=[edition.code])))
        for part, changed_at in parts_of(edition):
            address = absolute(reverse("wire_machines:story_sitemap", args=[edition.code, part]))
            writer.entry("sitemap", address, changed_at=changed_at)
    return _answer(request, writer.document())


@stored()
@require_safe
def stories(request: HttpRequest, code: str, part: int) -> HttpResponseBase:
    """One part of an edition's stories."""
    edition, addresses = _edition(code)
    document = story_part(edition, part, addresses) if part < 2**40 else None
    if document is None:
        raise Http404
    return _answer(request, document)


@stored()
@require_safe
def pages(request: HttpRequest, code: str) -> HttpResponseBase:
    """An edition's pages other than stories."""
    edition, addresses = _edition(code)
    return _answer(request, pages_document(edition, addresses))


@require_safe
def news(request: HttpRequest) -> HttpResponseBase:
    """The stories of the last two days."""
    editions = open_editions()
    return _answer(request, news_document(editions, SitemapAddresses(editions), now=timezone.now()))


def _edition(code: str) -> tuple[Edition, SitemapAddresses]:
    editions = open_editions()
    edition = next((candidate for candidate in editions if candidate.code == code), None)
    if edition is None:
        raise Http404
    return edition, SitemapAddresses(editions)


def _answer(request: HttpRequest, document: str) -> HttpResponseBase:
    """The document, or 304 for clients that already have it. Caches must revalidate, so withdrawn stories disappear within seconds."""
    content = document.encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type="application/xml; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    return get_conditional_response(request, etag, None, response) or response
