"""The newsroom in the admin, as its people use it."""

import re

import lxml.html
import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Task

from broadsheet.events.models import Failure
from broadsheet.record.models import Correction
from broadsheet.stories.models import Article, Byline
from tests.newsroom import picture


@pytest.fixture
def publisher(newsroom, client):
    client.force_login(newsroom.user("publisher"))
    return client


def form_of(client, url):
    """The editor's form as a browser would send it back. The text, which a script fills in, is left empty."""
    return form_in(client.get(url))


def form_in(answer):
    """The editor's form in an answer, as `form_of`."""
    page = lxml.html.fromstring(answer.content.decode())
    form = next(
        candidate
        for candidate in page.forms
        if candidate.get("id") == "w-editor-form" or "data-edit-form" in candidate.attrib
    )
    return {name: value for name, value in form.form_values() if name != "action-publish"} | {"body-count": "0"}


def edit_url(story):
    return reverse("wagtailadmin_pages:edit", args=[story.pk])


def test_publishing_without_a_byline_is_refused_with_a_message_and_loses_nothing(newsroom, publisher):
    draft = newsroom.draft("Council votes", byline=False)
    data = form_of(publisher, edit_url(draft)) | {"title": "New words", "action-publish": "1"}
    response = publisher.post(edit_url(draft), data)
    html = response.content.decode()
    assert response.status_code == 200
    assert "The byline is missing: add a person, or a guest&#x27;s name." in html
    assert 'value="New words"' in html or ">New words</textarea>" in html
    assert not Page.objects.get(pk=draft.pk).live


def test_missing_alt_text_is_reported_at_the_pictures_field(newsroom, publisher):
    draft = newsroom.draft(lead_picture=picture("Harbour", alt_text=""))
    html = publisher.post(
        edit_url(draft), form_of(publisher, edit_url(draft)) | {"action-publish": "1"}
    ).content.decode()
    assert "The alt text is missing; say what it shows" in html
    assert not Page.objects.get(pk=draft.pk).live


def test_scheduling_requires_the_same_as_publishing(newsroom, publisher):
    draft = newsroom.draft(byline=False)
    data = form_of(publisher, edit_url(draft)) | {"action-publish": "1", "go_live_at": "2036-01-01 10:00"}
    assert "The byline is missing" in publisher.post(edit_url(draft), data).content.decode()


def test_a_ready_story_is_published_from_the_editor(newsroom, publisher):
    draft = newsroom.draft("Council votes")
    response = publisher.post(edit_url(draft), form_of(publisher, edit_url(draft)) | {"action-publish": "1"})
    assert response.status_code == 302
    assert publisher.get("/world/council-votes/").status_code == 200


def test_bulk_publishing_a_story_that_is_not_ready_is_refused_with_a_message(newsroom, publisher):
    drafts = [newsroom.draft("Ready"), newsroom.draft("Not ready", byline=False)]
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + "?next=/admin/"
    response = publisher.post(f"{url}&" + "&".join(f"id={draft.pk}" for draft in drafts), follow=True)
    assert "“Not ready” was not published. The byline is missing" in response.content.decode()
    assert not Page.objects.get(pk=drafts[1].pk).live


def test_an_editors_approval_publishes_what_a_reporter_submitted(newsroom, client):
    reporter, editor = newsroom.user("reporter"), newsroom.user("editor")
    draft = newsroom.draft("Council votes")
    Page.objects.filter(pk=draft.pk).update(owner=reporter)
    client.force_login(reporter)
    client.post(edit_url(draft), form_of(client, edit_url(draft)) | {"action-submit": "1"})
    draft = Article.objects.get(pk=draft.pk)
    assert draft.current_workflow_state
    assert [message.to for message in mail.outbox]
    client.force_login(editor)
    state = draft.current_workflow_state.current_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk]), {"comment": ""})
    assert Article.objects.get(pk=draft.pk).live


def test_approving_a_story_that_is_not_ready_is_refused_and_it_stays_in_review(newsroom, client):
    editor = newsroom.user("editor")
    draft = newsroom.draft("Council votes")
    draft.get_workflow().start(draft, editor)
    Byline.objects.filter(article=draft).delete()
    revision = draft.get_latest_revision()
    revision.content["bylines"] = []
    revision.save()
    client.force_login(editor)
    state = draft.current_workflow_state.current_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk])
    response = client.post(url, {"comment": ""}, follow=True)
    assert "was not published. The byline is missing" in response.content.decode()
    state.refresh_from_db()
    assert state.status == "in_progress"
    assert not Article.objects.get(pk=draft.pk).live


