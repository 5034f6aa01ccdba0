"""The stories of a feed. The number of queries depends neither on how many there are nor on the archive."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from broadsheet.core.addresses import absolute
from broadsheet.core.restrictions import open_to_all
from broadsheet.editions.models import Edition
from broadsheet.media.models import Picture, PictureRendition
from broadsheet.media.places import PLACES
from broadsheet.media.queries import read_renditions, renditions_of
from broadsheet.record.models import Correction
from broadsheet.stories.models import Article, Byline
from broadsheet.stories.reading.cards import WRITERS
from broadsheet.stories.reading.freshness import changed_at

from ..models import FeedText
from .content import bodies_of
from .identity import story_id


@dataclass(frozen=True, kw_only=True)
class FeedPicture:
    """The lead picture as a JPEG; `length` in bytes."""

    url: str
    width: int
    height: int
    length: int
    alt: str
    credit: str


@dataclass(frozen=True, kw_only=True)
class FeedItem:
    """One story for all forms of feeds. `content` is HTML, or empty if the feeds carry summaries."""

    id: str
    url: str
    title: str
    summary: str
    content: str
    published_at: datetime
    updated_at: datetime
    touched_at: datetime  # when it was published last, whether or not readers see an update
    authors: tuple[tuple[str, str], ...]  # (name, address or empty)
    categories: tuple[str, ...]
    picture: FeedPicture | None
    language: str


def feed_items(ids: list[int], *, paper: uuid.UUID, edition: Edition, text: str) -> list[FeedItem]:
    """The stories among `ids` that are live and open, in that order. `text` is a value of FeedText."""
    stories_by_id = _stories(ids)
    corrections: dict[int, list[Correction]] = {}
    for correction in Correction.objects.filter(page_id__in=stories_by_id):
        corrections.setdefault(correction.page_id, []).append(correction)
    stories = [stories_by_id[pk] for pk in ids if pk in stories_by_id]
    contents = bodies_of(stories, edition, corrections) if text == FeedText.FULL else {}
    return [
        _item(story, paper, edition, contents.get(story.pk, ""), corrections.get(story.pk, [])) for story in stories
    ]


def _stories(ids: Iterable[int]) -> dict[int, Article]:
    bylines = Prefetch("bylines", queryset=Byline.objects.select_related("person__locale").order_by("sort_order"))
    chosen = Article.objects.filter(pk__in=list(ids), listed_at__isnull=False)
    stories = open_to_all(chosen).select_related("lead_picture", "section", "locale").defer("sources")
    stories_by_id = {story.pk: story for story in stories.prefetch_related(bylines, "topics", "tagged_items__tag")}
    read_renditions(story.lead_picture for story in stories_by_id.values())
    return stories_by_id


def _item(story: Article, paper: uuid.UUID, edition: Edition, content: str, corrections: list[Correction]) -> FeedItem:
    assert story.published_at is not None
    changed = changed_at(story, corrections[-1].made_at if corrections else None) or story.published_at
    labels = [story.shown_section.title if story.shown_section else "", *(topic.name for topic in story.topics.all())]
    labels += [tagged.tag.name for tagged in story.tagged_items.all()]
    return FeedItem(
        id=story_id(paper, story.pk),
        url=absolute(story.get_url() or ""),
        title=story.headline,
        summary=story.standfirst,
        content=content,
        published_at=story.published_at,
        updated_at=changed,
        touched_at=max(changed, story.last_published_at or changed),
        authors=tuple(_author(byline) for byline in story.bylines.all() if byline.role in WRITERS and byline.name),
        categories=tuple(dict.fromkeys(label for label in labels if label)),
        picture=feed_picture(story.lead_picture, story.lead_alt_text),
        language=edition.code,
    )


def _author(byline: Byline) -> tuple[str, str]:
    return byline.name, absolute(byline.person.get_absolute_url()) if byline.person else ""


def feed_picture(picture: Picture | None, alt: str) -> FeedPicture | None:
    """The picture in the largest JPEG that exists and whose file exists too."""
    rendition = jpeg_of(picture, "lead")
    if picture is None or rendition is None:
        return None
    try:
        length = rendition.file.size
    except OSError:
        return None
    return FeedPicture(
        url=absolute(rendition.url),
        width=rendition.width,
        height=rendition.height,
        length=length,
        alt=alt,
        credit=picture.credit,
    )


def jpeg_of(picture: Picture | None, place: str) -> PictureRendition | None:
    """The largest existing JPEG up to 1200 pixels, if readers may see the picture."""
    if picture is None or not picture.is_shown:
        return None
    known = renditions_of(picture)
    where = PLACES[place]
    specs = [where.spec(width, "jpeg") for width in sorted(where.widths, reverse=True) if width <= 1200]
    return next((known[spec] for spec in specs if spec in known), None)
