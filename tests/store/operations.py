"""What a newsroom does to stories, each through the product's own doors.

An operation gets the world and a source of chance; it returns what it did in a few words, or None where there was nothing
to do it to.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page

from broadsheet.media.models import Picture
from broadsheet.record.actions.publish_correction import publish_correction
from broadsheet.stories.actions.follow_source import follow_source
from broadsheet.stories.actions.translate_story import translate_story
from broadsheet.stories.actions.withdraw_story import withdraw_story
from broadsheet.stories.models import Article, Byline, Person, RelatedStory, Section, Tag, Topic
from tests.newsroom import paragraphs

from .world import World

Operation = Callable[[World, Random], str | None]
OPERATIONS: dict[str, Operation] = {}


def operation(work: Operation) -> Operation:
    """Have the machine do this too."""
    OPERATIONS[work.__name__] = work
    return work


def one_of(queryset: Any, random: Random) -> Any:
    """One row of a queryset, or None."""
    ids = list(queryset.order_by("pk").values_list("pk", flat=True))
    return queryset.model.objects.get(pk=random.choice(ids)) if ids else None


def live_story(random: Random) -> Article | None:
    """A live story: mostly one of the newest, for those stand in most places."""
    newest = list(
        Article.objects.filter(live=True, alias_of=None).order_by("-published_at", "-pk").values_list("pk", flat=True)
    )
    if not newest:
        return None
    return Article.objects.get(pk=random.choice(newest[:8] if random.random() < 0.7 else newest))


def draft_story(random: Random) -> Article | None:
    """A story that readers do not see."""
    return one_of(Article.objects.filter(live=False, alias_of=None), random)


def publish(page: Page) -> None:
    """As the editor's button does."""
    page.save_revision().publish()


def words(random: Random) -> str:
    """Some words, now and then awkward ones."""
    return random.choice(["Quay", "Ünrest", "<b>&amp;", "Harbour’s end", "الميناء"]) + f" {random.randrange(1000)}"


def add_block(story: Article, kind: str, value: Any) -> None:
    """One more block at the end of the text."""
    raw = [dict(block) for block in story.body.raw_data]
    story.body = json.dumps([*raw, {"type": kind, "value": value, "id": str(uuid.uuid4())}])


def new_draft(world: World, random: Random, section: Section) -> Article:
    """A draft of a story with all that chance gives it."""
    title = words(random)
    people = list(Person.objects.filter(locale=section.locale).order_by("pk"))
    story = Article(
        title=title, slug=f"new-{uuid.UUID(int=random.getrandbits(128))}"[:14], locale=section.locale, live=False,
        kind=random.choice(["news", "feature", "opinion"]), body=paragraphs(f"The text of {title.split()[-1]}."),
        lead_picture=random.choice([None, *Picture.objects.order_by("pk")]),
    )  # fmt: skip
    section.add_child(instance=story)
    story.bylines = [Byline(person=person, sort_order=n) for n, person in enumerate(random.sample(people, 1))]
    if random.random() < 0.5:
        story.tags.add(random.choice(list(Tag.objects.order_by("pk"))))
    story.topics.set(Topic.objects.filter(locale=section.locale).order_by("pk")[: random.randrange(2)])
    story.save()
    story.save_revision()
    story = Article.objects.get(pk=story.pk)
    world.note(story)
    return story


@operation
def publish_a_new_story(world: World, random: Random) -> str | None:
    section = one_of(Section.objects.filter(live=True), random)
    if section is None:
        return None
    story = new_draft(world, random, section)
    story.get_latest_revision().publish()
    return f"{story.pk} in {section.slug}"


@operation
def write_a_draft(world: World, random: Random) -> str | None:
    section = one_of(Section.objects.all(), random)
    return None if section is None else f"{new_draft(world, random, section).pk}"


