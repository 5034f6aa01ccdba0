"""What is asked of preview links, and of which pages there are any."""

from __future__ import annotations

from datetime import datetime

from wagtail.models import Page

from broadsheet.stories.models import Article, StandingPage

from .models import PreviewLink


def has_preview_links(page: Page) -> bool:
    """Whether links may lead to the drafts of this kind of page: those that are written, not those that fill themselves."""
    return issubclass(page.specific_class or type(page), Article | StandingPage)


def working_links(*, page: Page, now: datetime) -> list[PreviewLink]:
    """A page's links that work at `now`, the newest first."""
    links = PreviewLink.objects.filter(page=page, ended_at=None, ends_at__gt=now).select_related("page", "made_by")
    return [link for link in links if link.works(now=now)]


def working_link(*, key: str, now: datetime) -> PreviewLink | None:
    """The link that is known by `key`, while it works."""
    link = PreviewLink.objects.filter(key=key).select_related("page", "made_by").first()
    return link if link is not None and link.works(now=now) else None
