"""A withdrawn story stays withdrawn until an editor brings it back, and its address shows the reason."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from broadsheet.desk.tests.test_admin import edit_url, form_of
from broadsheet.events import clock
from broadsheet.events.models import Event
from broadsheet.events.readiness import NotReadyToPublish
from broadsheet.stories.actions.translate_story import translate_story
from broadsheet.stories.actions.withdraw_story import withdraw_story
from broadsheet.stories.models import Article, Section

REASON = "Two names were mixed up."


@pytest.fixture
def withdrawn(newsroom):
    return withdraw_story(story=newsroom.story("Council votes"), reason=REASON, now=timezone.now())


@pytest.fixture
def publisher(newsroom, client):
    client.force_login(newsroom.user("publisher"))
    return client


def atom(client):
    return client.get("/feeds/atom.xml").content.decode()


def test_publishing_a_withdrawn_story_is_refused_with_the_reason_everywhere(withdrawn, publisher):
    page = publisher.post(edit_url(withdrawn), form_of(publisher, edit_url(withdrawn)) | {"action-publish": "1"})
    assert f"“{REASON}”" in page.content.decode()
    assert "choose “Bring back” in its menu first" in page.content.decode()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?next=/admin/&id={withdrawn.pk}"
    publisher.post(bulk, follow=True)
    with pytest.raises(NotReadyToPublish, match="Two names"):
        withdrawn.get_latest_revision().publish()
    assert not Article.objects.get(pk=withdrawn.pk).live


def test_the_form_and_the_list_say_that_a_story_is_withdrawn(withdrawn, publisher):
    assert f"“{REASON}”" in publisher.get(edit_url(withdrawn)).content.decode()
    assert "<td>withdrawn" in publisher.get(reverse("desk:stories")).content.decode()


def test_an_editor_brings_a_story_back_and_then_publishes_it(withdrawn, publisher):
    url = reverse("desk:bring_back", args=[withdrawn.pk])
    assert url in publisher.get(edit_url(withdrawn)).content.decode()
    assert REASON in publisher.get(url).content.decode()
    assert publisher.post(url)["Location"] == edit_url(withdrawn)
    assert publisher.get("/world/council-votes/").status_code == 410  # until it is published
    assert REASON in publisher.get("/world/council-votes/").content.decode()
    publisher.post(edit_url(withdrawn), form_of(publisher, edit_url(withdrawn)) | {"action-publish": "1"})
    assert publisher.get("/world/council-votes/").status_code == 200
    assert "is not withdrawn" in publisher.post(url).content.decode()


def test_users_who_may_not_publish_may_not_bring_a_story_back(withdrawn, newsroom, client):
    client.force_login(newsroom.user("reporter"))
    client.post(reverse("desk:bring_back", args=[withdrawn.pk]))
    assert withdrawn.standing_withdrawal()


def test_a_story_that_expires_later_does_not_show_the_old_reason(withdrawn, publisher, client):
    publisher.post(reverse("desk:bring_back", args=[withdrawn.pk]))
    story = withdrawn.get_latest_revision_as_object()
    story.expire_at = timezone.now() + timedelta(minutes=1)
    story.save_revision().publish()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        clock.tick(now=timezone.now())
        page = client.get("/world/council-votes/")
        assert page.status_code == 410
        assert REASON not in page.content.decode()
        assert "at:deleted-entry" in atom(client) and REASON not in atom(client)


def test_the_address_of_a_deleted_withdrawn_story_still_shows_the_reason(withdrawn, client):
    withdrawn.delete()
    for path in ("/world/council-votes/", "/lite/world/council-votes/"):
        page = client.get(path)
        assert page.status_code == 410
        assert REASON in page.content.decode()
    assert REASON in atom(client)


def test_a_later_story_may_use_the_address_of_a_withdrawn_one(withdrawn, newsroom, client):
    withdrawn.delete()
    newsroom.story("Council votes")
    assert client.get("/world/council-votes/").status_code == 200


@pytest.mark.parametrize("how", ["copy", "translation"])
def test_copies_of_a_withdrawn_story_are_withdrawn_too(withdrawn, newsroom, how):
    if how == "copy":
        made = withdrawn.copy(update_attrs={"slug": "votes-again"})
    else:
        made = translate_story(story=withdrawn, section=newsroom.sections["fr"], now=timezone.now())
    with pytest.raises(NotReadyToPublish, match="Two names"):
        Article.objects.get(pk=made.pk).get_latest_revision().publish()


def test_a_story_in_an_unpublished_section_cannot_be_published(newsroom, publisher):
    Section.objects.get(pk=newsroom.sections["en"].pk).unpublish()
    draft = newsroom.draft("Harbour closes")
    page = publisher.post(edit_url(draft), form_of(publisher, edit_url(draft)) | {"action-publish": "1"})
    assert "Its section, “World”, is not published" in page.content.decode()
    assert not Article.objects.get(pk=draft.pk).live


def test_an_alias_follows_its_source_with_event_index_and_pictures(newsroom, client):
    from tests.newsroom import picture

    lead = picture("Harbour")
    story = newsroom.story("Council votes", lead_picture=lead)
    alias = story.create_alias(parent=newsroom.section("en", "Politics", "politics"), update_slug="vote")
    url = lead.get_rendition("width-300").url
    assert client.get(url).status_code == 200
    story = story.get_latest_revision_as_object()
    story.title, story.lead_picture = "Parliament votes", None
    story.save_revision().publish()
    assert Event.objects.filter(page_id=alias.pk, kind="updated", title="Parliament votes").count() == 1
    assert "/politics/vote/" in client.get("/search/?q=parliament").content.decode()
    assert client.get(url).status_code == 404


def test_the_withdrawal_form_lists_translations_that_stay_live(newsroom, publisher):
    story = newsroom.story("Council votes")
    draft = translate_story(story=story, section=newsroom.sections["fr"], now=timezone.now())
    assert "stays live" not in publisher.get(reverse("desk:withdraw", args=[story.pk])).content.decode()
    draft.title = "Le conseil vote"
    draft.save_revision().publish()
    form = publisher.get(reverse("desk:withdraw", args=[story.pk])).content.decode()
    assert "It stays live in other editions, whose editors decide: “Le conseil vote”" in form, re.findall(
        "It stays.*", form
    )
