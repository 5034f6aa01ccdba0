"""Views of the feeds, and of the page that lists them for people."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Enclosure
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from broadsheet.core.addresses import absolute
from broadsheet.core.lite import has_lite_twin, page_template
from broadsheet.edge.storable import stored
from broadsheet.editions.queries import edition_of
from broadsheet.editions.switcher import front_url
from broadsheet.media.queries import read_renditions
from broadsheet.stories.models import Publisher, Section, Topic

from ..models import Syndication
from .atom import StoryAtom
from .identity import feed_id, paper_key
from .items import FeedItem, feed_items, jpeg_of
from .json_feed import StoryJson
from .removed import RemovedItem, removed_stories
from .rss import StoryRss
from .subjects import FILES, FeedSubject, feed_path, subject_of

GENERATORS = {"rss": StoryRss, "atom": StoryAtom, "json": StoryJson}
MINUTES_BETWEEN = 15  # RSS's ttl: how long a feed reader may wait before it asks again
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class FeedRequest:
    """One requested feed, with all data for it."""

    subject: FeedSubject
    form: str
    paper: uuid.UUID
    items: list[FeedItem]
    removed: list[RemovedItem]
    logo: str

    @property
    def changed_at(self) -> datetime:
        """When a story of the feed was last published, or one was last removed from the edition's feeds. It changes with every change
        of the feed's stories, and with nothing else in the paper."""
        moments = [item.touched_at for item in self.items] + [removed_item.when for removed_item in self.removed]
        return max(moments, default=_LONG_AGO)


def _asked(request: HttpRequest, form: str, kind: str, slug: str) -> FeedRequest:
    """The requested feed; raises Http404."""
    subject = subject_of(request, kind, slug)
    syndication = Syndication.load(request_or_site=request)
    paper = paper_key()
    return FeedRequest(
        subject=subject,
        form=form,
        paper=paper,
        items=feed_items(subject.story_ids(), paper=paper, edition=subject.edition, text=syndication.feed_text),
        removed=removed_stories(paper=paper, edition=subject.edition),
        logo=_logo(request),
    )


class StoriesFeed(Feed):
    """Django's feed class, with `FeedRequest` as its object; one instance for each form."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.feed_type = GENERATORS[form]

    def get_object(self, request: HttpRequest, asked: FeedRequest) -> FeedRequest:
        return asked

    def title(self, obj: FeedRequest) -> str:
        return obj.subject.title

    def link(self, obj: FeedRequest) -> str:
        return absolute(obj.subject.path)

    def description(self, obj: FeedRequest) -> str:
        return obj.subject.description

    def subtitle(self, obj: FeedRequest) -> str:
        return obj.subject.description

    def feed_url(self, obj: FeedRequest) -> str:
        return absolute(obj.subject.feed_path(obj.form))

    def feed_guid(self, obj: FeedRequest) -> str:
        return feed_id(obj.paper, obj.subject.feed_path("atom"))

    def ttl(self, obj: FeedRequest) -> int:
        return MINUTES_BETWEEN

    def author_name(self, obj: FeedRequest) -> str:
        return obj.subject.edition.paper_name

    def author_link(self, obj: FeedRequest) -> str:
        return absolute(front_url(obj.subject.edition))

    def feed_extra_kwargs(self, obj: FeedRequest) -> dict[str, object]:
        return {
            "removed": obj.removed if self.form == "atom" else [],
            "logo": obj.logo,
            "quiet_since": obj.changed_at,
        }

    def items(self, obj: FeedRequest) -> list[FeedItem]:
        return obj.items

    def item_title(self, item: FeedItem) -> str:
        return item.title

    def item_description(self, item: FeedItem) -> str | None:  # type: ignore[override]  # None leaves it out
        return item.summary or None

    def item_link(self, item: FeedItem) -> str:
        return item.url

    def item_guid(self, item: FeedItem) -> str:
        return item.id

    item_guid_is_permalink = False

    def item_pubdate(self, item: FeedItem) -> datetime:
        return item.published_at

    def item_updateddate(self, item: FeedItem) -> datetime:
        return item.updated_at

    def item_categories(self, item: FeedItem) -> tuple[str, ...]:
        return item.categories

    def item_enclosures(self, item: FeedItem) -> list[Enclosure]:
        picture = item.picture
        return [Enclosure(picture.url, str(picture.length), "image/jpeg")] if picture else []

    def item_extra_kwargs(self, item: FeedItem) -> dict[str, object]:
        return {
            "creators": item.authors,
            "content": item.content,
            "picture": item.picture,
            "language": item.language,
        }


_FEEDS = {form: StoriesFeed(form) for form in FILES}


@stored()
@require_safe
def feed(request: HttpRequest, form: str, kind: str = "", slug: str = "") -> HttpResponseBase:
    """One feed, or 304 for clients that already have it (RFC 9110, 13).

    The ETag depends on the content, because a renamed topic or a new rendition changes a feed whose stories are unchanged.
    Caches must revalidate each time, because withdrawn stories must disappear within seconds.
    """
    feed_request = _asked(request, form, kind, slug)
    response = _FEEDS[form](request, asked=feed_request)
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    changed_at = int(feed_request.changed_at.timestamp())
    response.headers["Last-Modified"] = http_date(changed_at)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, etag, changed_at, response) or response


@stored("part")
@has_lite_twin
@require_safe
def feeds_page(request: HttpRequest) -> HttpResponse:
    """All feeds of the edition: its own, its sections', its topics'."""
    edition = edition_of(request)
    if not edition.is_open:
        raise Http404
    code = edition.code
    sections = [(section.title, _three(code, "sections", section.slug)) for section in Section.objects.in_bar_of(code)]
    topics = [
        (topic.name, _three(code, "topics", topic.slug))
        for topic in Topic.objects.filter(locale__language_code=code).with_open_stories()
    ]
    context = {
        "head_title": _("Feeds"),
        "edition_feeds": _three(code, "", ""),
        "sections": sections,
        "topics": topics,
        "edition": edition,
    }
    return render(request, page_template(request, "wire/feeds_page.html"), context)


def _three(code: str, kind: str, slug: str) -> list[tuple[str, str]]:
    """(name, path) of a list's three feeds."""
    names = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}
    return [(name, feed_path(code, form, kind=kind, slug=slug)) for form, name in names.items()]


def _logo(request: HttpRequest) -> str:
    publisher = Publisher.load(request_or_site=request)
    read_renditions([publisher.logo])
    rendition = jpeg_of(publisher.logo, "natural")
    return absolute(rendition.url) if rendition else ""
