"""A page action and its event are committed together or not at all."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from broadsheet.events.models import Event
from broadsheet.events.readiness import NotReadyToPublish
from broadsheet.events.signals import page_went_live
from broadsheet.stories.models import Article, Section


def kinds(page_id):
    return list(Event.objects.filter(page_id=page_id).values_list("kind", flat=True))


def test_publishing_writes_one_event_with_the_public_path(newsroom):
    story = newsroom.story("Council votes")
    event = Event.objects.get(page_id=story.pk)
    assert (event.kind, event.path, event.edition) == ("published", "/world/council-votes/", "en")


def test_publishing_again_is_an_update(newsroom):
    story = newsroom.story()
    story.save_revision().publish()
    assert kinds(story.pk) == ["published", "updated"]


def test_saving_a_draft_writes_no_event(newsroom):
    story = newsroom.story()
    story.title = "Other words"
    story.save_revision()
    assert kinds(story.pk) == ["published"]


def test_unpublishing_writes_a_withdrawn_event(newsroom):
    story = newsroom.story()
    story.unpublish()
    assert kinds(story.pk) == ["published", "withdrawn"]


def test_deleting_a_section_writes_an_event_for_each_story_in_it(newsroom):
    first, second = newsroom.story("One"), newsroom.story("Two")
    section = newsroom.sections["en"]
    Section.objects.get(pk=section.pk).delete()
    for page in (first, second, section):
        assert kinds(page.pk)[-1] == "deleted"
    assert not Article.objects.filter(pk__in=[first.pk, second.pk]).exists()


def test_renaming_a_sections_slug_moves_every_story_below_it(newsroom):
    story = newsroom.story("Council votes")
    section = Section.objects.get(pk=newsroom.sections["en"].pk)
    section.slug = "abroad"
    section.save_revision().publish()
    event = Event.objects.get(page_id=story.pk, kind="moved")
    assert (event.old_path, event.path) == ("/world/council-votes/", "/abroad/council-votes/")


def test_moving_a_story_to_another_section_writes_a_moved_event(newsroom):
    story = newsroom.story("Council votes")
    story.move(newsroom.section("en", "City", "city"), pos="last-child")
    event = Event.objects.get(page_id=story.pk, kind="moved")
    assert (event.old_path, event.path) == ("/world/council-votes/", "/city/council-votes/")


def test_a_copy_that_goes_live_at_once_has_its_event(newsroom):
    story = newsroom.story()
    copy = story.copy(update_attrs={"slug": "a-copy"}, keep_live=True)
    assert kinds(copy.pk) == ["published"]


def test_a_failure_during_publishing_leaves_nothing_published(newsroom):
    draft = newsroom.draft()

    def fail(**_):
        raise RuntimeError("an exit stumbled")

    page_went_live.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            draft.get_latest_revision().publish()
    finally:
        page_went_live.disconnect(fail)
    assert not Page.objects.get(pk=draft.pk).live
    assert kinds(draft.pk) == []


def test_a_page_that_is_not_ready_is_refused_with_the_reason(newsroom):
    draft = newsroom.draft(byline=False)
    with pytest.raises(NotReadyToPublish) as refusal:
        draft.get_latest_revision().publish()
    assert refusal.value.missing == {"bylines": "The byline is missing: add a person, or a guest's name."}
    assert not Page.objects.get(pk=draft.pk).live


def test_a_page_that_is_not_ready_cannot_be_scheduled(newsroom):
    draft = newsroom.draft(byline=False)
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    with pytest.raises(NotReadyToPublish):
        draft.save_revision().publish()
