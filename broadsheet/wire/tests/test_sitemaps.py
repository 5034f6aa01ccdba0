"""Sitemaps as search engines read them."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from lxml import etree
from wagtail.models import Page, PageViewRestriction

from broadsheet.editions.models import Edition
from broadsheet.record.actions.publish_correction import publish_correction
from broadsheet.stories.actions.translate_story import translate_story
from broadsheet.stories.actions.withdraw_story import withdraw_story
from broadsheet.stories.models import Article
from broadsheet.wire.sitemaps import stories as story_parts

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"
N = "{http://www.google.com/schemas/sitemap-news/0.9}"


def urls(client, path):
    """Path -> entry of one sitemap. Checks the protocol's rules."""
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    root = etree.fromstring(response.content)
    assert len(response.content) < 50_000_000 and len(root) <= 50_000
    entries = {}
    for entry in root:
        address = entry.findtext(f"{S}loc")
        assert address.startswith("http://testserver/") and address.isascii() and len(address) < 2048
        if entry.findtext(f"{S}lastmod"):
            assert datetime.fromisoformat(entry.findtext(f"{S}lastmod")).tzinfo
        assert address not in entries
        entries[urlsplit(address).path] = entry
    return entries


def story_urls(client, code="en"):
    """All stories of an edition that the index links to."""
    entries = {}
    for part in urls(client, "/sitemap.xml"):
        if part.startswith(f"/sitemaps/{code}-stories"):
            entries |= urls(client, part)
    return entries


def test_the_index_leads_to_every_live_story_of_every_open_edition(newsroom, client):
    story = newsroom.story("Council votes")
    arabic = newsroom.story("المجلس يصوّت", code="ar", slug="المجلس")
    for code, page in (("en", story), ("ar", arabic)):
        [path] = story_urls(client, code)
        assert client.get(path).status_code == 200
        assert path == urlsplit(page.get_full_url()).path or page.slug == "المجلس"
    assert story_urls(client, "fr") == {}


