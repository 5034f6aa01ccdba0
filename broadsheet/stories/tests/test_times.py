"""Times of a story: the edition's zone, schedules, minutes in the future."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from broadsheet.desk.tests.test_admin import edit_url, form_in, form_of
from broadsheet.editions.models import Edition
from broadsheet.events import clock
from broadsheet.events.models import Event, Failure
from broadsheet.media.collections import collection_of
from broadsheet.media.models import Picture
from broadsheet.stories.models import Article
from tests.newsroom import picture

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def publisher(newsroom, client):
    client.force_login(newsroom.user("publisher"))
    return client


def sent(client, story, **changed):
    return client.post(edit_url(story), form_of(client, edit_url(story)) | changed)


def newest(story):
    return Article.objects.get(pk=story.pk).get_latest_revision_as_object()


def test_the_form_uses_and_names_the_editions_time_zone(newsroom, publisher):
    Edition.objects.filter(locale__language_code="en").update(time_zone="America/New_York")
    draft = newsroom.draft(embargo_until=datetime(2036, 1, 5, 14, tzinfo=UTC))
    html = publisher.get(edit_url(draft)).content.decode()
    assert "Time in America/New York, as readers see it." in html
    assert form_of(publisher, edit_url(draft))["embargo_until"] == "2036-01-05 09:00"
    sent(publisher, draft, published_at="2026-01-05 09:00")
    assert newest(draft).published_at == datetime(2026, 1, 5, 14, tzinfo=UTC)
    assert newest(draft).embargo_until == datetime(2036, 1, 5, 14, tzinfo=UTC)


@pytest.mark.parametrize("fold", [0, 1])
def test_a_minute_in_the_repeated_autumn_hour_is_saved_unchanged(newsroom, publisher, fold):
    minute = datetime(2025, 10, 26, 0 if fold == 0 else 1, 30, tzinfo=UTC)  # 03:30 in Athens, twice
    draft = newsroom.draft(published_at=minute)
    assert sent(publisher, draft, title="New words").status_code == 302
    assert newest(draft).title == "New words"
    assert newest(draft).published_at.timestamp() == minute.timestamp()


def test_a_minute_that_is_skipped_in_spring_is_refused_with_a_message(newsroom, publisher):
    draft = newsroom.draft()
    html = sent(publisher, draft, published_at="2026-03-29 03:30").content.decode()
    assert "There is no 03:30 on that day: the clocks go forward." in html


def test_a_minute_of_publication_in_the_future_schedules_the_story(newsroom, publisher, client):
    with time_machine.travel(NOON, tick=False):
        draft = newsroom.draft("Council votes")
        sent(publisher, draft, published_at="2026-06-01 18:00", **{"action-publish": "1"})  # 15:00 UTC
        assert not Article.objects.get(pk=draft.pk).live
        other = newsroom.draft("Roads", published_at=NOON + timedelta(hours=3))
        other.get_latest_revision().publish()  # without the form
        assert not Article.objects.get(pk=other.pk).live
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        clock.tick(now=timezone.now())
        for story in (draft, other):
            assert Article.objects.get(pk=story.pk).listed_at == NOON + timedelta(hours=3)


def test_publishing_a_scheduled_story_again_schedules_the_new_version(newsroom, publisher):
    with time_machine.travel(NOON, tick=False):
        draft = newsroom.draft("Council votes")
        sent(publisher, draft, go_live_at="2026-06-01 18:00", **{"action-publish": "1"})
        assert "Goes live at" in publisher.get(edit_url(draft)).content.decode()
        sent(
            publisher, draft, title="The council votes"
        )  # a draft: the version that was scheduled before still goes live
        assert Article.objects.get(pk=draft.pk).scheduled_revision.object_str == "Council votes"
        sent(publisher, draft, title="The council votes, again", **{"action-publish": "1"})
        assert Article.objects.get(pk=draft.pk).scheduled_revision.object_str == "The council votes, again"
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        clock.tick(now=timezone.now())
        assert Article.objects.get(pk=draft.pk).title == "The council votes, again"


@pytest.mark.parametrize("field", ["embargo_until", "published_at"])
def test_a_schedule_made_by_an_embargo_moves_and_ends_with_it(newsroom, publisher, field):
    with time_machine.travel(NOON, tick=False):
        draft = newsroom.draft("Council votes")
        sent(publisher, draft, **{field: "2026-06-04 18:00", "action-publish": "1"})
        assert "has been scheduled" in publisher.get("/admin/").content.decode()
        assert newest(draft).go_live_at is None, "the field is for what the editor writes"
        sent(publisher, draft, **{field: "2026-06-02 18:00"})  # a draft, sent as by autosave
        sent(publisher, draft, **{field: "2026-06-02 18:00", "action-publish": "1"})
        waiting = Article.objects.get(pk=draft.pk).scheduled_revision
        assert waiting.approved_go_live_at == datetime(2026, 6, 2, 15, tzinfo=UTC)
        sent(publisher, draft, **{field: "", "action-publish": "1"})
        assert "has been published" in publisher.get("/admin/").content.decode()
        assert Article.objects.get(pk=draft.pk).live


def test_a_minute_that_an_editor_wrote_stays_when_the_embargo_is_removed(newsroom, publisher):
    with time_machine.travel(NOON, tick=False):
        draft = newsroom.draft("Council votes")
        data = {"go_live_at": "2026-06-03 18:00", "embargo_until": "2026-06-03 18:00", "action-publish": "1"}
        sent(publisher, draft, **data)
        sent(publisher, draft, embargo_until="", **{"action-publish": "1"})
        story = Article.objects.get(pk=draft.pk)
        assert not story.live
        assert story.scheduled_revision.approved_go_live_at == datetime(2026, 6, 3, 15, tzinfo=UTC)


def test_a_scheduled_story_is_locked_for_users_who_may_not_publish(newsroom, client):
    with time_machine.travel(NOON, tick=False):
        reporter = newsroom.user("reporter")
        draft = newsroom.draft("Council votes", owner=reporter)
        draft = draft.get_latest_revision_as_object()
        draft.go_live_at = NOON + timedelta(hours=3)
        draft.save_revision().publish()
        client.force_login(reporter)
        sent(client, draft, title="Mine")
        assert newest(draft).title == "Council votes"


def test_a_form_filled_from_an_older_version_keeps_the_embargo(newsroom, publisher):
    draft = newsroom.draft("Council votes")
    before = draft.get_latest_revision()
    draft = newest(draft)
    draft.embargo_until = datetime(2036, 1, 5, 14, tzinfo=UTC)
    draft.save_revision()
    url = f"/admin/pages/{draft.pk}/revisions/{before.pk}/revert/"
    assert form_of(publisher, url)["embargo_until"] == "2036-01-05 16:00"


AMBIGUOUS = [
    "3/12/2026 14:00", "03.12.2026 14:00", "12/03/2026 14:00", "0226-12-03 14:00", "0001-01-01 00:00", "2036-12-03 14:00+09:00", "9999-12-31 23:59",
    "next Tuesday",
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "field"),
    [(code, "embargo_until") for code in ("en", "ar", "de", "es", "fr", "ru")]
    + [("en", "go_live_at"), ("fr", "published_at")],
)
def test_a_time_that_may_mean_another_day_is_refused_in_every_language(newsroom, publisher, language, field):
    draft = newsroom.draft("Council votes")
    profile = UserProfile.get_for_user(get_user_model().objects.get(pk=publisher.session["_auth_user_id"]))
    profile.preferred_language = language
    profile.save()
    for typed in AMBIGUOUS:
        answer = sent(publisher, draft, **{field: typed, "action-publish": "1"})
        assert answer.status_code == 200, typed
        assert typed in answer.content.decode()
        story = Article.objects.get(pk=draft.pk)
        assert (story.live, story.scheduled_revision) == (False, None), typed


@pytest.mark.parametrize("typed", AMBIGUOUS)
def test_other_pages_and_the_end_of_a_picture_s_rights_take_no_such_time_either(newsroom, publisher, typed):
    section = newsroom.sections["en"]
    shown = picture(collection=collection_of(section.locale))
    url = reverse("wagtailimages:edit", args=[shown.pk])
    answers = [
        sent(publisher, page, go_live_at=typed, **{"containers-count": "0", "action-publish": "1"})
        for page in (section, section.get_parent())
    ]
    answers.append(publisher.post(url, form_of(publisher, url) | {"rights_end_at": typed, "title": "Crane"}))
    for answer in answers:
        assert answer.status_code == 200
        assert typed in answer.content.decode()
    assert Picture.objects.get(pk=shown.pk).title != "Crane"


@pytest.mark.parametrize("field", ["embargo_until", "go_live_at"])
def test_a_typed_minute_that_is_past_is_refused_and_one_that_has_passed_meanwhile_is_not(newsroom, publisher, field):
    draft = newsroom.draft("Council votes")
    with time_machine.travel(NOON, tick=False):
        for deed in ({}, {"action-publish": "1"}):
            answer = sent(publisher, draft, **{field: "2026-06-01 14:00"}, **deed)  # noon in UTC is three in Athens
            assert "This time is past." in answer.content.decode()
        assert not Article.objects.get(pk=draft.pk).live
        sent(publisher, draft, **{field: "2026-06-01 16:00"})  # a draft, for an hour later
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        sent(publisher, draft, **{"action-publish": "1"})
        assert Article.objects.get(pk=draft.pk).live


@pytest.mark.parametrize("field", ["embargo_until", "published_at", "go_live_at"])
def test_a_story_that_would_expire_before_it_is_published_is_refused(newsroom, publisher, field):
    with time_machine.travel(NOON, tick=False):
        draft = newsroom.draft("Council votes")
        times = {field: "2026-06-01 18:00", "expire_at": "2026-06-01 17:00", "action-publish": "1"}
        answer = sent(publisher, draft, **times)
        assert answer.status_code == 200
        assert (
            "would expire before" in answer.content.decode()
        ) or field == "go_live_at"  # which Wagtail compares itself
        assert Article.objects.get(pk=draft.pk).scheduled_revision is None


def test_the_clock_publishes_nothing_that_has_expired_and_tells_the_desk(newsroom):
    with time_machine.travel(NOON, tick=False):
        draft = newest(newsroom.draft("Council votes"))
        draft.go_live_at, draft.expire_at = NOON + timedelta(hours=3), NOON + timedelta(hours=4)
        draft.save_revision().publish()
    with time_machine.travel(NOON + timedelta(hours=5), tick=False):  # the site was down
        clock.tick(now=timezone.now())
        assert not Event.objects.filter(kind="published", page_id=draft.pk).exists()
        assert "would expire before" in Failure.objects.get(page_id=draft.pk).error


@pytest.mark.parametrize("change", ["cancelled", "made", "carried out"])
def test_an_older_form_neither_renews_a_schedule_that_was_cancelled_nor_undoes_one_that_was_made(
    newsroom, publisher, change
):
    with time_machine.travel(NOON, tick=False):
        draft = newsroom.draft("Council votes")
        times = {"go_live_at": "2026-06-01 18:00"}
        if change != "made":
            sent(publisher, draft, **times, **{"action-publish": "1"})
        older = form_of(publisher, edit_url(draft))
        story = Article.objects.get(pk=draft.pk)
        if change == "cancelled":
            revision = story.scheduled_revision.pk
            publisher.post(reverse("wagtailadmin_pages:revisions_unschedule", args=[draft.pk, revision]))
        elif change == "made":
            Revision.objects.filter(pk=story.latest_revision_id).update(approved_go_live_at=NOON + timedelta(hours=3))
    later = NOON + timedelta(hours=4 if change == "carried out" else 0)
    with time_machine.travel(later, tick=False):
        clock.tick(now=timezone.now())
        warned = publisher.post(edit_url(draft), older | {"action-publish": "1"})
        assert "Since you opened this page, it was scheduled" in warned.content.decode()
        again = form_in(warned) | {"go_live_at": "", "action-publish": "1"}
        assert publisher.post(edit_url(draft), again).status_code == 302
        assert Article.objects.get(pk=draft.pk).live
