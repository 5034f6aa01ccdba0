"""What a form sends is acted on once; automatic saves press no button; scripts learn who is signed in."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from broadsheet.desk.actions.take_sent_form import WORK_ENDS_AFTER, OutdatedForm, SaveUnderway, take_sent_form
from broadsheet.desk.models import SentForm
from broadsheet.stories.models import Article

from .test_admin import edit_url, form_of

FORM = "0123456789abcdef" * 2
BY_ITSELF = {"Accept": "application/json"}


def sent(number, form=FORM):
    """The two fields with which the browser identifies what it sends."""
    return {"sent_from": form, "sent_number": str(number)}


def test_a_new_story_that_is_sent_twice_is_created_once(newsroom, publisher):
    add = reverse("wagtailadmin_pages:add", args=["stories", "article", newsroom.sections["en"].pk])
    data = form_of(publisher, add) | {"title": "Cranes", "slug": "cranes"}
    first = publisher.post(add, data | sent(1), headers=BY_ITSELF).json()
    again = publisher.post(add, data | sent(1), headers=BY_ITSELF).json()
    assert Article.objects.filter(title="Cranes").count() == 1
    assert again == {name: value for name, value in first.items() if name not in {"comments", "html"}}
    assert again["pk"] == Article.objects.get(title="Cranes").pk


def test_a_page_that_is_sent_twice_publishes_once(newsroom, publisher):
    story = newsroom.story()
    before = Revision.objects.count()
    data = form_of(publisher, edit_url(story)) | {"title": "Votes", "action-publish": "1"} | sent(1)
    first, again = publisher.post(edit_url(story), data), publisher.post(edit_url(story), data)
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert Revision.objects.count() == before + 1
    assert not Article.objects.get(pk=story.pk).has_unpublished_changes


def test_late_data_does_not_overwrite_newer_data(newsroom, publisher):
    draft = newsroom.draft()
    data = form_of(publisher, edit_url(draft))
    publisher.post(edit_url(draft), data | {"title": "Newer"} | sent(2), headers=BY_ITSELF)
    late = publisher.post(edit_url(draft), data | {"title": "Older"} | sent(1), headers=BY_ITSELF)
    assert (late.status_code, late.json()["error_code"]) == (409, "late")
    late = publisher.post(edit_url(draft), data | {"title": "Older", "action-publish": "1"} | sent(1), follow=True)
    assert "A newer version of this form has been saved" in late.content.decode()
    stored = Article.objects.get(pk=draft.pk)
    assert (stored.get_latest_revision_as_object().title, stored.live) == ("Newer", False)


def test_publishing_from_an_outdated_form_is_refused_once(newsroom, publisher):
    story = newsroom.story("Council votes")
    data = form_of(publisher, edit_url(story))
    others = story.get_latest_revision_as_object()
    others.title = "Council votes again"
    others.save_revision()
    refused = publisher.post(edit_url(story), data | {"kicker": "Vote", "action-publish": "1"})
    assert "Press again to save your version over theirs" in refused.content.decode()
    assert Article.objects.get(pk=story.pk).kicker == ""
    preview = publisher.post(reverse("wagtailadmin_pages:preview_on_edit", args=[story.pk]), data)
    assert preview.json() == {"is_valid": True, "is_available": True}
    known = {
        name: value for name, value in form_of(publisher, edit_url(story)).items() if name.startswith("loaded_revision")
    }
    again = publisher.post(edit_url(story), data | known | {"kicker": "Vote", "action-publish": "1"})
    assert again.status_code == 302
    assert Article.objects.get(pk=story.pk).kicker == "Vote"


def test_a_refused_form_may_be_sent_again_under_its_number(newsroom, publisher):
    draft = newsroom.draft(byline=False)
    data = form_of(publisher, edit_url(draft)) | {"action-publish": "1"} | sent(1)
    for _ in range(2):
        assert "The byline is missing" in publisher.post(edit_url(draft), data).content.decode()
    assert SentForm.objects.get().saved_number == 0


@pytest.mark.parametrize(
    "deed",
    [{"action-publish": "1"}, {"action-submit": "1"}, {"action-workflow-action": "true", "workflow-action-name": "approve"}],
    ids=lambda deed: next(iter(deed)),
)  # fmt: skip
def test_an_automatic_save_presses_no_button(newsroom, publisher, deed):
    draft = newsroom.draft()
    data = form_of(publisher, edit_url(draft)) | {"title": "Saved by itself"} | deed
    assert publisher.post(edit_url(draft), data, headers=BY_ITSELF).json()["success"]
    stored = Article.objects.get(pk=draft.pk)
    assert stored.get_latest_revision_as_object().title == "Saved by itself"
    assert (stored.live, stored.current_workflow_state) == (False, None)


def test_the_same_form_name_of_two_people_means_two_forms(newsroom, publisher, editor):
    draft = newsroom.draft()
    for client, title in ((publisher, "One"), (editor, "Other")):
        data = form_of(client, edit_url(draft)) | {"title": title} | sent(1)
        assert client.post(edit_url(draft), data, headers=BY_ITSELF).json()["success"]
    assert SentForm.objects.count() == 2


@pytest.mark.parametrize(
    "named", [sent(0), sent(1, "x"), sent("1" * 30), sent("١"), sent(1, "\0" * 32), {"sent_from": FORM}]
)  # fmt: skip
def test_an_invalid_form_name_or_number_is_refused(newsroom, publisher, named):
    draft = newsroom.draft()
    answer = publisher.post(edit_url(draft), form_of(publisher, edit_url(draft)) | named)
    assert answer.status_code == 400


def test_one_process_handles_a_form_unless_it_was_killed(newsroom):
    user, now = newsroom.user("editor"), timezone.now()
    take_sent_form(user=user, form_id=FORM, number=1, now=now)
    for number in (1, 2):
        with pytest.raises(SaveUnderway):
            take_sent_form(user=user, form_id=FORM, number=number, now=now + timedelta(seconds=5))
    later = now + WORK_ENDS_AFTER
    assert take_sent_form(user=user, form_id=FORM, number=2, now=later).number == 2
    with pytest.raises(OutdatedForm):
        take_sent_form(user=user, form_id=FORM, number=1, now=later)


def test_forms_sent_long_ago_are_deleted(newsroom):
    user, now = newsroom.user("editor"), timezone.now()
    take_sent_form(user=user, form_id=FORM, number=1, now=now - timedelta(days=9))
    take_sent_form(user=user, form_id=FORM[::-1], number=1, now=now)
    assert list(SentForm.objects.values_list("form_id", flat=True)) == [FORM[::-1]]


def test_a_form_can_ask_who_is_signed_in_and_what_was_saved(newsroom, publisher, nobody):
    draft = newsroom.draft()
    publisher.post(edit_url(draft), form_of(publisher, edit_url(draft)) | sent(3), headers=BY_ITSELF)
    query = {"page": draft.pk, "form": [FORM, "f" * 32]}
    state = publisher.get(reverse("desk:writing_state"), query).json()
    newest = Article.objects.get(pk=draft.pk).latest_revision
    assert state["newest"] == {"id": newest.pk, "created_at": newest.created_at.isoformat()}
    assert state["forms"].keys() == {FORM}
    assert (state["forms"][FORM]["number"], state["forms"][FORM]["is_taken"]) == (3, False)
    assert len(state["token"]) == 64
    script = {"X-Requested-With": "XMLHttpRequest"}
    assert nobody.get(reverse("desk:writing_state"), query, headers=script).status_code == 403


@pytest.mark.parametrize("number", ["x", "-1", "1" * 30, "٣"])
def test_an_invalid_page_number_is_refused(publisher, number):
    assert publisher.get(reverse("desk:writing_state"), {"page": number}).status_code == 400


def test_the_state_of_another_editions_page_is_not_revealed(newsroom, editor):
    arabic = newsroom.draft("السفن", code="ar", slug="sufun")
    assert editor.get(reverse("desk:writing_state"), {"page": arabic.pk}).json()["newest"] is None


def test_the_scripts_get_their_messages_in_the_users_language(newsroom, publisher):
    page = publisher.get(reverse("wagtailadmin_home")).content.decode()
    assert "There is no connection to the newsroom." in page
    assert "desk/admin/writing/start.js" in page
