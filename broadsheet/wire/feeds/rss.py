"""RSS 2.0 (https://www.rssboard.org/rss-specification), with the usual extension modules."""

from __future__ import annotations

from html import escape
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

from .generators import PaperFeed


class StoryRss(PaperFeed, Rss201rev2Feed):
    """Whole texts are in `content:encoded`, names in `dc:creator` (RSS's own `author` requires an e-mail address)."""

    def rss_attributes(self) -> dict[str, str]:
        """With the namespaces of the modules."""
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:dcterms": "http://purl.org/dc/terms/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """With the publisher's logo."""
        super().add_root_elements(handler)
        if self.feed["logo"]:
            handler.startElement("image", AttributesImpl({}))
            handler.addQuickElement("url", self.feed["logo"])
            handler.addQuickElement("title", self.feed["title"])
            handler.addQuickElement("link", self.feed["link"])
            handler.endElement("image")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """With names, update, whole text and picture.

        Readers parse a `description` as HTML (RSS Advisory Board, best practices profile, 5.1.1.1), so a `<` of a standfirst becomes `&lt;`.
        """
        super().add_item_elements(handler, item | {"description": escape(item["description"] or "", quote=False)})
        for name, _address in item["creators"]:
            handler.addQuickElement("dc:creator", name)
        if item["updateddate"] > item["pubdate"]:
            handler.addQuickElement("dcterms:modified", item["updateddate"].isoformat(timespec="seconds"))
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])
        picture = item["picture"]
        if picture:
            sizes = {"width": str(picture.width), "height": str(picture.height), "fileSize": str(picture.length)}
            handler.startElement(
                "media:content",
                AttributesImpl({"url": picture.url, "type": "image/jpeg", "medium": "image", **sizes}),
            )
            if picture.alt:
                handler.addQuickElement("media:description", picture.alt, {"type": "plain"})
            if picture.credit:
                handler.addQuickElement("media:credit", picture.credit)
            handler.endElement("media:content")
