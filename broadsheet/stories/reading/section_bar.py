"""The sections in the masthead and the footer, and the standing pages in the footer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broadsheet.core.slots import SharedPart
from broadsheet.editions.queries import edition_of

from ..models import Section, StandingPage


def shared_bar(context: Mapping[str, Any]) -> SharedPart | None:
    """The bar is the same on all pages of a section."""
    if context.get("request") is None:
        return None
    page = context.get("page")
    return SharedPart(
        {"current": getattr(page, "section_id", None) or (page.pk if isinstance(page, Section) else None)}
    )


def shared_by_all(context: Mapping[str, Any]) -> SharedPart | None:
    """The part that is the same on all pages of an edition."""
    return SharedPart({}) if context.get("request") is not None else None


def section_bar(context: Mapping[str, Any]) -> dict[str, object]:
    """The edition's sections, read once per request, with the current one."""
    request = context["request"]
    if not hasattr(request, "_section_bar"):
        request._section_bar = [
            (section, section.get_url(request)) for section in Section.objects.in_bar_of(edition_of(request).code)
        ]
    return {"sections": request._section_bar, "current_section_id": context.get("current")}


def footer_pages(context: Mapping[str, Any]) -> dict[str, object]:
    """The edition's live standing pages for the footer."""
    request = context["request"]
    pages = [page for page in StandingPage.objects.live_in(edition_of(request).code) if page.show_in_menus]
    return {"standing_pages": [(page, page.get_url(request)) for page in pages]}
