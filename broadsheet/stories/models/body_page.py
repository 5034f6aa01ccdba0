"""The common part of stories and standing pages: a text made of blocks."""

from __future__ import annotations

from typing import Any

from broadsheet.media.models import Picture

from ..text import searchable_text


class BodyPage:
    """Mixed into a kind of page that has a `body`, before Wagtail's `Page`."""

    body: Any

    def body_text(self) -> str:
        """The words of the text, for the desk's index."""
        return searchable_text(self.body)

    def body_pictures(self) -> list[Picture]:
        """Pictures in the text, in order, including the still pictures of embeds."""
        return [
            block.value["picture"]
            for block in self.body
            if block.block_type in {"picture", "embed"} and block.value.get("picture")
        ]

    def media_used(self) -> tuple[set[int], set[int]]:
        """Ids of the pictures and documents that this page shows to readers."""
        documents = {
            block.value["document"].pk
            for block in self.body
            if block.block_type == "document" and block.value.get("document")
        }
        return {picture.pk for picture in self.body_pictures()}, documents