def test_an_approval_in_a_form_opened_before_somebody_asked_for_changes_is_refused(newsroom, client):
    editor = newsroom.user("editor")
    draft = newsroom.draft("Council votes")
    draft.get_workflow().start(draft, editor)
    client.force_login(editor)
    older = form_of(client, edit_url(draft)) | {"title": "Council has voted"}
    state = draft.current_workflow_state.current_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "reject", state.pk]), {"comment": "No."})
    approve = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    answer = client.post(edit_url(draft), older | approve).content.decode()
    assert "no longer waits for a decision" in answer
    assert "Council has voted" in answer
    draft = Article.objects.get(pk=draft.pk)
    assert (draft.live, draft.current_workflow_state.status) == (False, "needs_changes")


def test_a_reporter_may_not_publish_nor_write_in_another_edition(newsroom, client):
    reporter = newsroom.user("reporter")
    english, arabic = newsroom.draft("English"), newsroom.draft("Arabic", code="ar")
    Page.objects.filter(pk=english.pk).update(owner=reporter)
    client.force_login(reporter)
    data = form_of(client, edit_url(english))
    client.post(edit_url(english), data | {"action-publish": "1"})
    assert not Page.objects.get(pk=english.pk).live
    assert client.get(edit_url(arabic)).status_code == 302
    add = reverse("wagtailadmin_pages:add", args=["stories", "article", newsroom.sections["ar"].pk])
    assert client.get(add).status_code == 302


@pytest.mark.parametrize("name", ["withdraw", "correct", "translate"])
def test_a_reporter_may_not_withdraw_correct_or_translate_stories_of_others(newsroom, client, name):
    story = newsroom.story()
    client.force_login(newsroom.user("reporter"))
    assert client.post(reverse(f"desk:{name}", args=[story.pk])).status_code in {302, 403}
    assert Article.objects.get(pk=story.pk).live
    assert not Correction.objects.exists()


def test_a_story_is_withdrawn_by_one_form(newsroom, publisher):
    story = newsroom.story("Council votes")
    publisher.post(reverse("desk:withdraw", args=[story.pk]), {"reason": "Its source retracted."})
    assert "Its source retracted." in publisher.get("/world/council-votes/").content.decode()


def test_a_story_is_translated_by_one_form_that_offers_only_other_editions(newsroom, client, django_user_model):
    boss = django_user_model.objects.create_superuser("boss", "boss@courier.example", "secret")
    client.force_login(boss)
    story = newsroom.story("Council votes")
    url = reverse("desk:translate", args=[story.pk])
    html = client.get(url).content.decode()
    assert "العالم" in html
    assert f'<option value="{newsroom.sections["en"].pk}"' not in html
    response = client.post(url, {"section": newsroom.sections["ar"].pk})
    draft = Article.objects.get(edition="ar")
    assert response["Location"] == edit_url(draft)


def test_the_list_of_stories_has_filters_and_shows_only_the_users_own_editions(newsroom, publisher):
    newsroom.story("Live one")
    newsroom.draft("Draft one", slug_line="HARBOUR")
    newsroom.story("Arabic one", code="ar")
    listed = publisher.get(reverse("desk:stories")).content.decode()
    assert "Live one" in listed
    assert "Draft one" in listed
    assert "Arabic one" not in listed
    drafts = publisher.get(reverse("desk:stories"), {"state": "draft"}).content.decode()
    assert "Live one" not in drafts
    assert "Draft one" in publisher.get(reverse("desk:stories"), {"q": "harb"}).content.decode()


def test_the_home_page_shows_what_the_clock_could_not_do(newsroom, publisher):
    Failure.objects.create(
        kind="publish",
        key="1",
        title="Broken",
        error="The byline is missing.",
        due_at=timezone.now(),
        next_try_at=timezone.now(),
    )
    html = publisher.get("/admin/").content.decode()
    assert "Broken" in html
    assert "The byline is missing." in html
    publisher.post(reverse("desk:dismiss_failure", args=[Failure.objects.get().pk]))
    assert "Broken" not in publisher.get("/admin/").content.decode()


def test_the_readiness_panel_is_kept_current(newsroom, publisher):
    draft = newsroom.draft(byline=False)
    answer = publisher.get(reverse("stories_admin:readiness", args=[draft.pk])).json()
    assert answer == {"missing": ["The byline is missing: add a person, or a guest's name."], "words": 5}


