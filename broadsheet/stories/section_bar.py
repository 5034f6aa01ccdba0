"""The sections in the masthead and the footer, and the standing pages in the footer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broadsheet.editions.queries import edition_of

from .queries import sections_of, standing_pages_of


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


def footer_pages(context: Mapping[str, Any]) -> dict[str, Any] | None:
    """The edition's standing pages that are live and meant for the footer."""
    request = context.get("request")
    if request is None:
        return None
    pages = [page for page in standing_pages_of(edition_of(request).code) if page.show_in_menus]
    return {"standing_pages": [(page, page.get_url(request)) for page in pages]}
