"""The blocks of a story's text."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue, StructValue
from wagtail.rich_text import RichText, expand_db_html

from broadsheet.core.lite import is_lite, twin_of

from ..reading.source_news import SourceNews

register = template.Library()

# Blocks with a template of their own in the text-only edition. The other blocks are plain text already.
PLAINER_IN_LITE = {"document", "embed", "picture", "read_more"}
_P = re.compile(r"^\s*<p[^>]*>(.*)</p>\s*$", re.DOTALL)


@register.simple_tag(takes_context=True)
def story_block(context: Context, block: StreamValue.StreamChild) -> SafeString:
    """Render one block. A Read-more card shows the current version of the other story, or nothing."""
    own: dict[str, Any] = {"request": context.get("request"), "page": context.get("page")}
    if block.block_type == "read_more":
        story = block.value.get("story")
        cards = context.get("read_more_cards") or {}
        own["card"] = cards.get(story.pk) if story else None
        if own["card"] is None:  # not even an empty line, which would reveal that something is hidden
            return mark_safe("")
    template = getattr(block.block.meta, "template", None)
    if is_lite(own["request"]) and template and block.block_type in PLAINER_IN_LITE:
        html = render_to_string(twin_of(template), block.block.get_context(block.value, parent_context=own))
        return mark_safe(html)  # noqa: S308 - rendered, and so escaped, by its template
    return block.render_as_block(own)


@register.filter
def list_lines(value: StructValue) -> list[object]:
    """The lines of a list block."""
    return list(value["items"])


@register.filter
def inline_richtext(value: RichText) -> SafeString:
    """Rich text of a single paragraph without the paragraph."""
    html = expand_db_html(value.source)
    match = _P.match(html)
    inner = match.group(1) if match and "<p" not in match.group(1) else html
    return mark_safe(inner)  # noqa: S308 - expanded by Wagtail from what its own editor stored


@register.simple_tag(takes_context=True)
def source_url(context: Context, news: SourceNews) -> str:
    """The address of a translation's source."""
    return news.source.get_url(context.get("request")) or ""
