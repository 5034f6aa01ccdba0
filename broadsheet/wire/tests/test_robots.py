"""Rules for crawlers."""

from urllib.robotparser import RobotFileParser

import pytest

from broadsheet.wire.models import Syndication


def robots(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    parser = RobotFileParser()
    parser.parse(response.content.decode().splitlines())
    return parser


def welcome(yes):
    Syndication.objects.update_or_create(defaults={"ai_crawlers_welcome": yes})


@pytest.mark.parametrize("path", ["/", "/world/council-votes/", "/ar/", "/feeds/rss.xml", "/share/cards/1-ab.png"])
def test_search_engines_may_read_the_paper(newsroom, client, path):
    assert robots(client).can_fetch("Googlebot", f"http://testserver{path}")


@pytest.mark.parametrize("path", ["/admin/", "/preview/x/", "/search/?q=x", "/ar/search/?q=x"])
def test_crawlers_are_kept_out_of_the_newsroom_and_the_search_results(newsroom, client, path):
    assert not robots(client).can_fetch("Googlebot", f"http://testserver{path}")


def test_the_sitemaps_are_named_in_full(newsroom, client):
    assert robots(client).site_maps() == ["http://testserver/sitemap.xml", "http://testserver/sitemap-news.xml"]


@pytest.mark.parametrize("crawler", ["GPTBot", "ClaudeBot", "CCBot", "Google-Extended", "Bytespider", "Diffbot"])
def test_ai_crawlers_are_kept_out_unless_the_publisher_allows_them(newsroom, client, crawler):
    assert not robots(client).can_fetch(crawler, "http://testserver/")
    welcome(True)
    assert robots(client).can_fetch(crawler, "http://testserver/")
    assert not robots(client).can_fetch(crawler, "http://testserver/admin/")


def test_the_reservation_of_text_and_data_mining_says_the_same(newsroom, client):
    assert client.get("/.well-known/tdmrep.json").json() == [{"location": "/", "tdm-reservation": 1}]
    assert '<meta name="tdm-reservation" content="1">' in client.get("/").content.decode()
    welcome(True)
    assert client.get("/.well-known/tdmrep.json").json() == [{"location": "/", "tdm-reservation": 0}]
    assert "tdm-reservation" not in client.get("/").content.decode()
