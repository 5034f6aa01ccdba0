"""Contexts of a story's page and its section's. The number of queries does not depend on the archive."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from broadsheet.editions.queries import edition_of
from broadsheet.editions.switcher import front_url
from broadsheet.media.models import Picture
from broadsheet.media.queries import read_renditions

from ..models import Article, Person, Section, StandingPage, Topic
from .cards import Card, card_of
from .lists import story_list
from .source_news import news_of_source


def story_context(story: Article, request: HttpRequest) -> dict[str, object]:
    """Template context of the story's page."""
    cards_in_text = [block.value["story"].pk for block in story.body if _is_read_more(block)]
    related = [related_story.story_id for related_story in story.related_stories.all()]
    others = Article.objects.open_by_id([*cards_in_text, *related, story.pk])
    is_open = others.pop(story.pk, None) is not None
    topics = list(story.topics.select_related("locale"))
    if not is_open:
        topics = _with_page(topics)
        _unlink_people(story)
    read_renditions(_pictures(story))
    return {
        "breadcrumb": breadcrumb(story, request),
        "read_more_cards": {pk: card_of(others[pk], request=request) for pk in cards_in_text if pk in others},
        "related_cards": _cards(others, related, request),
        "topics": topics,
        "story_tags": [(tag, tag.url_in(story.locale.language_code)) for tag in story.tags.all()],
        "source_news": news_of_source(story),
    }


def _with_page(labels: list[Topic]) -> list[Topic]:
    """The topics that have a page. A topic whose stories are all hidden has none."""
    shown = set(
        Topic.objects.filter(pk__in=[label.pk for label in labels]).with_open_stories().values_list("pk", flat=True)
    )
    return [label for label in labels if label.pk in shown]


def _unlink_people(story: Article) -> None:
    """Show people who have no page, for the same reason, as names without links."""
    bylines = [byline for _role, people in story.byline_groups for byline in people if byline.person]
    people = Person.objects.filter(pk__in=[byline.person_id for byline in bylines])
    shown = set(people.with_open_stories().values_list("pk", flat=True))
    for byline in bylines:
        byline.is_linked = byline.person_id in shown


def _is_read_more(block: StreamValue.StreamChild) -> bool:
    return block.block_type == "read_more" and bool(block.value.get("story"))


def _cards(stories: dict[int, Article], ids: Iterable[int], request: HttpRequest) -> list[Card]:
    return [card_of(stories[pk], request=request) for pk in ids if pk in stories]


def _pictures(story: Article) -> list[Picture | None]:
    return [story.lead_picture, *story.body_pictures()]


def standing_page_context(page: StandingPage, request: HttpRequest) -> dict[str, object]:
    """Template context of a standing page."""
    read_renditions(page.body_pictures())
    return {"breadcrumb": home_trail(request)}


def section_context(section: Section, request: HttpRequest) -> dict[str, object]:
    """Template context of a section: its newest stories, or those before the position that `?before=` names."""
    stories = Article.objects.live_in(section.locale.language_code).filter(section=section)
    return story_list(stories, request) | {"breadcrumb": home_trail(request)}


def home_trail(request: HttpRequest) -> list[tuple[str, str]]:
    """The breadcrumb of pages directly under the front: (name, path)."""
    return [(_("Home"), front_url(edition_of(request)))]


def breadcrumb(story: Article, request: HttpRequest) -> list[tuple[str, str]]:
    """(name, path) from the front to the section."""
    trail = home_trail(request)
    section = story.section or story.section_of_tree()
    if section is not None and section.live:
        trail.append((section.title, section.get_url(request) or ""))
    return trail
