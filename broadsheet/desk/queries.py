"""What is asked of preview links, of the clock's failures and of a story's translations."""

from __future__ import annotations

from datetime import datetime

from wagtail.models import Page

from broadsheet.core.models import User
from broadsheet.core.restrictions import open_to_all
from broadsheet.events.models import Failure
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


def live_translations(story: Article) -> list[Article]:
    """The same story in other editions, as far as everybody may read it there; in the order of the page tree."""
    others = Article.objects.filter(translation_key=story.translation_key, live=True).exclude(pk=story.pk)
    return list(open_to_all(others).select_related("locale").defer("body").order_by("path"))


def concerns(user: User, failure: Failure) -> bool:
    """Whether a failure of the clock is for this user: that of a page, for who may edit it; of a picture, for publishers."""
    if failure.page_id is None:
        return user.has_perm("editions.change_edition")
    page = Page.objects.filter(pk=failure.page_id).first()
    return page is None or page.permissions_for_user(user).can_edit()