def test_the_chooser_finds_a_story_by_a_word_of_its_headline(newsroom, publisher):
    newsroom.story("Council votes on the quay")
    newsroom.draft("Other")
    url = reverse("story_chooser:choose_results")
    html = publisher.get(url, {"q": "quay"}).content.decode()
    assert "Council votes on the quay" in html
    assert "Other" not in html


def test_each_edition_has_one_review_of_its_own(newsroom):
    assert {task.name for task in Task.objects.all()} >= {"Desk review (en)", "Desk review (ar)"}


def test_a_second_story_with_the_same_headline_gets_its_own_address(newsroom, publisher):
    newsroom.story("Council votes")
    add = reverse("wagtailadmin_pages:add", args=["stories", "article", newsroom.sections["en"].pk])
    data = form_of(publisher, add) | {"title": "Council votes", "slug": "council-votes"}
    assert publisher.post(add, data).status_code == 302
    second = Article.objects.get(live=False)
    assert second.slug == "council-votes-1"
    publisher.post(edit_url(second), form_of(publisher, edit_url(second)) | {"slug": "council-votes"})
    assert Article.objects.get(pk=second.pk).get_latest_revision_as_object().slug == "council-votes-1"


def test_mails_and_the_admins_api_name_the_papers_address(newsroom, client, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://courier.example"
    reporter = newsroom.user("reporter")
    newsroom.user("editor")
    draft = newsroom.draft("Council votes")
    draft.get_workflow().start(draft, reporter)
    text = "".join(message.body + str(message.alternatives) for message in mail.outbox)
    assert "https://courier.example/admin/" in text
    assert "localhost" not in text
    client.force_login(reporter)
    page = client.get(f"/admin/api/main/pages/{newsroom.story('Roads').pk}/").json()
    assert page["meta"]["html_url"] == "https://courier.example/world/roads/"


def test_everybody_can_change_their_own_password(newsroom, client):
    reporter = newsroom.user("reporter")
    client.force_login(reporter)
    url = reverse("wagtailadmin_account")
    page = client.get(url)
    assert page.status_code == 200
    form = next(
        candidate
        for candidate in lxml.html.fromstring(page.content.decode()).forms
        if candidate.get("method") == "POST"
    )
    data = dict(form.form_values()) | {"password-old_password": "secret"}
    data |= {"name_email-first_name": "Lina", "name_email-last_name": "Haddad"}
    new = {"password-new_password1": "harbour lights at nine", "password-new_password2": "harbour lights at nine"}
    assert client.post(url, data | new).status_code == 302
    reporter.refresh_from_db()
    assert reporter.check_password("harbour lights at nine")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("courier1", "too short"),
        ("aaaaaaab", "too short"),
        ("courier2026!", "little more than the paper’s name"),
        ("TheCourier-2026", "little more than the paper’s name"),
        ("aaaaaaaaaaab", "repeats the same characters"),
        ("xy12xy12xy12", "repeats the same characters"),
        ("password12345", "too common|little more"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(newsroom, password, words):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, newsroom.user("reporter"))
    assert re.search(words.replace("’", "'"), " ".join(refusal.value.messages))


@pytest.mark.parametrize("password", ["courier pigeons fly low", "harbour-7-lantern", "пароль для вестника"])
def test_a_password_of_several_words_is_accepted(newsroom, password):
    validate_password(password, newsroom.user("reporter"))


def test_a_form_without_its_formset_counts_is_answered_with_400(newsroom, publisher):
    draft = newsroom.draft()
    response = publisher.post(edit_url(draft), {"title": "Half a form"})
    assert response.status_code == 400
    assert mail.outbox == []


@pytest.mark.parametrize(("title", "slug"), [("Cranes over the quay", "cranes-over-the-quay"), ("🔥", "page")])
def test_a_draft_sent_without_a_slug_is_saved(newsroom, publisher, title, slug):
    add = reverse("wagtailadmin_pages:add", args=["stories", "article", newsroom.sections["en"].pk])
    data = form_of(publisher, add) | {"title": title, "slug": ""}
    assert publisher.post(add, data, headers={"Accept": "application/json"}).json()["success"]
    draft = Article.objects.get(title=title)
    assert draft.slug == slug
    cleared = form_of(publisher, edit_url(draft)) | {"slug": ""}
    assert publisher.post(edit_url(draft), cleared, headers={"Accept": "application/json"}).json()["success"]
    assert Article.objects.get(pk=draft.pk).slug == slug
