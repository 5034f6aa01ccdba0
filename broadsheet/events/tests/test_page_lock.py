"""The lock of page changes: which forms hold it, and what a saved page takes from its stored row."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from broadsheet.desk.tests.test_admin import edit_url, form_of
from broadsheet.events import page_lock
from broadsheet.stories.models import Article


@pytest.fixture
def publisher(newsroom):
    client = Client()
    client.force_login(newsroom.user("publisher"))
    return client


@pytest.fixture
def held(monkeypatch):
    """Whether the lock was held at each reading of a story's newest version."""
    seen = []
    usual = Article.get_latest_revision_as_object

    def noted(self):
        seen.append(page_lock.is_held())
        return usual(self)

    monkeypatch.setattr(Article, "get_latest_revision_as_object", noted)
    return seen


def test_a_pressed_button_reads_and_writes_under_the_lock(newsroom, publisher, held):
    draft = newsroom.draft()
    data = form_of(publisher, edit_url(draft)) | {"action-publish": "1"}
    held.clear()
    assert publisher.post(edit_url(draft), data).status_code == 302
    assert held and all(held)
    assert not page_lock.is_held()


@pytest.mark.parametrize(
    ("view", "headers"),
    [("edit", {"Accept": "application/json"}), ("preview_on_edit", {})],
    ids=["an automatic save", "a preview"],
)
def test_automatic_saves_and_previews_do_not_wait_for_the_lock(newsroom, publisher, held, view, headers):
    draft = newsroom.draft()
    data = form_of(publisher, edit_url(draft))
    held.clear()
    answer = publisher.post(reverse(f"wagtailadmin_pages:{view}", args=[draft.pk]), data, headers=headers)
    assert answer.status_code == 200, answer.content
    assert held and not any(held)


def test_saving_a_page_read_before_its_move_does_not_move_it_back(newsroom):
    other = newsroom.section("en", "Culture", "culture")
    early = newsroom.draft("Council votes")
    Article.objects.get(pk=early.pk).move(other, pos="last-child")
    early.kicker = "Vote"
    early.save()
    stored = Article.objects.get(pk=early.pk)
    assert (stored.get_parent().pk, stored.url_path, stored.kicker) == (
        other.pk,
        f"{other.url_path}council-votes/",
        "Vote",
    )
    assert Page.objects.get(pk=other.pk).numchild == 1


def test_a_draft_read_before_the_page_went_live_is_saved_as_a_newer_version(newsroom):
    early = newsroom.draft("Council votes")
    Article.objects.get(pk=early.pk).get_latest_revision().publish()
    early.title = "Council votes again"
    early.save()
    early.save_revision()
    stored = Article.objects.get(pk=early.pk)
    assert (stored.live, stored.title, stored.has_unpublished_changes) == (True, "Council votes", True)
    assert stored.get_latest_revision_as_object().title == "Council votes again"


def test_saving_a_deleted_page_says_that_it_was_deleted(newsroom):
    early = newsroom.draft("Council votes")
    Article.objects.get(pk=early.pk).delete()
    with pytest.raises(page_lock.PageDeleted, match="has deleted .*Council votes"):
        early.save()
