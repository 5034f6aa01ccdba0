"""The plain words of a story's text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import Any

from wagtail.blocks import StreamValue

_TAG = re.compile(r"<[^>]+>")


def plain_text(body: StreamValue) -> str:
    """All words of a story's blocks, one line per paragraph. Captions, tables and cards are left out."""
    return _joined(body, _prose)


def searchable_text(body: StreamValue) -> str:
    """As `plain_text`, plus captions, tables and the descriptions of embeds and documents."""
    return _joined(body, lambda kind, value: _prose(kind, value) or _around(kind, value))


def _joined(body: StreamValue, lines_of: Callable[[str, Any], list[str]]) -> str:
    """Reads the stored form: making a value of each block would cost as much as all other work of indexing a story."""
    lines = [line for block in body.raw_data for line in lines_of(block["type"], block["value"])]
    return "\n".join(line for line in lines if line)


def _prose(kind: str, value: Any) -> list[str]:  # noqa: ANN401 - as this kind of block is stored
    match kind:
        case "paragraph":
            return [_plain(value)]
        case "heading" | "pull_quote":
            return [value["text"]]
        case "quote":
            return [_plain(value["text"])]
        case "list":
            return [_plain(_item(item)) for item in value["items"]]
        case "fact_box":
            return [value["heading"], _plain(value["text"])]
    return []


def _around(kind: str, value: Any) -> list[str]:  # noqa: ANN401 - as above
    match kind:
        case "picture":
            return [value.get("caption") or ""]
        case "table":
            rows: Iterable[list[Any]] = (value or {}).get("data") or []
            return [
                value.get("table_caption") or "" if value else "",
                *(" ".join(str(c) for c in row if c) for row in rows),
            ]
        case "embed" | "document":
            return [value.get("description") or ""]
    return []


def _item(item: object) -> str:
    """A line of a list: a mapping with an id since Wagtail 2.16, plain text before."""
    return item["value"] if isinstance(item, dict) else str(item)


def _plain(markup: object) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", str(getattr(markup, "source", markup) or ""))).split())
