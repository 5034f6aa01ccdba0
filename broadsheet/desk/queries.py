"""Queries for preview links, failures of the clock and translations of a story."""

from __future__ import annotations

from datetime import datetime

from wagtail.models import Page

from broadsheet.core.models import User
from broadsheet.core.restrictions import open_to_all
from broadsheet.events.models import Failure
from broadsheet.stories.models import Article, StandingPage

from .models import PreviewLink


def has_preview_links(page: Page) -> bool:
    """Whether this kind of page may have preview links: only pages that people write, not those that fill themselves."""
    return issubclass(page.specific_class or type(page), Article | StandingPage)


def working_links(*, page: Page, now: datetime) -> list[PreviewLink]:
    """A page's links that work at `now`, newest first."""
    links = PreviewLink.objects.filter(page=page, ended_at=None, ends_at__gt=now).select_related("page", "made_by")
    return [link for link in links if link.works(now=now)]


def working_link(*, key: str, now: datetime) -> PreviewLink | None:
    """The link with this key, if it works at `now`."""
    link = PreviewLink.objects.filter(key=key).select_related("page", "made_by").first()
    return link if link is not None and link.works(now=now) else None


def live_translations(story: Article) -> list[Article]:
    """The same story in other editions, where everybody may read it; in the order of the page tree."""
    others = Article.objects.filter(translation_key=story.translation_key, live=True).exclude(pk=story.pk)
    return list(open_to_all(others).select_related("locale").defer("body").order_by("path"))


def concerns(user: User, failure: Failure) -> bool:
    """Whether this user should see a failure of the clock: for a page, users who may edit it; for a picture, publishers."""
    if failure.page_id is None:
        return user.has_perm("editions.change_edition")
    page = Page.objects.filter(pk=failure.page_id).first()
    return page is None or page.permissions_for_user(user).can_edit()
