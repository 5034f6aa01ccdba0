"""The clock is never early, and one failure does not hold up other moments."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from broadsheet.events import clock
from broadsheet.events.models import Event, Failure
from broadsheet.stories.models import Article, Byline


@pytest.fixture
def now():
    return timezone.now()


def scheduled(newsroom, at, **fields):
    draft = newsroom.draft(**fields)
    draft.go_live_at = at
    draft.save_revision().publish()
    return Article.objects.get(pk=draft.pk)


def is_live(story):
    return Article.objects.get(pk=story.pk).live


def test_a_scheduled_story_goes_live_when_its_minute_has_come_and_not_before(newsroom, now, time_machine):
    story = scheduled(newsroom, now + timedelta(minutes=5))
    clock.tick(now=now + timedelta(minutes=4, seconds=59))
    assert not is_live(story)
    time_machine.move_to(now + timedelta(minutes=5))
    clock.tick(now=timezone.now())
    assert is_live(story)
    assert Event.objects.filter(page_id=story.pk, kind="published").count() == 1


def test_publishing_an_embargoed_story_schedules_it(newsroom, now, time_machine, client):
    until = now + timedelta(hours=1)
    draft = newsroom.draft("Secret", embargo_until=until)
    draft.get_latest_revision().publish()
    assert not is_live(draft)
    assert client.get("/world/secret/").status_code == 404
    time_machine.move_to(until)
    clock.tick(now=until)
    assert is_live(draft)
    assert client.get("/world/secret/").status_code == 200


def test_an_expired_story_is_withdrawn_and_answers_410(newsroom, now, time_machine, client):
    story = newsroom.story("Weather")
    story.expire_at = now + timedelta(minutes=1)
    story.save_revision().publish()
    time_machine.move_to(now + timedelta(minutes=1, seconds=1))
    clock.tick(now=timezone.now())
    assert client.get("/world/weather/").status_code == 410


def test_one_failure_does_not_hold_up_others_and_the_desk_gets_a_mail(newsroom, now, time_machine):
    broken = scheduled(newsroom, now + timedelta(minutes=1), title="Broken")
    sound = scheduled(newsroom, now + timedelta(minutes=2), title="Sound")
    Byline.objects.filter(article=broken).delete()
    revision = broken.get_latest_revision()
    revision.content["bylines"] = []
    revision.save()
    time_machine.move_to(now + timedelta(minutes=3))
    clock.tick(now=timezone.now())
    assert not is_live(broken)
    assert is_live(sound)
    failure = Failure.objects.get()
    assert (failure.title, failure.page_id) == ("Broken", broken.pk)
    assert "byline is missing" in failure.error
    assert "byline is missing" in mail.outbox[0].body


def test_a_failed_moment_is_retried_later_and_its_failure_is_deleted_on_success(newsroom, now, time_machine):
    story = scheduled(newsroom, now + timedelta(minutes=1))
    revision = story.get_latest_revision()
    bylines, revision.content["bylines"] = revision.content["bylines"], []
    revision.save()
    time_machine.move_to(now + timedelta(minutes=1, seconds=1))
    clock.tick(now=timezone.now())
    revision.content["bylines"] = bylines
    revision.save()
    clock.tick(now=timezone.now())
    assert not is_live(story)  # it waits its half minute
    time_machine.move_to(now + timedelta(minutes=2))
    clock.tick(now=timezone.now())
    assert is_live(story)
    assert not Failure.objects.exists()
