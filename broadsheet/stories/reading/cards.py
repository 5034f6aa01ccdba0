"""Cards: a story in a list or on a front."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from broadsheet.media.models import Picture

from ..models import Article, BylineRole, Section

# Roles whose names are printed under a headline in a list.
WRITERS = {BylineRole.BY, BylineRole.WRITTEN_BY, BylineRole.REPORTED_BY}


@dataclass(frozen=True, kw_only=True)
class Card:
    """What other pages show of a story. A pin on a front may have its own headline, kicker and picture."""

    url: str
    headline: str
    kicker: str = ""
    standfirst: str = ""
    picture: Picture | None = None
    writers: tuple[str, ...] = ()
    published_at: datetime | None = None
    section: Section | None = None
    kind: str = "news"
    story_id: int | None = None


def card_of(
    story: Article,
    *,
    request: HttpRequest | None = None,
    headline: str = "",
    kicker: str = "",
    picture: Picture | None = None,
) -> Card:
    """The card of a story, with the headline, kicker and picture of its pin, if it has any."""
    shown = picture or story.lead_picture
    return Card(
        url=story.get_url(request) or "",
        headline=headline or story.headline_in_lists,
        kicker=kicker or story.kicker_or_kind,
        standfirst=story.standfirst,
        picture=shown if shown and shown.is_shown else None,
        writers=tuple(byline.name for byline in story.bylines.all() if byline.role in WRITERS),
        published_at=story.published_at,
        section=story.shown_section,
        kind=story.kind,
        story_id=story.pk,
    )
