"""JSON in a page."""

from __future__ import annotations

import json

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# As Django's json_script: nothing in the text can end the element or begin a comment (HTML 4.12.1.3).
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def as_script(data: dict[str, object]) -> SafeString:
    """`data` as a data block that no browser executes. Empty values are left out at every depth."""
    text = json.dumps(without_empty({"@context": "https://schema.org", **data}), ensure_ascii=False)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text.translate(_ESCAPES)),  # noqa: S308 - escaped in this line
    )


def without_empty(data: object) -> object:
    """The data without empty keys and members."""
    if isinstance(data, dict):
        cleaned = {key: without_empty(value) for key, value in data.items()}
        return {key: value for key, value in cleaned.items() if value not in (None, "", [], {})}
    if isinstance(data, list):
        return [without_empty(value) for value in data if value]
    return data
