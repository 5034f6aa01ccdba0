"""The words of a story's text."""

from __future__ import annotations

import html
import re

from wagtail.blocks import StreamValue

_TAG = re.compile(r"<[^>]+>")


def plain_text(body: StreamValue) -> str:
    """All words of a story's blocks, a line each; captions and cards left out."""
    lines: list[str] = []
    for block in body:
        value = block.value
        match block.block_type:
            case "paragraph":
                lines.append(_plain(value.source))
            case "heading" | "pull_quote":
                lines.append(value["text"])
            case "quote":
                lines.append(_plain(value["text"].source))
            case "list":
                lines += [_plain(item.source) for item in value["items"]]
            case "fact_box":
                lines += [value["heading"], _plain(value["text"].source)]
    return "\n".join(line for line in lines if line)


def _plain(markup: str) -> str:
    return html.unescape(_TAG.sub(" ", markup)).strip()