def test_parts_are_ranges_of_ids_that_never_change(newsroom, client, monkeypatch):
    monkeypatch.setattr(story_parts, "PART", 4)
    stories = [newsroom.story(f"Story {number}") for number in range(6)]
    index = [path for path in urls(client, "/sitemap.xml") if "en-stories" in path]
    assert index == [f"/sitemaps/en-stories-{part}.xml" for part in sorted({story.pk // 4 for story in stories})]
    first = set(urls(client, index[0]))
    newsroom.story("One more")
    assert set(urls(client, index[0])) - {"/world/one-more/"} == first
    assert set(story_urls(client)) == {*(f"/world/story-{number}/" for number in range(6)), "/world/one-more/"}


@pytest.mark.parametrize("path", ["en-stories-99999", "en-stories-99999999999999999999", "xx-stories-0", "xx-pages"])
def test_an_invalid_part_is_not_found(newsroom, client, path):
    assert client.get(f"/sitemaps/{path}.xml").status_code == 404


def test_the_pages_are_in_a_part_of_their_own(newsroom, client):
    newsroom.story("Council votes")
    assert list(urls(client, "/sitemaps/en-pages.xml")) == ["/", "/world/", "/people/lina-haddad/"]
    entries = urls(client, "/sitemaps/ar-pages.xml")
    assert list(entries) == ["/ar/", "/ar/al-alam/"]
    links = {link.get("hreflang"): link.get("href") for link in entries["/ar/"].iter(f"{X}link")}
    assert links == {code: f"http://testserver{path}" for code, path in (("en", "/"), ("ar", "/ar/"), ("fr", "/fr/"))}


def test_a_translated_story_names_its_other_editions_and_itself(newsroom, client):
    story = newsroom.story("Council votes")
    section = newsroom.sections["fr"]
    translation = translate_story(story=story, section=section, now=timezone.now())
    assert not list(story_urls(client)["/world/council-votes/"].iter(f"{X}link"))
    translation.get_latest_revision().publish()
    translation = Article.objects.get(pk=translation.pk)
    links = {
        link.get("hreflang"): link.get("href") for link in story_urls(client)["/world/council-votes/"].iter(f"{X}link")
    }
    assert links == {"en": "http://testserver/world/council-votes/", "fr": f"http://testserver{translation.get_url()}"}


def test_lastmod_is_the_last_publication_or_correction(newsroom, client):
    story = newsroom.story("Council votes")
    lastmod = story_urls(client)["/world/council-votes/"].findtext(f"{S}lastmod")
    assert datetime.fromisoformat(lastmod) == story.last_published_at.replace(microsecond=0)
    later = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    publish_correction(page=story, was="x", now="y", made_at=later)
    assert datetime.fromisoformat(story_urls(client)["/world/council-votes/"].findtext(f"{S}lastmod")) == later


def test_pages_that_readers_cannot_see_are_in_no_sitemap(newsroom, client):
    newsroom.draft("Draft")
    later = newsroom.draft("Later", embargo_until=timezone.now() + timedelta(hours=1))
    later.get_latest_revision().publish()
    gone, hidden = newsroom.story("Gone"), newsroom.story("Hidden")
    withdraw_story(story=gone, reason="Wrong.", now=timezone.now())
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    newsroom.story("Open")
    assert list(story_urls(client)) == ["/world/open/"]
    assert list(urls(client, "/sitemap-news.xml")) == ["/world/open/"]
    section = Page.objects.get(pk=newsroom.sections["en"].pk)
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    assert story_urls(client) == {}
    assert list(urls(client, "/sitemaps/en-pages.xml")) == ["/"]


def test_a_closed_edition_is_in_no_sitemap(newsroom, client):
    newsroom.story("خبر", code="ar", slug="khabar")
    Edition.objects.filter(locale__language_code="ar").update(is_open=False)
    assert not [path for path in urls(client, "/sitemap.xml") if "/ar-" in path]
    assert client.get("/sitemaps/ar-pages.xml").status_code == 404
    assert urls(client, "/sitemap-news.xml") == {}
    assert "/ar/" not in client.get("/sitemaps/en-pages.xml").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_stories(newsroom, client, django_assert_max_num_queries):
    stories = [newsroom.story("Story 0")]
    path = f"/sitemaps/en-stories-{stories[0].pk // story_parts.PART}.xml"
    with django_assert_max_num_queries(30) as few:
        client.get(path)
    stories += [newsroom.story(f"Story {number}") for number in range(1, 5)]
    with django_assert_max_num_queries(len(few)):
        assert len(urls(client, path)) == 5


# --- news ------------------------------------------------------------------------------------------------


def test_the_news_sitemap_has_the_last_two_days_except_what_an_editor_excludes(newsroom, client):
    now = timezone.now()
    newsroom.story("Fresh & <new>", slug="fresh", published_at=now - timedelta(hours=1))
    newsroom.story("Yesterday", published_at=now - timedelta(hours=47))
    newsroom.story("Old", published_at=now - timedelta(hours=49))
    newsroom.story("Advertorial", in_news_sitemap=False)
    newsroom.story("خبر", code="ar", slug="khabar", published_at=now - timedelta(hours=2))
    entries = urls(client, "/sitemap-news.xml")
    assert list(entries) == ["/world/fresh/", "/ar/al-alam/khabar/", "/world/yesterday/"]
    news = entries["/world/fresh/"].find(f"{N}news")
    assert news.findtext(f"{N}publication/{N}name") == "Courier en"
    assert news.findtext(f"{N}publication/{N}language") == "en"
    assert news.findtext(f"{N}title") == "Fresh & <new>"
    published = datetime.fromisoformat(news.findtext(f"{N}publication_date"))
    assert published == (now - timedelta(hours=1)).replace(microsecond=0)
    assert entries["/ar/al-alam/khabar/"].findtext(f"{N}news/{N}publication/{N}language") == "ar"


def test_a_client_that_has_the_sitemap_gets_304(newsroom, client):
    newsroom.story("Council votes")
    etag = client.get("/sitemap-news.xml").headers["ETag"]
    assert client.get("/sitemap-news.xml", headers={"If-None-Match": etag}).status_code == 304
    newsroom.story("Another")
    assert client.get("/sitemap-news.xml", headers={"If-None-Match": etag}).status_code == 200
