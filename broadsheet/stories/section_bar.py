"""The sections in the masthead and the footer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broadsheet.editions.queries import edition_of

from .queries import sections_of


def section_bar(context: Mapping[str, Any]) -> dict[str, Any] | None:
    """The edition's sections, read once a request, and which of them is being read."""
    request = context.get("request")
    if request is None:
        return None
    if not hasattr(request, "_section_bar"):
        request._section_bar = [
            (section, section.get_url(request)) for section in sections_of(edition_of(request).code)
        ]
    page = context.get("page")
    current = getattr(page, "section_id", None) or getattr(page, "pk", None)
    return {"sections": request._section_bar, "current_section_id": current}