@operation
def edit_and_publish(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    field = random.choice(
        ["title", "short_headline", "standfirst", "kicker", "seo_title", "search_description", "dateline"]
    )
    setattr(story, field, words(random))
    publish(story)
    return f"{story.pk}.{field}"


@operation
def publish_a_draft(world: World, random: Random) -> str | None:
    story = draft_story(random)
    if story is None:
        return None
    story.get_latest_revision_as_object().save_revision().publish()
    return str(story.pk)


@operation
def save_a_draft_of_a_live_story(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    story.title = "UNPUBLISHED " + words(random)
    story.bylines = []
    story.save_revision()
    return str(story.pk)


@operation
def autosave_a_live_story(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    draft = story.get_latest_revision_as_object() if story.latest_revision_id else story
    draft.standfirst = "UNPUBLISHED " + words(random)
    draft.save_revision(clean=False, overwrite_revision=None if random.random() < 0.5 else story.latest_revision)
    return str(story.pk)


@operation
def autosave_a_draft(world: World, random: Random) -> str | None:
    story = draft_story(random)
    if story is None:
        return None
    story.title = "UNPUBLISHED " + words(random)
    story.tags.add(random.choice(list(Tag.objects.order_by("pk"))))
    story.save()
    story.save_revision(clean=False)
    return str(story.pk)


@operation
def unpublish_a_story(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    story.unpublish()
    return str(story.pk)


@operation
def withdraw_a_story(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    withdraw_story(story=story, reason=words(random), now=timezone.now())
    return str(story.pk)


@operation
def delete_a_story(world: World, random: Random) -> str | None:
    story = live_story(random) if random.random() < 0.7 else draft_story(random)
    if story is None:
        return None
    story.delete()
    return str(story.pk)


@operation
def move_a_story(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    others = Section.objects.filter(locale=story.locale).exclude(pk=story.section_id)
    section = one_of(others, random)
    if section is None:
        return None
    story.move(section, pos="last-child")
    world.note(Article.objects.get(pk=story.pk))
    return f"{story.pk} to {section.slug}"


@operation
def change_a_slug(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    story.slug = f"other-{random.randrange(10**6)}"
    publish(story)
    world.note(Article.objects.get(pk=story.pk))
    return f"{story.pk} {story.slug}"


@operation
def copy_a_story(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    slug = f"copy-{random.randrange(10**6)}"
    copy = CopyPageAction(
        story,
        to=story.get_parent(),
        update_attrs={"slug": slug, "title": words(random)},
        keep_live=random.random() < 0.5,
    ).execute(skip_permission_checks=True)
    world.note(Article.objects.get(pk=copy.pk))
    return f"{story.pk} as {copy.pk}"


@operation
def alias_a_story(world: World, random: Random) -> str | None:
    story = live_story(random)
    section = one_of(Section.objects.filter(live=True, locale=story.locale), random) if story else None
    if section is None:
        return None
    slug = f"alias-{random.randrange(10**6)}"
    alias = CreatePageAliasAction(story, parent=section, update_slug=slug).execute(skip_permission_checks=True)
    world.note(Article.objects.get(pk=alias.pk))
    return f"{story.pk} as {alias.pk}"


@operation
def add_a_tag(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    story.tags.add(words(random) if random.random() < 0.3 else random.choice(list(Tag.objects.order_by("pk"))))
    publish(story)
    return str(story.pk)


@operation
def remove_tags(world: World, random: Random) -> str | None:
    story = one_of(Article.objects.filter(live=True, tagged_items__isnull=False, alias_of=None).distinct(), random)
    if story is None:
        return None
    story.tags.clear()
    publish(story)
    return str(story.pk)


@operation
def set_topics(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    topics = list(Topic.objects.filter(locale=story.locale).order_by("pk"))
    story.topics.set(random.sample(topics, random.randrange(len(topics) + 1)))
    publish(story)
    return str(story.pk)


@operation
def reorder_bylines(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    people = list(Person.objects.filter(locale=story.locale).order_by("pk"))
    chosen = random.sample(people, min(len(people), random.choice([1, 2])))
    roles = ["by", "written_by", "photographs"]
    made = [Byline(person=person, role=random.choice(roles), sort_order=n) for n, person in enumerate(chosen)]
    story.bylines = [*made, Byline(guest=words(random), sort_order=len(made))]
    publish(story)
    return str(story.pk)


@operation
def replace_the_lead_picture(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    story.lead_picture = random.choice([None, *Picture.objects.order_by("pk")])
    story.lead_alt = random.choice(["", words(random)])
    publish(story)
    return f"{story.pk}: {story.lead_picture_id}"


@operation
def put_a_picture_in_the_text(world: World, random: Random) -> str | None:
    story, shown = live_story(random), one_of(Picture.objects.all(), random)
    if story is None or shown is None:
        return None
    add_block(story, "picture", {"picture": shown.pk, "alt": "", "caption": words(random), "size": "wide"})
    publish(story)
    return f"{story.pk}: {shown.pk}"


@operation
def add_a_related_story(world: World, random: Random) -> str | None:
    story = live_story(random)
    other = live_story(random) if random.random() < 0.7 else draft_story(random)
    if story is None or other is None or story.pk == other.pk:
        return None
    story.related_stories = [RelatedStory(story=other)]
    publish(story)
    return f"{story.pk} beside {other.pk}"


@operation
def add_a_read_more_block(world: World, random: Random) -> str | None:
    story = live_story(random)
    other = live_story(random) if random.random() < 0.7 else draft_story(random)
    if story is None or other is None:
        return None
    add_block(story, "read_more", {"story": other.pk})
    publish(story)
    return f"{story.pk} leads to {other.pk}"


@operation
def say_that_it_was_updated(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    story.significantly_updated_at = timezone.now()
    publish(story)
    return str(story.pk)


@operation
def date_a_story_back(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    story.published_at = timezone.now() - timedelta(days=random.choice([1, 8, 40]))
    publish(story)
    return str(story.pk)


@operation
def publish_a_translation(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    section = one_of(Section.objects.exclude(locale=story.locale), random)
    if section is None:  # the other editions have none left
        return None
    try:
        draft = translate_story(story=story, section=section, now=timezone.now())
    except ValidationError:  # there is one already
        return None
    draft.title = words(random)
    world.note(draft)
    if random.random() < 0.8:
        publish(draft)
    return f"{story.pk} as {draft.pk}"


@operation
def follow_the_source(world: World, random: Random) -> str | None:
    story = one_of(Article.objects.filter(translation_source__isnull=False), random)
    if story is None:
        return None
    follow_source(story=story, now=timezone.now())
    return str(story.pk)


@operation
def correct_a_story(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    publish_correction(page=story, was=words(random), now=words(random), made_at=timezone.now())
    return str(story.pk)
