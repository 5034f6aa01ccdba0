"""Fronts fill themselves, as arranged by editors."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from broadsheet.fronts.blocks import SectionStripBlock
from broadsheet.fronts.models import FrontPage
from broadsheet.stories.models import Article, Topic
from tests.newsroom import SmallNewsroom, picture


def arrange(newsroom, *containers):
    front = FrontPage.objects.get(locale__language_code="en")
    front.containers = list(containers)
    front.save_revision().publish()


def container(block_type="river", **value):
    return block_type, {"rule": "newest", "count": 3, "pins": []} | value


def pin(story, **value):
    return {"story": story, "headline": "", "kicker": "", "picture": None} | value


def shown(client, path="/"):
    return [[card.headline for card in container.cards] for container in client.get(path).context["containers"]]


@pytest.fixture(scope="module")
def stories_database(newsroom_database, furnished):
    now = timezone.now()
    with furnished(newsroom_database, suffix="stories") as copy:
        newsroom = SmallNewsroom()
        for number in range(8):
            newsroom.story(f"S{number}", published_at=now - timedelta(hours=number))
    return copy


@pytest.fixture
def stories(stories_database, newsroom):
    """The stories S0 (the newest) to S7."""
    return list(Article.objects.order_by("title"))


def test_a_container_fills_up_with_the_newest(newsroom, stories, client):
    arrange(newsroom, container(count=3))
    assert shown(client) == [["S0", "S1", "S2"]]


def test_pinned_stories_come_first_and_the_rule_fills_up(newsroom, stories, client):
    arrange(newsroom, container(pins=[pin(stories[5])]))
    assert shown(client) == [["S5", "S0", "S1"]]


def test_no_story_appears_twice_and_rules_leave_pins_further_down_alone(newsroom, stories, client):
    arrange(newsroom, container(count=2), container(pins=[pin(stories[0])]))
    assert shown(client) == [["S1", "S2"], ["S0", "S3", "S4"]]


def test_a_container_may_be_allowed_to_repeat_stories(newsroom, stories, client):
    arrange(newsroom, container(count=2), container(count=2, allow_repeats=True))
    assert shown(client) == [["S0", "S1"], ["S0", "S1"]]


def test_rules_by_section_topic_tag_and_kind(newsroom, stories, client):
    city = newsroom.section("en", "City", "city")
    in_city = newsroom.draft("In the city", section=city, kind="feature")
    topic = Topic.objects.create(locale=city.locale, name="Harbour", slug="harbour")
    in_city.topics.add(topic)
    in_city.tags.add("boats")
    in_city.save_revision().publish()
    tag = in_city.tags.get()
    for rule, value in (("section", city), ("topic", topic), ("tag", tag), ("kind", "feature")):
        arrange(newsroom, container(rule=rule, **{rule: value}))
        assert shown(client) == [["In the city"]], rule


def test_a_placement_has_its_own_headline_kicker_and_picture(newsroom, stories, client):
    own = picture("Own", colour="#ff0000")
    arrange(
        newsroom,
        container("lead_package", pins=[pin(stories[3], headline="Here", kicker="Now", picture=own)], rule="none"),
    )
    card = client.get("/").context["containers"][0].cards[0]
    assert (card.headline, card.kicker, card.picture) == ("Here", "Now", own)
    assert client.get(own.get_rendition("width-10|format-jpeg").url).status_code == 200


def test_a_pinned_story_that_was_withdrawn_leaves_its_place_to_the_rule(newsroom, stories, client):
    arrange(newsroom, container(pins=[pin(stories[5])]))
    stories[5].unpublish()
    assert shown(client) == [["S0", "S1", "S2"]]


def test_top_stories_beside_a_story_are_those_of_the_front_without_that_story(newsroom, stories, client):
    arrange(newsroom, container("lead_package", count=2), container("top_stories", count=3))
    assert shown(client)[1] == ["S2", "S3", "S4"]
    html = client.get("/world/s3/").content.decode()
    beside = html[html.index("story-page__beside") :]
    assert "S2" in beside
    assert "S4" in beside
    assert 'href="/world/s3/"' not in beside


def test_a_rule_without_its_section_is_refused_with_a_message_at_the_field(newsroom):
    block = SectionStripBlock()
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python({"rule": "section", "count": 3, "pins": []}))
    assert "section" in refusal.value.block_errors


def test_the_front_takes_the_same_number_of_queries_with_ten_times_the_stories(
    newsroom, stories, client, django_assert_max_num_queries
):
    arrange(newsroom, container("lead_package", count=3), container("top_stories", count=3))
    client.get("/")
    with django_assert_max_num_queries(60) as few:
        client.get("/")
    for number in range(20):
        newsroom.story(f"More {number}")
    with django_assert_max_num_queries(len(few)):
        client.get("/")


def test_an_edition_with_nothing_published_says_so(newsroom, client):
    assert "Nothing has been published here yet." in client.get("/").content.decode()
