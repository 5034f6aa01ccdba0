"""Links to a page's feeds, in its head and in the footer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broadsheet.core.addresses import absolute
from broadsheet.editions.queries import edition_of
from broadsheet.stories.models import Article, Person, Section, Tag, Topic

from ..models import Syndication
from .subjects import MEDIA_TYPES, feed_path


def head_links(context: Mapping[str, Any]) -> dict[str, object] | None:
    """The feeds of the page's own list (for a story, its section) and of the edition; the reservation for TDM."""
    request = context.get("request")
    if request is None:
        return None
    edition = edition_of(request)
    if not edition.is_open:
        return None
    lists = [*_own_list(context), (edition.paper_name, "", "")]
    feeds = [
        (media_type, name, absolute(feed_path(edition.code, form, kind=kind, slug=slug)))
        for name, kind, slug in lists
        for form, media_type in MEDIA_TYPES.items()
    ]
    return {"feeds": feeds, "is_reserved": not Syndication.load(request_or_site=request).ai_crawlers_welcome}


def _own_list(context: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(name, kind, slug) of the list that the page shows or belongs to."""
    subject = context.get("person") or context.get("topic") or context.get("tag") or context.get("page")
    if isinstance(subject, Article):
        subject = subject.shown_section
    match subject:
        case Section():
            return [(subject.title, "sections", subject.slug)]
        case Person():
            return [(subject.name, "people", subject.slug)]
        case Topic():
            return [(subject.name, "topics", subject.slug)]
        case Tag():
            return [(subject.name, "tags", subject.slug)]
    return []


def footer_link(context: Mapping[str, Any]) -> dict[str, object] | None:
    """The link to the page that lists all feeds."""
    request = context.get("request")
    return {} if request is not None and edition_of(request).is_open else None
