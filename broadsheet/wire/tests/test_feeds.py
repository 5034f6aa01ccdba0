"""Feeds as feed readers see them."""

import html
import json
from datetime import timedelta

import feedparser
import pytest
import time_machine
from django.utils import timezone
from lxml import etree
from wagtail.models import PageViewRestriction

from broadsheet.editions.models import Edition
from broadsheet.media.places import PLACES
from broadsheet.record.actions.publish_correction import publish_correction
from broadsheet.stories.actions.withdraw_story import withdraw_story
from broadsheet.stories.models import Article, Byline, Person, Publisher, Section, Topic
from broadsheet.wire.models import FeedText, Syndication
from tests.newsroom import blocks, paragraphs, picture

from .feed_rules import ATOM, DELETED, atom_faults, json_faults, rss_faults

FILES = {"rss.xml": rss_faults, "atom.xml": atom_faults, "feed.json": json_faults}
CORE = {"rss.xml": "application/rss+xml; charset=utf-8", "atom.xml": "application/atom+xml; charset=utf-8"}


def feed(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return json.loads(response.content) if path.endswith(".json") else feedparser.parse(response.content)


def titles(client, folder="/feeds/"):
    """The headlines in all three forms, which must be the same."""
    headlines = [[entry.title for entry in feed(client, f"{folder}{name}").entries] for name in ("rss.xml", "atom.xml")]
    headlines.append([item["title"] for item in feed(client, f"{folder}feed.json")["items"]])
    assert headlines[0] == headlines[1] == headlines[2]
    return headlines[0]


def everything(newsroom, code="en"):
    """A story with every kind of block, a lead picture, a topic, a tag, a guest and a correction."""
    lead, inside = picture("Lead"), picture("Inside", colour="#884422")
    other = newsroom.story("Other story", code=code, slug="other-story")
    topic = Topic.objects.create(locale=newsroom.sections[code].locale, name="Harbour & port", slug="harbour")
    body = blocks(
        ("paragraph", f'<p>Rich <b>text</b> with <a linktype="page" id="{other.pk}">a page</a> and <a href="/about/">a path</a>.</p>'),
        ("heading", {"text": "What comes next", "level": "2"}),
        ("quote", {"text": "<p>We waited.</p>", "attribution": "Ana Ruiz"}),
        ("pull_quote", {"text": "A sentence", "attribution": ""}),
        ("list", {"items": ["<p>First</p>", "<p>Second</p>"], "ordered": True}),
        ("picture", {"picture": inside.pk, "alt": "", "caption": "Seen from the mole", "size": "text"}),
        ("read_more", {"story": other.pk}),
        ("fact_box", {"heading": "Facts", "text": "<p>One & two</p>"}),
        ("table", {"data": [["Year", "Ships"], ["1931", "12"]], "first_row_is_table_header": True}),
        ("embed", {"url": "https://youtu.be/abcdefghijk", "description": "The vote, on film"}),
        ("rule", None),
    )  # fmt: skip
    draft = newsroom.draft(
        "Everything ]]> & <more>", code=code, slug="everything", body=body, lead_picture=lead, standfirst="A & B <c>"
    )
    draft.topics.add(topic)
    draft.tags.add("boats")
    draft.bylines.add(Byline(guest="Guest \x07Writer"))
    draft.save_revision().publish()
    lead.get_rendition(PLACES["lead"].spec(1200, "jpeg"))
    inside.get_rendition(PLACES["natural"].spec(800, "jpeg"))
    story = Article.objects.get(pk=draft.pk)
    publish_correction(
        page=story, was="1,420", now="It is 1,240 metres.", made_at=timezone.now() + timedelta(minutes=1)
    )
    return story


@pytest.mark.parametrize("code", ["en", "ar", "fr"])
def test_every_feed_of_every_edition_keeps_the_validators_rules(newsroom, client, code):
    everything(newsroom, code)
    root = "/" if code == "en" else f"/{code}/"
    section = newsroom.sections[code].slug
    for folder in ("", f"sections/{section}/", "topics/harbour/", "tags/boats/", "people/lina-haddad/"):
        for name, faults in FILES.items():
            path = f"{root}feeds/{folder}{name}"
            document = client.get(path).content
            assert faults(document, f"http://testserver{path}") == []
            if name != "feed.json":
                assert not feedparser.parse(document).bozo


def test_the_whole_story_arrives_with_full_addresses_and_its_correction(newsroom, client):
    story = everything(newsroom)
    entry = next(item for item in feed(client, "/feeds/feed.json")["items"] if item["url"].endswith("/everything/"))
    text = entry["content_html"]
    for wanted in (
        '<a href="http://testserver/world/other-story/">a page</a>',
        '<a href="http://testserver/about/">a path</a>',
        '<img src="http://testserver/media/renditions/',
        'Read more: <a href="http://testserver/world/other-story/">Other story</a>',
        '<a href="https://youtu.be/abcdefghijk">',
        "<ol><li><p>First</p></li>",
        "Seen from the mole",
        "1931",
        "It is 1,240 metres.",
    ):
        assert wanted in text, wanted
    assert entry["date_modified"] > entry["date_published"]
    assert entry["authors"] == [
        {"name": "Lina Haddad", "url": "http://testserver/people/lina-haddad/"},
        {"name": "Guest Writer"},
    ]
    assert entry["tags"] == ["World", "Harbour & port", "boats"]
    assert entry["title"] == story.title


def test_the_text_of_an_arabic_story_says_its_direction(newsroom, client):
    newsroom.story("المجلس يصوّت", code="ar", slug="al-majlis")
    assert '<div dir="rtl" lang="ar">' in client.get("/ar/feeds/feed.json").json()["items"][0]["content_html"]
    assert feed(client, "/ar/feeds/rss.xml").feed.language == "ar"


def test_the_publisher_may_limit_feeds_to_the_standfirst(newsroom, client):
    newsroom.story("Council votes", standfirst="Nine to six.", body=paragraphs("Secret of the text."))
    Syndication.objects.update_or_create(defaults={"feed_text": FeedText.SUMMARY})
    for name in FILES:
        text = client.get(f"/feeds/{name}").content.decode()
        assert "Nine to six." in text
        assert "Secret of the text." not in text
        assert FILES[name](text.encode(), f"http://testserver/feeds/{name}") == []


def test_scripts_never_reach_a_feed(newsroom, client):
    evil = '<p>Fine<script>alert(1)</script><a href="javascript:alert(2)">x</a><img src=x onerror=alert(3)></p>'
    newsroom.story("Council votes", body=blocks(("paragraph", evil)))
    text = client.get("/feeds/feed.json").json()["items"][0]["content_html"]
    assert "Fine" in text
    assert not [bad for bad in ("script", "alert", "onerror") if bad in text]


def test_a_character_that_xml_forbids_breaks_no_feed(newsroom, client):
    newsroom.story("Bell\x07 rings\x1b", slug="bell", body=paragraphs("Ding\x00 \x0bdong"), standfirst="\x1f.")
    assert titles(client) == ["Bell rings"]


def test_an_edition_without_stories_has_valid_feeds_that_do_not_change(newsroom, client):
    first = client.get("/feeds/atom.xml")
    assert atom_faults(first.content, "http://testserver/feeds/atom.xml") == []
    assert client.get("/feeds/atom.xml").content == first.content


# --- which stories are in a feed --------------------------------------------------------------------------


def test_each_feed_has_its_own_stories_newest_first(newsroom, client):
    now = timezone.now()
    sport = newsroom.section("en", "Sport", "sport")
    newsroom.story("Older", published_at=now - timedelta(hours=2))
    newsroom.story("Newer", published_at=now - timedelta(hours=1))
    newsroom.story("Match", section=sport, byline=True)
    assert titles(client) == ["Match", "Newer", "Older"]
    assert titles(client, "/feeds/sections/world/") == ["Newer", "Older"]
    assert titles(client, "/feeds/people/lina-haddad/") == ["Match", "Newer", "Older"]
    assert titles(client, "/ar/feeds/") == []


@pytest.mark.parametrize(
    "path", ["sections/nowhere", "topics/nowhere", "tags/nowhere", "people/nobody", "kinds/news", "sections/al-alam"]
)
def test_a_feed_of_an_unknown_list_is_not_found(newsroom, client, path):
    assert client.get(f"/feeds/{path}/rss.xml").status_code == 404


def test_drafts_embargoes_and_withdrawn_stories_are_in_no_feed(newsroom, client):
    newsroom.draft("Draft canary")
    later = newsroom.draft("Embargo canary", embargo_until=timezone.now() + timedelta(hours=1))
    later.get_latest_revision().publish()
    gone = newsroom.story("Withdrawn canary")
    withdraw_story(story=gone, reason="It was wrong.", now=timezone.now())
    newsroom.story("Open", body=blocks(("paragraph", "<p>x</p>"), ("read_more", {"story": gone.pk})))
    assert titles(client) == ["Open"]
    for folder in ("", "sections/world/", "people/lina-haddad/"):
        for name in FILES:
            assert "canary" not in client.get(f"/feeds/{folder}{name}").content.decode()


def test_a_story_behind_a_password_is_in_no_feed(newsroom, client):
    hidden = newsroom.story("Restricted canary")
    newsroom.story("Open")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    for folder in ("/feeds/", "/feeds/sections/world/", "/feeds/people/lina-haddad/"):
        assert titles(client, folder) == ["Open"]


def test_a_section_behind_a_password_has_no_feed(newsroom, client):
    newsroom.story("Canary")
    section = Section.objects.get(pk=newsroom.sections["en"].pk)
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/feeds/sections/world/rss.xml").status_code == 404
    assert titles(client) == []


def test_a_closed_edition_has_no_feed(newsroom, client):
    Edition.objects.filter(locale__language_code="ar").update(is_open=False)
    for name in ("rss.xml", "atom.xml", "feed.json", ""):
        assert client.get(f"/ar/feeds/{name}").status_code == 404


def test_a_link_to_a_page_that_readers_cannot_see_reveals_nothing(newsroom, client):
    draft = newsroom.draft("Draft canary")
    body = blocks(("paragraph", f'<p>As <a linktype="page" id="{draft.pk}">told here</a>.</p>'))
    newsroom.story("Open", body=body)
    text = client.get("/feeds/feed.json").content.decode()
    assert "told here" in text
    assert "canary" not in text


# --- removal, identity, dates -----------------------------------------------------------------------


def deleted(client, path="/feeds/atom.xml"):
    return {entry.get("ref"): entry for entry in etree.fromstring(client.get(path).content).iter(DELETED)}


def test_withdrawn_and_deleted_stories_are_announced_by_id_only(newsroom, client):
    withdrawn, removed = newsroom.story("Withdrawn canary"), newsroom.story("Deleted canary")
    newsroom.draft("Draft canary").delete()
    ids = {entry.title: entry.id for entry in feed(client, "/feeds/atom.xml").entries}
    withdraw_story(story=withdrawn, reason="It was wrong.", now=timezone.now())
    removed.delete()
    gone = deleted(client)
    assert set(gone) == set(ids.values())
    comments = {ref: [child.text for child in entry] for ref, entry in gone.items()}
    assert comments == {ids["Withdrawn canary"]: ["It was wrong."], ids["Deleted canary"]: []}
    document = client.get("/feeds/atom.xml").content
    assert b"canary" not in document
    assert atom_faults(document, "http://testserver/feeds/atom.xml") == []


def test_a_story_that_comes_back_has_its_old_id_and_is_no_longer_listed_as_removed(newsroom, client):
    story = newsroom.story("Council votes")
    before = feed(client, "/feeds/rss.xml").entries[0].id
    story.unpublish()
    assert set(deleted(client)) == {before}
    Article.objects.get(pk=story.pk).get_latest_revision().publish()
    assert deleted(client) == {}
    assert feed(client, "/feeds/rss.xml").entries[0].id == before


def test_a_story_that_was_behind_a_password_is_not_listed_as_removed(newsroom, client):
    hidden = newsroom.story("Canary")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    hidden.unpublish()
    assert deleted(client) == {}


def test_an_id_stays_when_slug_section_or_domain_change(newsroom, client, settings):
    story = newsroom.story("Council votes")
    before = {name: feed(client, f"/feeds/{name}").entries[0].id for name in ("rss.xml", "atom.xml")}
    story.slug = "renamed"
    story.save_revision().publish()
    Article.objects.get(pk=story.pk).move(newsroom.section("en", "Sport", "sport"), pos="last-child")
    settings.WAGTAILADMIN_BASE_URL = "https://new.example"
    for name, old in before.items():
        entry = feed(client, f"/feeds/{name}").entries[0]
        assert (entry.id, entry.link) == (old, "https://new.example/sport/renamed/")


def test_only_a_significant_change_counts_as_an_update(newsroom, client):
    story = newsroom.story("Council votes", published_at=timezone.now() - timedelta(hours=3))
    before = feed(client, "/feeds/atom.xml").entries[0]
    assert before.updated == before.published
    story.title = "Council votes again"
    story.save_revision().publish()
    assert feed(client, "/feeds/atom.xml").entries[0].updated == before.updated
    story = Article.objects.get(pk=story.pk)
    story.significantly_updated_at = timezone.now()
    story.save_revision().publish()
    after = feed(client, "/feeds/atom.xml").entries[0]
    assert after.updated > before.updated
    assert after.published == before.published


def test_a_picture_whose_rights_have_ended_leaves_the_feeds(newsroom, client):
    story = everything(newsroom)
    assert len(feed(client, "/feeds/rss.xml").entries[0].enclosures) == 1
    type(story.lead_picture).objects.update(rights_ended=True)
    document = client.get("/feeds/rss.xml").content.decode()
    assert "enclosure" not in document
    assert "/media/renditions/" not in document


# --- over HTTP ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_client_that_has_the_feed_gets_304_until_something_changes(newsroom, client, name):
    story = newsroom.story("Council votes")
    path = f"/feeds/{name}"
    first = client.get(path)
    assert first.headers["Content-Type"] == CORE.get(name, "application/feed+json")
    assert first.headers["Cache-Control"] == "public, no-cache"
    etag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(path, headers=etag).status_code == 304
    assert client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    Person.objects.filter(pk=newsroom.people["en"].pk).update(name="Lina Marin")
    assert client.get(path, headers=etag).status_code == 200
    since = {"If-Modified-Since": client.get(path).headers["Last-Modified"]}
    assert client.get(path, headers=since).status_code == 304
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        withdraw_story(story=story, reason="Wrong.", now=timezone.now())
    assert client.get(path, headers=since).status_code == 200


def test_query_parameters_change_nothing(newsroom, client):
    newsroom.story("Council votes")
    assert client.get("/feeds/rss.xml?utm_source=x&before=1").content == client.get("/feeds/rss.xml").content


def test_addresses_use_the_configured_site_whatever_the_requests_host(newsroom, client, settings):
    newsroom.story("Council votes")
    settings.WAGTAILADMIN_BASE_URL = "https://courier.example"
    document = client.get("/feeds/rss.xml", headers={"host": "localhost"}).content.decode()
    assert "localhost" not in document
    assert rss_faults(document.encode(), "https://courier.example/feeds/rss.xml") == []


def test_the_number_of_queries_does_not_grow_with_the_stories(newsroom, client, django_assert_max_num_queries):
    everything(newsroom)
    client.get("/feeds/rss.xml")
    with django_assert_max_num_queries(60) as few:
        client.get("/feeds/rss.xml")
    other = Article.objects.get(slug="everything")
    for number in range(5):
        story = newsroom.story(
            f"Story {number}", body=blocks(("read_more", {"story": other.pk}), ("paragraph", "<p>Text.</p>"))
        )
        story.lead_picture = other.lead_picture
        story.save_revision().publish()
    with django_assert_max_num_queries(len(few)):
        client.get("/feeds/rss.xml")


def test_pages_link_to_their_feeds_and_the_footer_to_all_feeds(newsroom, client):
    newsroom.story("Council votes")
    html = client.get("/world/council-votes/").content.decode()
    for path in ("/feeds/sections/world/atom.xml", "/feeds/rss.xml"):
        assert f'href="http://testserver{path}">' in html
    assert '<a href="/feeds/">' in html
    page = client.get("/feeds/").content.decode()
    for path in ("/feeds/feed.json", "/feeds/sections/world/rss.xml"):
        assert f'href="{path}"' in page
    assert 'href="/ar/feeds/sections/al-alam/rss.xml"' in client.get("/ar/feeds/").content.decode()


def test_the_publishers_logo_is_in_the_feeds_and_public(newsroom, client):
    logo = picture("Logo")
    publisher = Publisher.load()
    publisher.logo = logo
    publisher.save()
    logo.get_rendition(PLACES["natural"].spec(480, "jpeg"))
    address = etree.fromstring(client.get("/feeds/atom.xml").content).findtext(f"{ATOM}logo")
    assert client.get(address.removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("rss.xml", b'isPermaLink="false"', b'isPermaLink="true"'),
        ("rss.xml", b"<pubDate>", b"<pubDate>On "),
        ("rss.xml", b'href="http://testserver/feeds/rss.xml"', b'href="http://testserver/rss"'),
        ("rss.xml", b"&lt;p&gt;The", b"&lt;p style='x'&gt;The"),
        ("rss.xml", b"&lt;p&gt;The", b"&lt;p&gt;&lt;a href='/x/'&gt;y&lt;/a&gt;The"),
        ("atom.xml", b"<published>20", b"<published>21"),
        ("atom.xml", b'type="html"', b'type="text"'),
        ("atom.xml", b'xml:lang="en"', b'xml:lang="english language"'),
        ("feed.json", b"/version/1.1", b"/version/1.0"),
        ("feed.json", b'"content_html"', b'"content"'),
        ("feed.json", b'"url": "http://testserver/world', b'"url": "/world'),
    ],
)
def test_the_rules_detect_each_fault(newsroom, client, name, right, wrong):
    newsroom.story("Council votes")
    document = client.get(f"/feeds/{name}").content
    assert right in document
    assert FILES[name](document.replace(right, wrong), f"http://testserver/feeds/{name}")


@pytest.mark.parametrize("words", ["Less than <b>2%</b> & falling", "<script>alert(1)</script>", "AT&amp;T"])
def test_special_characters_in_a_standfirst_are_escaped_in_feeds(newsroom, client, words):
    newsroom.story("Council votes", standfirst=words)
    description = etree.fromstring(client.get("/feeds/rss.xml").content).findtext("channel/item/description")
    assert html.unescape(description) == words
    assert "<" not in description
    assert json.loads(client.get("/feeds/feed.json").content)["items"][0]["summary"] == words
