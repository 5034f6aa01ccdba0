"""Top stories and Features beside a story: the front's own lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broadsheet.editions.queries import edition_of

from .layout import features, top_stories
from .models import FrontPage


def beside_story(context: Mapping[str, Any]) -> dict[str, Any] | None:
    """Both lists less the story that is read; nothing where the edition has no front."""
    request, page = context.get("request"), context.get("page")
    if request is None or page is None:
        return None
    code = edition_of(request).code
    front = FrontPage.objects.filter(locale__language_code=code, live=True).select_related("locale").first()
    if front is None:
        return None
    top = top_stories(front, request, less=page.pk)
    shown = {page.pk} | set(top.story_ids if top else [])
    return {"top_stories": top, "features": features(front, request, less=shown)}
