"""Additions to Django's feed generators for all three forms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.feedgenerator import SyndicationFeed

from .xml_text import clean


def cleaned(value: object) -> object:
    """`value` with every text in it cleaned. Anything that is neither text nor a plain container is unchanged."""
    if isinstance(value, str):
        return clean(str(value))
    if isinstance(value, (list, tuple)) and type(value) in {list, tuple}:
        return type(value)(cleaned(item) for item in value)
    return value


class PaperFeed(SyndicationFeed):
    """The base of all three: clean text, and a date that changes only when the feed does.

    Besides Django's arguments, a feed takes `removed` (list of Removed), `quiet_since` (the date of a feed without
    stories), `logo` (address or empty); an item takes `creators` ((name, address) pairs), `content` (HTML or empty),
    `picture` (FeedPicture or None) and `language`.
    """

    def __init__(self, **kwargs: Any) -> None:
        clean_texts: dict[str, Any] = {name: cleaned(value) for name, value in kwargs.items()}
        super().__init__(**clean_texts)

    def add_item(self, **kwargs: Any) -> None:  # type: ignore[override]  # Django names some of them
        """As Django's, with clean text."""
        clean_texts: dict[str, Any] = {name: cleaned(value) for name, value in kwargs.items()}
        super().add_item(**clean_texts)

    def latest_post_date(self) -> datetime:
        """The latest update or removal."""
        moments = [item["updateddate"] for item in self.items]
        moments += [removed_item.when for removed_item in self.feed["removed"]]
        return max(moments, default=self.feed["quiet_since"])
