"""Writing sitemaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.utils.xmlutils import SimplerXMLGenerator

from ..feeds.xml_text import clean

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


class SitemapWriter:
    """Writes one sitemap document."""

    def __init__(self, root: str, **namespaces: str) -> None:
        self._file = StringIO()
        self._root = root
        self._xml = SimplerXMLGenerator(self._file, "utf-8", short_empty_elements=True)
        self._xml.startDocument()
        names = {"xmlns": SITEMAP, **{f"xmlns:{name}": uri for name, uri in namespaces.items()}}
        self._xml.startElement(root, AttributesImpl(names))

    def entry(
        self,
        element: str,
        address: str,
        *,
        changed_at: datetime | None = None,
        alternates: Mapping[str, str] | None = None,
        news: Iterable[tuple[str, str]] = (),
    ) -> None:
        """One `url` or `sitemap`; `news` are (element, text), the first two of which describe the publication."""
        xml = self._xml
        xml.startElement(element, AttributesImpl({}))
        xml.addQuickElement("loc", address)
        if changed_at:
            xml.addQuickElement("lastmod", w3c(changed_at))
        for code, url in (alternates or {}).items():
            xml.addQuickElement("xhtml:link", "", {"rel": "alternate", "hreflang": code, "href": url})
        said = list(news)
        if said:
            xml.startElement("news:news", AttributesImpl({}))
            xml.startElement("news:publication", AttributesImpl({}))
            for name, text in said[:2]:
                xml.addQuickElement(name, clean(text))
            xml.endElement("news:publication")
            for name, text in said[2:]:
                xml.addQuickElement(name, clean(text))
            xml.endElement("news:news")
        xml.endElement(element)

    def document(self) -> str:
        """The finished document. Nothing can be added afterwards."""
        self._xml.endElement(self._root)
        self._xml.endDocument()
        return self._file.getvalue()


def w3c(moment: datetime) -> str:
    """W3C datetime with seconds, in UTC (https://www.w3.org/TR/NOTE-datetime)."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
