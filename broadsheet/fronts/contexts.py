"""Contexts of a front, and of those of its lists that are shown beside a story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from broadsheet.core.slots import SharedPart
from broadsheet.editions.queries import edition_of

from .layout import features, filled_containers, top_stories
from .models import FrontPage


def front_context(front: FrontPage, request: HttpRequest) -> dict[str, object]:
    """Template context of a front: its containers with their stories."""
    containers = filled_containers(front.containers, front.locale.language_code, request)
    return {"containers": containers, "has_stories": any(container.cards for container in containers)}


def shared_beside(context: Mapping[str, Any]) -> SharedPart | None:
    """The lists are the same beside all stories, except that each story is left out of its own page's lists."""
    request, page = context.get("request"), context.get("page")
    return None if request is None or page is None else SharedPart({}, without=page.pk)


def beside_story(context: Mapping[str, Any]) -> dict[str, object] | None:
    """Both lists; None if the edition has no front. No story is in both."""
    request = context["request"]
    code = edition_of(request).code
    front = FrontPage.objects.filter(locale__language_code=code, live=True).select_related("locale").first()
    if front is None:
        return None
    top = top_stories(front.containers, code, request)
    shown = set(top.story_ids if top else [])
    return {"top_stories": top, "features": features(front.containers, code, request, less=shown)}
