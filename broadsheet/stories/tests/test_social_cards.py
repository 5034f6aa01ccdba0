"""The card picture of a story without a picture."""

from io import BytesIO

import pytest
from django.utils import timezone
from lxml import html
from PIL import Image
from wagtail.models import PageViewRestriction

from broadsheet.stories.actions.withdraw_story import withdraw_story
from broadsheet.stories.metadata import social_card_type
from broadsheet.stories.models import Article
from tests.newsroom import picture


def card_path(client, path):
    page = html.fromstring(client.get(path).content.decode())
    [address] = page.xpath("//meta[@property='og:image']/@content")
    assert page.xpath("//meta[@property='og:image:width']/@content") == ["1200"]
    return address.removeprefix("http://testserver")


def image_at(client, path):
    response = client.get(path)
    assert response.headers["Content-Type"] == "image/png"
    assert "immutable" in response.headers["Cache-Control"]
    return Image.open(BytesIO(response.content))


@pytest.mark.parametrize(
    ("code", "path", "headline"),
    [
        ("en", "/world/x/", "The harbour votes on its own future"),
        ("ar", "/ar/al-alam/x/", "الميناء يصوّت على مستقبله بعد COP30"),
        ("fr", "/fr/monde/x/", "Гавань голосует: « l’été »"),
    ],
)
def test_the_card_is_a_picture_of_the_size_that_other_sites_ask_for(newsroom, client, code, path, headline):
    newsroom.story(headline, code=code, slug="x")
    image = image_at(client, card_path(client, path))
    assert image.size == (1200, 630)
    ink = sum(1 for value in image.convert("L").tobytes() if value < 60)
    assert ink > 12_000  # two rules are 6,300 pixels and more: the rest is letters


def test_an_arabic_headline_begins_at_the_right(newsroom, client):
    newsroom.story("نعم", code="ar", slug="x")
    image = image_at(client, card_path(client, "/ar/al-alam/x/")).convert("L").point(lambda value: 255 * (value < 60))
    left, _top, right, _bottom = image.crop((0, 220, 1200, 560)).getbbox()
    assert left > 700 and right > 1100


def test_a_new_headline_makes_a_new_card_and_the_old_address_redirects_to_it(newsroom, client):
    story = newsroom.story("Council votes")
    first = card_path(client, "/world/council-votes/")
    before = client.get(first).content
    story.title = "Council has voted"
    story.save_revision().publish()
    second = card_path(client, "/world/council-votes/")
    assert client.get(first).headers["Location"] == second
    assert client.get(second).content != before


def test_only_a_live_story_that_everybody_may_read_has_a_card(newsroom, client):
    gone, hidden, draft = newsroom.story("Gone"), newsroom.story("Hidden"), newsroom.draft("Draft")
    paths = [card_path(client, "/world/gone/"), card_path(client, "/world/hidden/")]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    withdraw_story(story=gone, reason="Wrong.", now=timezone.now())
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    paths.append(f"/share/cards/{draft.pk}-{'0' * 16}.png")
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]


def test_a_cache_may_keep_a_card_for_three_seconds(newsroom, client):
    newsroom.story("Council votes")
    caching = client.get(card_path(client, "/world/council-votes/")).headers["Cache-Control"]
    assert "s-maxage=3" in caching.split(", ")


def test_a_story_with_a_picture_that_is_no_longer_shown_gets_the_card(newsroom, client):
    lead = picture("Lead")
    newsroom.story("Council votes", lead_picture=lead)
    type(lead).objects.update(rights_ended=True)
    assert card_path(client, "/world/council-votes/").startswith("/share/cards/")


def test_a_script_without_a_font_has_no_card_rather_than_a_row_of_boxes(newsroom, client):
    headline = "\U00012000\U00012001"  # cuneiform
    assert not social_card_type.can_set(headline)
    story = newsroom.story(headline, slug="x")
    assert "og:image" not in client.get("/world/x/").content.decode()
    assert client.get(f"/share/cards/{Article.objects.get(pk=story.pk).pk}-{'0' * 16}.png").status_code == 404
