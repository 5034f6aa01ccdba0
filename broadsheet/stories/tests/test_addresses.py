"""Old addresses redirect to a story's current one; addresses of withdrawn stories show the reason."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from broadsheet.events.models import Event
from broadsheet.stories.actions.withdraw_story import withdraw_story
from broadsheet.stories.models import Article, MovedAddress, Section
from broadsheet.stories.reading.old_addresses import new_address_of_query


def renamed(page, slug):
    page.slug = slug
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def test_the_old_address_redirects_after_a_change_of_slug(newsroom, client):
    renamed(newsroom.story("Council votes"), "council-has-voted")
    response = client.get("/world/council-votes/?from=mail")
    assert (response.status_code, response["Location"]) == (301, "/world/council-has-voted/?from=mail")


def test_a_renamed_section_needs_one_rule_for_all_its_stories(newsroom, client):
    for number in range(3):
        newsroom.story(f"Story {number}")
    renamed(Section.objects.get(pk=newsroom.sections["en"].pk), "abroad")
    assert MovedAddress.objects.count() == 1
    assert client.get("/world/story-1/")["Location"] == "/abroad/story-1/"
    assert client.get("/world/")["Location"] == "/abroad/"


def test_a_chain_of_moves_is_one_redirect_for_the_reader(newsroom, client):
    story = newsroom.story("Council votes")
    renamed(Section.objects.get(pk=newsroom.sections["en"].pk), "abroad")
    renamed(Article.objects.get(pk=story.pk), "final")
    renamed(Section.objects.get(pk=newsroom.sections["en"].pk), "beyond")
    assert client.get("/world/council-votes/")["Location"] == "/beyond/final/"


def test_the_old_address_redirects_after_a_move_to_another_section(newsroom, client):
    newsroom.story("Council votes").move(newsroom.section("en", "City", "city"), pos="last-child")
    assert client.get("/world/council-votes/")["Location"] == "/city/council-votes/"


def test_a_new_story_at_an_old_address_is_served_instead_of_the_redirect(newsroom, client):
    renamed(newsroom.story("Council votes"), "council-has-voted")
    newsroom.story("Council votes")
    assert client.get("/world/council-votes/").status_code == 200


def test_moving_a_story_back_makes_no_redirect_loop(newsroom, client):
    story = newsroom.story("Council votes")
    story = renamed(story, "other")
    story = renamed(story, "council-votes")
    assert client.get("/world/council-votes/").status_code == 200
    assert client.get("/world/other/")["Location"] == "/world/council-votes/"


def test_moving_a_draft_leaves_no_old_address(newsroom, client):
    draft = newsroom.draft("Canary")
    draft.slug = "other"
    draft.save()
    newsroom.draft("Second canary").move(newsroom.section("en", "City", "city"), pos="last-child")
    assert not MovedAddress.objects.filter(is_prefix=False).exists()


def test_the_old_address_of_a_withdrawn_story_does_not_redirect(newsroom, client):
    story = renamed(newsroom.story("Council votes"), "council-has-voted")
    withdraw_story(story=story, reason="It was wrong.", now=timezone.now())
    assert client.get("/world/council-votes/").status_code == 404


def test_a_withdrawn_story_answers_410_with_the_reason(newsroom, client):
    story = newsroom.story("Council votes")
    withdraw_story(story=story, reason="Its source retracted what it had told us.", now=timezone.now())
    response = client.get("/world/council-votes/")
    assert response.status_code == 410
    html = response.content.decode()
    assert "Its source retracted what it had told us." in html
    assert "The council voted on Tuesday." not in html
    assert "Council votes" not in client.get("/world/").content.decode()
    assert Event.objects.filter(page_id=story.pk, kind="withdrawn").count() == 1


def test_withdrawing_needs_a_reason_and_something_live(newsroom):
    with pytest.raises(ValidationError, match="Say why"):
        withdraw_story(story=newsroom.story(), reason="  ", now=timezone.now())
    with pytest.raises(ValidationError, match="is not live, so there is nothing to withdraw"):
        withdraw_story(story=newsroom.draft("Other"), reason="why", now=timezone.now())


def test_a_section_cannot_use_an_address_that_the_site_uses(newsroom):
    for slug in ("admin", "people", "ar"):
        with pytest.raises(ValidationError, match="The site itself uses the address"):
            newsroom.section("en", "Clash", slug)


def test_an_old_address_may_redirect_to_a_person_tag_or_topic(newsroom, client):
    MovedAddress.objects.create(old_path="/author/lina/", target="/people/lina-haddad/", made_at=timezone.now())
    response = client.get("/author/lina/")
    assert (response.status_code, response["Location"]) == (301, "/people/lina-haddad/")
    assert client.get("/author/lina")["Location"] == "/people/lina-haddad/"


@pytest.mark.parametrize("old", ["/?p=12", "/ar/?page_id=7", "/blog/?cat=3"])
def test_an_old_query_redirects_to_its_story(newsroom, client, old):
    story = newsroom.story("Council votes")
    MovedAddress.objects.create(old_path=old, page=story, made_at=timezone.now())
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, "/world/council-votes/")


def test_a_front_answers_normally_to_queries_without_a_redirect(newsroom, client, django_assert_num_queries):
    draft = newsroom.draft("Canary")
    MovedAddress.objects.create(old_path="/?p=12", page=draft, made_at=timezone.now())
    for query in ("?p=12", "?p=99", "?p=x", "?from=mail", "?cap=3"):
        assert client.get(f"/{query}").status_code == 200
    with django_assert_num_queries(0):
        assert new_address_of_query("/", "from=mail&top=1&cap=3") is None


@pytest.mark.parametrize("slug", ["search", "ar", "ar-news", "consent"])
def test_a_section_cannot_use_any_reserved_address(newsroom, slug):
    with pytest.raises(ValidationError, match=f"The site itself uses the address “{slug}”"):
        newsroom.section("en", "Anything", slug)
