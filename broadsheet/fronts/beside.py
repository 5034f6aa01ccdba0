"""Top stories and Features beside a story: the front's own lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broadsheet.core.slots import Share
from broadsheet.editions.queries import edition_of

from .layout import features, top_stories
from .models import FrontPage


def shared_beside(context: Mapping[str, Any]) -> Share | None:
    """The lists are the same beside all stories, but that each leaves itself out."""
    request, page = context.get("request"), context.get("page")
    return None if request is None or page is None else Share({}, without=page.pk)


def beside_story(context: Mapping[str, Any]) -> dict[str, Any] | None:
    """Both lists; nothing where the edition has no front. No story stands in both."""
    request = context["request"]
    code = edition_of(request).code
    front = FrontPage.objects.filter(locale__language_code=code, live=True).select_related("locale").first()
    if front is None:
        return None
    top = top_stories(front, request)
    return {"top_stories": top, "features": features(front, request, less=set(top.story_ids if top else []))}
