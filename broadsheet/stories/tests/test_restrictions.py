"""What is not open to everybody is named nowhere, by whatever address it has."""

import pytest
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import PageViewRestriction


@pytest.fixture
def other_section(newsroom):
    return newsroom.section("en", "Culture", "culture")


def aliased(story, section, slug):
    return CreatePageAliasAction(story, parent=section, update_slug=slug).execute(skip_permission_checks=True)


PLACES = ["/", "/culture/", "/feeds/rss.xml", "/feeds/sections/culture/rss.xml", "/sitemaps/en-stories-0.xml", "/search/?q=secretly", "/lite/culture/", "/archive/"]  # fmt: skip


def test_an_alias_of_a_restricted_story_is_named_nowhere(newsroom, other_section, client):
    newsroom.story("Open as ever")
    story = newsroom.story("Secretly voted")
    first = aliased(story, other_section, "secretly-again")
    second = aliased(first, other_section, "secretly-once-more")
    assert b"Secretly voted" in client.get("/culture/").content
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    for page in (story, first, second):
        assert b"Secretly voted" not in client.get(page.get_url()).content
    for place in PLACES:
        content = client.get(place).content
        assert b"Secretly voted" not in content, place
        assert b"secretly-" not in content.replace(b"q=secretly", b""), place
    PageViewRestriction.objects.all().delete()
    assert b"Secretly voted" in client.get("/culture/").content
