"""Section, topic, tag and person pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from broadsheet.stories.models import Person, Topic
from broadsheet.stories.reading.lists import PAGE_LENGTH


def headlines(response):
    return [card.headline for card in response.context["cards"]]


def test_a_section_lists_its_stories_newest_first(newsroom, client):
    now = timezone.now()
    for number in range(3):
        newsroom.story(f"Story {number}", published_at=now - timedelta(hours=number))
    assert headlines(client.get("/world/")) == ["Story 0", "Story 1", "Story 2"]


def test_the_next_page_continues_after_the_last_story_even_when_new_ones_are_added(newsroom, client):
    now = timezone.now()
    for number in range(PAGE_LENGTH + 3):
        newsroom.story(f"Story {number}", published_at=now - timedelta(hours=number))
    older = client.get("/world/").context["older_url"]
    newsroom.story("Breaking", published_at=now + timedelta(hours=1))
    assert headlines(client.get(older)) == [f"Story {number}" for number in range(PAGE_LENGTH, PAGE_LENGTH + 3)]


@pytest.mark.parametrize("place", ["x", "1-", "-1", "99999999999999999999-1", "1-1-1"])
def test_an_invalid_position_is_not_found(newsroom, client, place):
    assert client.get(f"/world/?before={place}").status_code == 404


def test_a_person_has_a_page_in_each_edition_that_knows_them(newsroom, client):
    newsroom.story("Council votes")
    assert client.get("/ar/people/lina-haddad/").status_code == 404  # they have no story there
    newsroom.story("المجلس يصوت", code="ar", slug="vote")
    html = client.get("/people/lina-haddad/").content.decode()
    assert "Council votes" in html
    assert 'hreflang="ar" href="http://testserver/ar/people/lina-haddad/"' in html
    assert "لينا حداد" in client.get("/ar/people/lina-haddad/").content.decode()


def test_topics_and_tags_list_only_their_own_edition(newsroom, client):
    topic = Topic.objects.create(locale=newsroom.sections["en"].locale, name="Harbour", slug="harbour")
    story = newsroom.draft("Council votes")
    story.topics.add(topic)
    story.tags.add("ميناء")
    story.save_revision().publish()
    assert headlines(client.get("/topics/harbour/")) == ["Council votes"]
    assert headlines(client.get("/tags/ميناء/")) == ["Council votes"]
    assert client.get("/ar/topics/harbour/").status_code == 404
    assert client.get("/ar/tags/ميناء/").status_code == 404


def test_an_unknown_person_is_not_found(newsroom, client):
    assert client.get("/people/nobody/").status_code == 404


def test_a_person_who_is_renamed_has_the_new_name_under_every_story(newsroom, client):
    newsroom.story("Council votes")
    Person.objects.filter(pk=newsroom.people["en"].pk).update(name="Lina Marin")
    assert "Lina Marin" in client.get("/world/council-votes/").content.decode()


def test_a_story_that_is_moved_leaves_one_section_and_enters_the_other(newsroom, client):
    story = newsroom.story("Council votes")
    city = newsroom.section("en", "City", "city")
    story.move(city, pos="last-child")
    assert "Council votes" not in client.get("/world/").content.decode()
    assert "Council votes" in client.get("/city/").content.decode()
    assert type(story).objects.get(pk=story.pk).section_id == city.pk
