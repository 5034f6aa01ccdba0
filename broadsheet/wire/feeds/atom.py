"""Atom 1.0 (RFC 4287), with deleted entries (RFC 6721)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from .generators import PaperFeed


class StoryAtom(PaperFeed, Atom1Feed):
    """Headlines and standfirsts are plain text, the whole text is HTML; there is one `author` per byline."""

    def root_attributes(self) -> dict[str, str]:
        """With the namespace of deleted entries if there are any."""
        namespace = {"xmlns:at": "http://purl.org/atompub/tombstones/1.0"} if self.feed["removed"] else {}
        return super().root_attributes() | namespace

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """With the logo and the deleted entries."""
        super().add_root_elements(handler)
        if self.feed["logo"]:
            handler.addQuickElement("logo", self.feed["logo"])
        for gone in self.feed["removed"]:
            handler.startElement("at:deleted-entry", AttributesImpl({"ref": gone.ref, "when": _moment(gone.when)}))
            if gone.reason:
                handler.addQuickElement("at:comment", gone.reason)
            handler.endElement("at:deleted-entry")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write what one Atom entry contains: title, link, id, dates, authors, summary, content and enclosures."""
        handler.addQuickElement("title", item["title"])
        handler.addQuickElement(
            "link", "", {"href": item["link"], "rel": "alternate", "type": "text/html", "hreflang": item["language"]}
        )
        handler.addQuickElement("id", item["unique_id"])
        handler.addQuickElement("published", _moment(item["pubdate"]))
        handler.addQuickElement("updated", _moment(item["updateddate"]))
        for name, address in item["creators"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            if address:
                handler.addQuickElement("uri", address)
            handler.endElement("author")
        if item["description"]:
            handler.addQuickElement("summary", item["description"])
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})
        for enclosure in item["enclosures"]:
            handler.addQuickElement(
                "link",
                "",
                {
                    "rel": "enclosure",
                    "href": enclosure.url,
                    "length": enclosure.length,
                    "type": enclosure.mime_type,
                },
            )
        for category in item["categories"]:
            handler.addQuickElement("category", "", {"term": category})


def _moment(moment: datetime) -> str:
    """RFC 3339, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
