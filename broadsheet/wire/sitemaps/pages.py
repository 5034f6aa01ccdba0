"""An edition's pages other than stories: front, sections, standing pages, topics, people."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from wagtail.models import Page

from broadsheet.core.addresses import absolute
from broadsheet.core.restrictions import open_to_all, restricted_paths
from broadsheet.editions.models import Edition
from broadsheet.stories.models import Article, Listing, Person, Section, StandingPage, Topic
from broadsheet.stories.models.labels import EditionLabel

from .addresses import SitemapAddresses
from .xml import XHTML, SitemapWriter

MOST = 20_000  # addresses of one kind; the protocol allows 50,000 in a file


def pages_document(edition: Edition, addresses: SitemapAddresses) -> str:
    """The document. Tags are left out, because they are many and have little content."""
    writer = SitemapWriter("urlset", xhtml=XHTML)
    _tree_pages(edition, addresses, writer)
    _labelled(Topic, "topic_id", edition, writer)
    _labelled(Person, "person_id", edition, writer)
    return writer.document()


def _tree_pages(edition: Edition, addresses: SitemapAddresses, writer: SitemapWriter) -> None:
    front = addresses.prefixes.get(edition.locale_id)
    fronts = Page.objects.filter(url_path=front[0], locale=edition.locale) if front else Page.objects.none()
    columns = ("pk", "url_path", "translation_key", "last_published_at")
    rows = list(open_to_all(fronts).values_list(*columns))
    for model in (Section, StandingPage):
        pages = open_to_all(model.objects.filter(locale=edition.locale))
        rows += list(pages.order_by("path").values_list(*columns)[:MOST])
    newest = _newest_by_section(edition)
    alternates = addresses.alternates(row[2] for row in rows)
    for pk, url_path, key, published_at in rows:
        moments = [moment for moment in (published_at, newest.get(pk)) if moment]
        if address := addresses.of(edition.locale_id, url_path):
            writer.entry("url", address, changed_at=max(moments, default=None), alternates=alternates.get(key))


def _newest_by_section(edition: Edition) -> dict[int, datetime]:
    """Section id -> minute of its newest story that everybody may read."""
    stories = open_to_all(Article.objects.filter(edition=edition.code, listed_at__isnull=False)).order_by()
    return dict(stories.values_list("section_id").annotate(latest=Max("listed_at")))


def _labelled(model: type[EditionLabel], key: str, edition: Edition, writer: SitemapWriter) -> None:
    """The topics or people with a story that everybody may read."""
    listings = Listing.objects.filter(edition=edition.code, **{f"{key}__isnull": False}).order_by()
    for path in restricted_paths():
        listings = listings.exclude(article__path__startswith=path)
    newest = dict(listings.values_list(key).annotate(latest=Max("listed_at")))
    there = model.objects.filter(locale=edition.locale).select_related("locale").order_by("pk")
    for label in there.only("pk", "slug", "locale__language_code")[:MOST]:
        if label.pk in newest:
            writer.entry("url", absolute(label.get_absolute_url()), changed_at=newest[label.pk])
