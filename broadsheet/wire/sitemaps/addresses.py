"""Public addresses of many pages, without loading the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from broadsheet.core.addresses import absolute
from broadsheet.core.restrictions import open_to_all, restricted_paths
from broadsheet.editions.models import Edition
from broadsheet.editions.queries import all_editions

_BATCH = 500  # values in one SQL statement


def open_editions() -> list[Edition]:
    """The editions that are open to readers."""
    return [edition for edition in all_editions() if edition.is_open]


class SitemapAddresses:
    """`url_path` of a page -> its absolute address, the same as Wagtail's `Page.get_url` would give.

    A page's public path is its `url_path` below its edition's front. A front is the site's root page or a
    translation of it. So a table of fronts is enough for every page of the site.
    """

    def __init__(self, editions: Iterable[Edition]) -> None:
        self.prefixes: dict[int, tuple[str, str]] = {}  # locale id -> (the front's url_path, its public path)
        self.code_of = {edition.locale_id: edition.code for edition in editions}
        site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
        if site is None:
            return
        fronts = Page.objects.filter(translation_key=site.root_page.translation_key, locale__in=self.code_of)
        for locale_id, url_path in open_to_all(fronts).values_list("locale_id", "url_path"):
            with translation.override(self.code_of[locale_id]):
                self.prefixes[locale_id] = (url_path, reverse("wagtail_serve", args=("",)))

    def of(self, locale_id: int, url_path: str) -> str:
        """The absolute address; empty if readers cannot reach the page."""
        front, public = self.prefixes.get(locale_id, ("", ""))
        if not front or not url_path.startswith(front):
            return ""
        return absolute(public + url_path[len(front) :])

    def alternates(self, keys: Iterable[object]) -> dict[object, dict[str, str]]:
        """Translation key -> (language code -> address), for live, open pages in open editions."""
        urls_by_key: dict[object, dict[str, str]] = {}
        for batch in _batches(list(keys)):
            pages = Page.objects.filter(translation_key__in=batch, live=True, locale__in=self.prefixes)
            for path in restricted_paths():
                pages = pages.exclude(path__startswith=path)
            for key, locale_id, url_path in pages.values_list("translation_key", "locale_id", "url_path"):
                if url := self.of(locale_id, url_path):
                    urls_by_key.setdefault(key, {})[self.code_of[locale_id]] = url
        return {key: urls for key, urls in urls_by_key.items() if len(urls) > 1}


def _batches(values: list[object]) -> Iterator[list[object]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
