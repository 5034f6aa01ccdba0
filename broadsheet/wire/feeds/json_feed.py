"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with the interface of Django's generators."""

from __future__ import annotations

import json
from typing import Any, Protocol

from .generators import PaperFeed

VERSION = "https://jsonfeed.org/version/1.1"


class _File(Protocol):
    def write(self, text: bytes) -> object: ...


class StoryJson(PaperFeed):
    """A story without a whole text has its standfirst as `content_text`, because the format requires one of the two."""

    content_type = "application/feed+json"

    def write(self, outfile: _File, encoding: str) -> None:
        """Write the feed; `outfile` takes bytes, as an HttpResponse does."""
        feed = self.feed
        values = {
            "version": VERSION,
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["description"],
            "icon": feed["logo"],
            "authors": [{"name": feed["author_name"], "url": feed["author_link"]}],
            "language": feed["language"],
        }
        document = {name: value for name, value in values.items() if value}
        document["items"] = [self._item(item) for item in self.items]
        outfile.write(json.dumps(document, ensure_ascii=False).encode(encoding))

    def _item(self, item: dict[str, Any]) -> dict[str, object]:
        updated = item["updateddate"] if item["updateddate"] > item["pubdate"] else None
        entry = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["content"],
            "content_text": "" if item["content"] else item["description"] or item["title"],
            "summary": item["description"],
            "image": item["picture"].url if item["picture"] else "",
            "date_published": item["pubdate"].isoformat(timespec="seconds"),
            "date_modified": updated.isoformat(timespec="seconds") if updated else "",
            "authors": [{"name": name, "url": url} if url else {"name": name} for name, url in item["creators"]],
            "tags": list(item["categories"]),
            "language": item["language"],
        }
        return {name: value for name, value in entry.items() if value}
