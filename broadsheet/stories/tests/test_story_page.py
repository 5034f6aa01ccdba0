"""A story as readers see it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from wagtail.models import PageViewRestriction

from broadsheet.stories.models import Article, Byline, Topic
from tests.newsroom import blocks, paragraphs, picture

ATHENS = ZoneInfo("Europe/Athens")


def html_of(client, path):
    return client.get(path).content.decode()


def test_every_field_that_the_editor_filled_is_shown(newsroom, client):
    topic = Topic.objects.create(locale=newsroom.sections["en"].locale, name="The harbour", slug="harbour")
    story = newsroom.draft(
        "Council votes",
        kicker="Harbour",
        standfirst="Seven members broke with their party.",
        dateline="Vellamar",
        published_at=datetime(2026, 11, 22, 14, 5, tzinfo=ATHENS),
        significantly_updated_at=datetime(2026, 11, 22, 16, 40, tzinfo=ATHENS),
        lead_picture=picture(caption="The quay", credit="Ines Okafor/Courier"),
    )
    story.bylines.add(Byline(guest="Ivo Marin", role="translated_by", sort_order=1))
    story.topics.add(topic)
    story.tags.add("port authority")
    story.save_revision().publish()
    html = html_of(client, "/world/council-votes/")
    for words in (
        "Harbour",
        "Council votes",
        "Seven members broke with their party.",
        "Vellamar",
        '<a href="/people/lina-haddad/" rel="author"><bdi>Lina Haddad</bdi></a>',
        "Translated by",
        "<bdi>Ivo Marin</bdi>",
        '<time datetime="2026-11-22T14:05+02:00">22 November 2026, 14:05</time>',
        '<time datetime="2026-11-22T16:40+02:00">22 November 2026, 16:40</time>',
        "The quay",
        "Ines Okafor/Courier",
        '<a href="/topics/harbour/">The harbour</a>',
        '<a href="/tags/port-authority/" rel="tag" dir="auto">port authority</a>',
        "The council voted on Tuesday.",
    ):
        assert words in html


def test_fields_for_the_desk_are_never_published(newsroom, client):
    newsroom.story("Council votes", sources="A clerk who must not be named", slug_line="HARBOUR-SECRET")
    for path in ("/world/council-votes/", "/world/", "/"):
        html = html_of(client, path)
        assert "must not be named" not in html
        assert "HARBOUR-SECRET" not in html


def test_every_block_has_its_markup(newsroom, client):
    other = newsroom.story("Other story", lead_picture=picture())
    newsroom.story(
        "Council votes",
        body=blocks(
            ("heading", {"text": "What next", "level": "2"}),
            ("quote", {"text": "<p>Nobody asked us.</p>", "attribution": "Josip Marin"}),
            ("list", {"items": [{"type": "item", "value": "<p>One</p>", "id": "1"}], "ordered": True}),
            ("fact_box", {"heading": "In figures", "text": "<p>1,240 metres</p>"}),
            ("pull_quote", {"text": "Nobody asked", "attribution": ""}),
            ("table", {"data": [["Year", "Ships"], ["2025", "2117"]], "table_caption": "Ships in port",
                       "first_row_is_table_header": True, "first_col_is_header": True, "table_header_choice": "both"}),
            ("embed", {"url": "https://www.youtube.com/watch?v=abcdefghijk", "description": "From the air", "picture": None}),
            ("read_more", {"story": other.pk}),
            ("rule", None),
        ),
    )  # fmt: skip
    html = html_of(client, "/world/council-votes/")
    for words in (
        "<h2>What next</h2>",
        "— Josip Marin",
        '<ol class="text-list"><li>One</li></ol>',
        "<h2>In figures</h2>",
        'class="pull-quote"',
        "<caption>Ships in port</caption>",
        '<th scope="row">2025</th>',
        'data-embed="https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"',
        '<a href="/world/other-story/">Other story</a>',
        '<hr class="rule">',
    ):
        assert words in html
    assert "<iframe" not in html


def test_a_read_more_card_shows_the_other_story_as_it_is_now(newsroom, client):
    other = newsroom.story("First words")
    newsroom.story("Council votes", body=blocks(("read_more", {"story": other.pk})))
    other.title = "Second words"
    other.save_revision().publish()
    assert "Second words" in html_of(client, "/world/council-votes/")
    Article.objects.get(pk=other.pk).unpublish()
    html = html_of(client, "/world/council-votes/")
    assert "Second words" not in html
    assert "read-more" not in html


def test_a_draft_appears_on_no_page(newsroom, client):
    draft = newsroom.draft("Canary headline", standfirst="Canary standfirst")
    newsroom.story(
        "Council votes",
        body=blocks(
            ("paragraph", f'<p><a linktype="page" id="{draft.pk}">link</a></p>'), ("read_more", {"story": draft.pk})
        ),
    )
    for path in ("/", "/world/", "/world/council-votes/", "/people/lina-haddad/"):
        html = html_of(client, path)
        assert "anary" not in html
    assert client.get("/world/canary-headline/").status_code == 404


def test_a_story_behind_a_restriction_is_in_no_list(newsroom, client):
    story = newsroom.story("Canary headline")
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    for path in ("/", "/world/", "/people/lina-haddad/"):
        assert "Canary" not in html_of(client, path)


def test_the_number_of_queries_does_not_grow_with_the_archive(newsroom, client, django_assert_max_num_queries):
    newsroom.story("Council votes")
    client.get("/world/council-votes/")
    with django_assert_max_num_queries(60) as few:
        client.get("/world/council-votes/")
    for number in range(12):
        newsroom.story(f"Story {number}")
    with django_assert_max_num_queries(len(few) + 4):  # Top stories and Features now have something to show
        client.get("/world/council-votes/")


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://youtu.be/abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"),
        ("https://evil.example/youtube.com/watch?v=abcdefghijk", None),
        ("javascript:alert(1)//youtube.com/watch?v=abcdefghijk", None),
    ],
)
def test_only_known_services_get_a_player(url, player):
    from broadsheet.stories.embeds import player_for

    actual_player = player_for(url)
    assert (actual_player.url if actual_player else None) == player


def test_words_are_counted_in_the_text_alone(newsroom):
    from broadsheet.stories.editing.panels import word_count

    story = newsroom.draft(body=paragraphs("One two <b>three</b>", "four"))
    assert word_count(story) == 4


def test_a_link_to_a_restricted_story_has_no_address(newsroom, client):
    closed = newsroom.story("Closed", slug="closed-canary")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    newsroom.story(
        "Open", slug="open", body=blocks(("paragraph", f'<p><a linktype="page" id="{closed.pk}">link</a></p>'))
    )
    assert "closed-canary" not in client.get("/world/open/").content.decode()


def test_columns_of_numbers_are_aligned_and_columns_of_words_are_not(newsroom, client):
    rows = [["Port", "Ships", "Built"], ["Lazaret", "1,204", "1931"], ["Saltgate", "–", "c. 1650"]]
    table = {
        "data": rows,
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_header_choice": "row",
    }
    newsroom.story("Open", slug="open", body=blocks(("table", table)))
    html = client.get("/world/open/").content.decode()
    assert '<th scope="col" class="table__figure">Ships</th>' in html
    assert '<td class="table__figure">1,204</td>' in html
    assert "<td>Lazaret</td>" in html
    assert "<td>1931</td>" in html
