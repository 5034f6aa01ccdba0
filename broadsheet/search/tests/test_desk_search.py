"""What the newsroom finds in the list of stories, in the choosers and in Wagtail's own search."""

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from broadsheet.media.models import Picture
from broadsheet.search.backend import DeskSearchBackend, ids_with
from broadsheet.search.models import DeskEntry
from broadsheet.stories.models import Article, Person
from tests.newsroom import paragraphs, picture

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the desk's own index is SQLite's")


def test_wagtail_uses_the_desks_search_backend():
    assert isinstance(get_search_backend(), DeskSearchBackend)


def test_drafts_are_found_by_headline_slugline_and_text(newsroom):
    draft = newsroom.draft("Council votes", slug_line="HARBOUR-VOTE", body=paragraphs("The ferries were late."))
    newsroom.draft("Something else", slug="other", body=paragraphs("Nothing."))
    for text in ("counc", "harbour", "ferry", "votes council", "hARb vo"):
        assert ids_with(Article, text) == [draft.pk], text
    assert ids_with(Article, "zebra") == []
    assert ids_with(Article, '"*(') == []


def test_whole_words_and_beginnings(newsroom):
    newsroom.story("Council votes")
    backend = get_search_backend()
    assert [page.title for page in backend.search("vote", Page)] == ["Council votes"]
    assert list(backend.search("vot", Page)) == []
    assert [page.title for page in backend.autocomplete("vot cou", Page)] == ["Council votes"]
    assert backend.search("votes zebra", Page, operator="or").count() == 1
    assert backend.search("votes zebra", Page, operator="and").count() == 0
    assert [page.pk for page in Article.objects.search("council")] == [
        page.pk for page in Page.objects.search("council")
    ]


def test_only_objects_in_the_callers_queryset_are_found(newsroom):
    newsroom.story("Council votes")
    newsroom.draft("Council sleeps", slug="sleeps")
    assert [page.title for page in Page.objects.live().search("council")] == ["Council votes"]
    assert Page.objects.search("council").count() == 2
    assert [page.title for page in Page.objects.order_by("title").search("council", order_by_relevance=False)] == [
        "Council sleeps",
        "Council votes",
    ]
    results = Page.objects.search("council")
    assert len(results[1:]) == 1
    assert results[0].title in {"Council votes", "Council sleeps"}
    assert sum(results.facet("content_type_id").values()) == 2


def test_the_title_counts_for_more(newsroom):
    newsroom.draft("Words", slug="a", body=paragraphs("The harbour and more."))
    newsroom.draft("Harbour", slug="b", body=paragraphs("Words."))
    assert [page.title for page in Page.objects.search("harbour")] == ["Harbour", "Words"]


def test_pictures_people_and_other_objects_are_found_too(newsroom):
    assert [person.name for person in get_search_backend().autocomplete("hadd", Person)][:1] == ["Lina Haddad"]
    night_picture = picture("Quay at night")
    assert list(get_search_backend().search("quays", Picture)) == [night_picture]
    assert list(get_search_backend().search("quays", Page)) == []


def test_deleted_objects_are_no_longer_found(newsroom):
    story = newsroom.story("Council votes")
    before = DeskEntry.objects.count()
    story.delete()
    assert DeskEntry.objects.count() == before - 1
    assert ids_with(Article, "council") == []


def test_saving_the_same_again_writes_nothing(newsroom, django_assert_num_queries):
    story = newsroom.story("Council votes")
    backend = get_search_backend()
    row = DeskEntry.objects.get(object_id=story.pk, content_type__model="page").pk
    backend.add(Article.objects.get(pk=story.pk))
    assert DeskEntry.objects.get(object_id=story.pk, content_type__model="page").pk == row


def test_an_editor_finds_a_draft_in_the_list_of_stories(newsroom, client):
    newsroom.draft("Council votes", body=paragraphs("The ferries were late."))
    client.force_login(newsroom.user("editor"))
    assert "Council votes" in client.get(reverse("desk:stories"), {"q": "ferry"}).content.decode()
    assert "Council votes" not in client.get(reverse("desk:stories"), {"q": "zebra"}).content.decode()


def test_wagtails_own_search_of_pages_answers(newsroom, client, django_user_model):
    newsroom.draft("Council votes")
    client.force_login(django_user_model.objects.create_superuser("boss", "boss@courier.example", "secret"))
    assert "Council votes" in client.get("/admin/pages/search/", {"q": "counc"}).content.decode()


@pytest.mark.parametrize("code", ["en", "ar", "fr"])
def test_every_editions_words_are_found_whatever_the_admins_language(newsroom, code):
    titles = {
        "en": ("Elections held", "election"),
        "ar": ("افتتاح المدرسة", "مدرسة"),
        "fr": ("Les hôpitaux", "hopital"),
    }
    title, asked = titles[code]
    draft = newsroom.draft(title, code=code, slug="x", body=paragraphs("-"))
    assert [page.pk for page in Page.objects.search(asked)] == [draft.pk]
