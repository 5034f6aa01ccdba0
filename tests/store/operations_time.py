"""What time brings: moments that come due, midnight, the new year."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.utils import timezone

from broadsheet.events import clock

from .operations import draft_story, live_story, operation, publish, words
from .world import World


@operation
def schedule_a_story(world: World, random: Random) -> str | None:
    story = draft_story(random) if random.random() < 0.5 else live_story(random)
    if story is None:
        return None
    story = story.get_latest_revision_as_object() if story.latest_revision_id else story
    story.title = words(random)
    story.go_live_at = timezone.now() + timedelta(minutes=random.choice([2, 30, 300]))
    publish(story)
    return str(story.pk)


@operation
def embargo_a_story(world: World, random: Random) -> str | None:
    story = draft_story(random)
    if story is None:
        return None
    story = story.get_latest_revision_as_object()
    story.embargo_until = timezone.now() + timedelta(minutes=random.choice([2, 60]))
    publish(story)
    return str(story.pk)


@operation
def have_a_story_expire(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    story.expire_at = timezone.now() + timedelta(minutes=random.choice([2, 60]))
    publish(story)
    return str(story.pk)


@operation
def let_the_clock_tick(world: World, random: Random) -> str | None:
    now = world.shift(minutes=random.choice([3, 45, 400]))
    return f"{clock.tick(now=now)} moments at {now:%d. %H:%M}"


@operation
def pass_midnight(world: World, random: Random) -> str | None:
    now = timezone.now()
    world.shift(seconds=86_400 - now.timestamp() % 86_400 + random.choice([-7200, -7199, 0, 1, 3600]))
    return f"{timezone.now():%d. %H:%M:%S}"


@operation
def pass_the_year(world: World, random: Random) -> str | None:
    now = timezone.now()
    if random.random() < 0.7:
        return None
    world.clock.move_to(now.replace(year=now.year + 1, month=1, day=1, hour=random.choice([0, 1]), minute=1))
    return f"{timezone.now():%Y-%m-%d}"
