"""The text-only edition: it is complete, small, and has only pages."""

import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from broadsheet.core.lite import PAGE_BYTES
from broadsheet.fronts.models import FrontPage
from broadsheet.record.actions.publish_correction import publish_correction
from broadsheet.stories.actions.withdraw_story import withdraw_story
from broadsheet.stories.models import Article, RelatedStory, Topic
from tests.newsroom import SmallNewsroom, blocks, paragraphs, picture

# Full pages without a twin, and the reason.
NO_TWIN = {
    "core/gallery.html": "shows components to developers",
    "desk/preview_link_ended.html": "replaces the page of a preview link, which is always a full page",
    "stories/share_to_mastodon.html": "is reached only from the share links, which the text-only edition does not have",
}
# Text that only the full page has: share links, and explanations of video players.
NO_WORDS = ".share, .quote-share, .embed__offer, script"
LONG = "The harbour council has considered at great length whether a second mole would pay for itself by 2031"


def get(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def words_of(html, *, less="script"):
    """Every word in a page's main part, including alt texts; the selector `less` says what is left out."""
    main = BeautifulSoup(html, "html.parser").main
    for element in main.select(f"{NO_WORDS}, {less}"):
        element.decompose()
    alts = " ".join(img["alt"] for img in main.select("img[alt]"))
    return set(re.findall(r"\w+", f"{main.get_text(' ')} {alts}"))


@pytest.fixture(scope="module")
def every_block_database(newsroom_database, furnished):
    with furnished(newsroom_database, suffix="every_block") as copy:
        _write_story_with_every_block(SmallNewsroom())
    return copy


@pytest.fixture
def every_block(every_block_database, newsroom):
    return Article.objects.get(slug="council-votes")


def _write_story_with_every_block(newsroom):
    """Publish a story with every block, a correction, labels, a related story and a lead picture."""
    other = newsroom.story("Ferry fares rise")
    photo = picture(alt_text="Cranes before a red sun", caption="The inner basin", credit="Ines Okafor")
    body = blocks(
        ("paragraph", "<p>The council <b>voted</b> on Tuesday.</p>"),
        ("heading", {"text": "What follows", "level": "2"}),
        ("quote", {"text": "<p>We shall dredge.</p>", "attribution": "Mayor Almeda"}),
        ("list", {"items": ["<p>Whales</p>", "<p>Ferries</p>"], "ordered": True}),
        ("picture", {"picture": photo.pk, "alt": "Divers at work", "caption": "Below", "size": "text"}),
        ("read_more", {"story": other.pk}),
        ("fact_box", {"heading": "In figures", "text": "<p>Three hundred millions</p>"}),
        ("pull_quote", {"text": "Nobody asked the islands", "attribution": "A guest"}),
        ("table", {"data": [["Year", "Ships"], ["2025", "1204"]], "first_row_is_table_header": True}),
        ("embed", {"url": "https://www.youtube.com/watch?v=abcdefghijk", "description": "Film of the vote"}),
        ("rule", None),
    )
    story = newsroom.draft(
        "Council votes", body=body, lead_picture=photo, kind="analysis", standfirst="By three votes.",
        dateline="Vellamar", significantly_updated_at=timezone.now(),
    )  # fmt: skip
    story.topics = [Topic.objects.create(name="Harbour", slug="harbour", locale=story.locale)]
    story.tags.add("Dredging")
    story.related_stories = [RelatedStory(story=other)]
    story.save_revision().publish()
    story.refresh_from_db()
    publish_correction(page=story, was="two votes", now="It was three votes.", made_at=timezone.now())


def test_every_page_template_has_a_twin():
    templates = {}
    for config in apps.get_app_configs():
        if config.name.startswith("broadsheet."):
            folder = Path(config.path) / "templates"
            templates |= {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*.html")}
    parents = {name: re.match(r'{% extends "([^"]+)"', text) for name, text in templates.items()}
    pages, bases = set(), {"core/base.html"}
    while more := {name for name, match in parents.items() if match and match[1] in bases and name not in pages}:
        pages |= more
        bases |= more
    twins = {name for name in pages if "{}/lite/{}".format(*name.split("/", 1)) in templates}
    assert len(twins) >= 15
    assert pages - twins == set(NO_TWIN)


@pytest.mark.usefixtures("every_block")
def test_a_text_only_story_has_all_words_of_its_full_page(client):
    full, lite = (words_of(get(client, f"{prefix}/world/council-votes/")) for prefix in ("", "/lite"))
    assert {"Cranes", "Divers", "1204", "Almeda", "Dredging", "Haddad", "Ferry", "Updated", "Vellamar"} <= full
    assert full - lite == set()


@pytest.mark.usefixtures("every_block")
def test_a_picture_becomes_a_link_to_its_public_file(client):
    page = BeautifulSoup(get(client, "/lite/world/council-votes/"), "html.parser")
    links = [a for a in page.select("main a") if "Cranes before" in a.text or "Divers" in a.text]
    assert len(links) == 2
    for link in links:
        assert client.get(link["href"])["Content-Type"] == "image/jpeg"
    assert not page.select("img, script, style, picture, [style]")


@pytest.mark.usefixtures("every_block")
@pytest.mark.parametrize(
    "path",
    ["/", "/world/", "/topics/", "/topics/harbour/", "/tags/dredging/", "/people/", "/people/lina-haddad/", "/archive/",
     "/search/?q=council", "/feeds/"],
)  # fmt: skip
def test_a_list_has_the_words_of_the_full_one_without_the_standfirsts(client, path):
    less = (
        ".card__standfirst, .card__minute" if "search" in path else ".card__standfirst"
    )  # search results show the time of day only in full
    full = words_of(get(client, path), less=less)
    lite = words_of(get(client, f"/lite{path}"))
    assert full - lite == set()
    assert len(full) >= 3


@pytest.mark.usefixtures("every_block")
@pytest.mark.parametrize(
    "path", ["/", "/world/", "/world/council-votes/", "/search/?q=council", "/archive/", "/nothing/"]
)
def test_every_link_stays_within_the_edition(client, path):
    page = BeautifulSoup(client.get(f"/lite{path}").content, "html.parser")
    hrefs = [a["href"] for a in page.select("a[href]:not([rel=alternate])")]
    leaving = [h for h in hrefs if not h.startswith(("/lite/", "/media/", "#", "?", "https://www.youtube.com/"))]
    assert len(hrefs) > 8
    assert leaving == []


def test_the_two_editions_link_to_each_other_and_the_full_one_is_canonical(newsroom, client):
    newsroom.story("Council votes")
    for path in ("/", "/world/council-votes/", "/ar/", "/search/?q=vote"):
        full, lite = (BeautifulSoup(get(client, f"{prefix}{path}"), "html.parser") for prefix in ("", "/lite"))
        assert full.select_one("footer a[rel=alternate]")["href"] == f"/lite{path}"
        assert lite.select_one("footer a[rel=alternate]")["href"] == path
        assert lite.select_one("link[rel=canonical]")["href"] == f"http://testserver{path.split('?')[0]}"
        assert lite.select_one("meta[name=robots]")["content"] == "noindex, follow"


def test_a_page_without_a_twin_links_to_none(newsroom, client):
    assert "/lite/" not in get(client, "/gallery/")
    get(client, "/lite/gallery/", 404)


@pytest.mark.parametrize(
    "path",
    ["admin/", "admin/login/", "static/core/icon.svg", "feeds/rss.xml", "sitemap.xml", "robots.txt", "health/", "lite/",
     "gallery/", "assets/0000000000000000/site.css", "share/mastodon/", "/evil.example/"],
)  # fmt: skip
def test_only_pages_are_in_the_edition(newsroom, client, path):
    html = get(client, f"/lite/{path}", 404)
    assert 'href="//' not in html
    assert 'href="/lite/world/"' in html


def test_the_not_found_page_is_in_the_edition_s_language(newsroom, client):
    assert "There is nothing at this address" in get(client, "/lite/nothing-here/", 404)
    html = get(client, "/lite/ar/nothing-here/", 404)
    assert '<html lang="ar" dir="rtl">' in html
    assert 'href="/lite/ar/"' in html


def test_the_headers_are_those_of_the_full_page(newsroom, client):
    full, lite = client.get("/world/"), client.get("/lite/world/")
    for name in ("Content-Security-Policy", "Permissions-Policy", "X-Frame-Options", "Content-Language", "Vary"):
        assert full[name] == lite[name]
    assert not lite.cookies


def test_redirects_stay_within_the_edition(newsroom, client):
    story = newsroom.story("Council votes")
    for slug in ("council-decides", "council-says-yes"):
        story.slug = slug
        story.save_revision().publish()
    for path in ("/lite/world/council-votes/", "/lite/world/council-decides/"):
        assert client.get(path).headers["Location"] == "/lite/world/council-says-yes/"
    assert client.get("/world/council-votes/").headers["Location"] == "/world/council-says-yes/"
    for path in ("/lite", "/lite/world", "/lite/ar"):
        assert client.get(f"{path}?x=1").headers["Location"] == f"{path}/?x=1"


def test_the_script_prefix_is_reset_after_the_request(newsroom, client, monkeypatch):
    for path in ("/lite/", "/lite/nothing/", "/lite/admin/", "/lite/world"):
        client.get(path)
        assert get_script_prefix() == "/"
    assert 'href="/world/"' in get(client, "/")
    monkeypatch.setattr(FrontPage, "get_context", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.get("/lite/")
    assert get_script_prefix() == "/"


def test_another_thread_never_sees_the_prefix(newsroom, client, monkeypatch):
    seen = {}
    plain = FrontPage.get_context

    def look_elsewhere(*args, **kwargs):
        here = reverse("stories:topics")
        thread = threading.Thread(target=lambda: seen.update(there=reverse("stories:topics"), here=here))
        thread.start()
        thread.join()
        return plain(*args, **kwargs)

    monkeypatch.setattr(FrontPage, "get_context", look_elsewhere)
    get(client, "/lite/")
    assert seen == {"here": "/lite/topics/", "there": "/topics/"}


def test_unpublished_and_restricted_pages_are_not_in_the_edition(newsroom, client):
    newsroom.draft("Canary draft")
    later = newsroom.draft("Canary embargo", embargo_until=timezone.now() + timedelta(days=1))
    later.get_latest_revision().publish()
    closed = newsroom.section("en", "Closed", "closed")
    newsroom.story("Canary members", section=closed)
    PageViewRestriction.objects.create(page=closed, restriction_type="password", password="x")
    for path in ("/", "/world/", "/archive/", "/search/?q=canary", "/people/lina-haddad/"):
        html = client.get(f"/lite{path}").content.decode()
        assert "Canary" not in html
    get(client, "/lite/world/canary-draft/", 404)
    get(client, "/lite/world/canary-embargo/", 404)
    asked = client.get("/lite/closed/canary-members/")
    assert "The council voted" not in asked.content.decode()
    assert b'action="/lite/_util/authenticate_with_password/' in asked.content


def test_a_withdrawn_story_gives_its_reason(newsroom, client):
    story = newsroom.story("Council votes")
    withdraw_story(story=story, reason="The documents were forged.", now=timezone.now())
    html = get(client, "/lite/world/council-votes/", 410)
    assert "The documents were forged." in html
    assert 'class="masthead"' not in html


def test_a_long_story_is_complete_in_parts_under_ten_kilobytes(newsroom, client):
    texts = [f"Пункт {number}: " + "порт и город спорят о дамбе " * 12 for number in range(60)]
    newsroom.story("Long read", body=paragraphs(*texts))
    path, said, pages = "/lite/world/long-read/", [], 0
    while path:
        html = get(client, path)
        assert len(html.encode()) < PAGE_BYTES
        page = BeautifulSoup(html, "html.parser")
        said += re.findall(r"Пункт (\d+)", page.get_text())
        assert page.select_one("link[rel=canonical]")["href"] == "http://testserver/world/long-read/"
        assert page.h1.text == "Long read"
        following = page.select_one("a[rel=next]")
        path, pages = following and following["href"], pages + 1
    assert said == [str(number) for number in range(60)]
    assert pages in {5, 6}


@pytest.mark.parametrize("part", ["0", "99", "x", "²", "-1", ""])
def test_an_invalid_part_shows_the_nearest_part(newsroom, client, part):
    newsroom.story("Council votes")
    assert "The council voted" in get(client, f"/lite/world/council-votes/?part={part}")


def test_lists_and_fronts_stay_under_ten_kilobytes(newsroom, client):
    for number in range(22):
        newsroom.story(f"{LONG} {number}", slug=f"the-council-and-the-second-mole-{number}", kicker="Harbour and city")
    for path in ("/", "/world/", "/search/?q=harbour", "/people/lina-haddad/", "/archive/"):
        html = get(client, f"/lite{path}")
        assert len(html.encode()) < PAGE_BYTES, path
    assert get(client, "/lite/world/").count(LONG) == 20
    assert "/lite/world/?before=" in get(client, "/lite/world/")


@pytest.mark.parametrize("path", ["/ar/al-alam/", "/ar/search/?q=порт&sort=newest"])
def test_a_list_of_very_long_headlines_is_cut_between_its_items(newsroom, client, path):
    for number in range(21):
        newsroom.story(f"порт {number:02d} " + "город спорит о дамбе " * 10, code="ar", slug=f"port-{number}")
    numbers, here, pages = [], f"/lite{path}", 0
    while here and pages < 9:
        html = get(client, here)
        assert len(html.encode()) < PAGE_BYTES
        page = BeautifulSoup(html, "html.parser")
        numbers += re.findall(r"порт (\d\d)", page.find("ul").get_text())
        following = page.select_one("a[rel=next]")
        here = following and (following["href"] if "/" in following["href"] else f"/lite/ar/search/{following['href']}")
        pages += 1
    assert sorted(numbers) == [f"{number:02d}" for number in range(21)]
    assert pages >= 3


def test_a_long_front_is_cut_between_its_containers(newsroom, client):
    front = FrontPage.objects.get(locale__language_code="en")
    container = {"rule": "newest", "count": 30, "allow_repeats": True, "pins": []}
    front.containers = blocks(*[("river", container | {"heading": f"River {number}"}) for number in range(4)])
    front.save_revision().publish()
    for number in range(12):
        newsroom.story(f"{LONG} {number}", slug=f"the-council-and-the-second-mole-{number}")
    parts = [get(client, f"/lite/?part={number}") for number in (1, 2)]
    assert [name for name in range(4) if any(f"River {name}" in part for part in parts)] == [0, 1, 2, 3]
    assert all(len(part.encode()) < PAGE_BYTES for part in parts)


def test_a_text_only_page_makes_no_more_queries_than_the_full_page(every_block, client):
    for path in ("/", "/world/", "/world/council-votes/", "/people/", "/search/?q=council"):
        counts = []
        for prefix in ("/lite", ""):
            client.get(f"{prefix}{path}")
            with CaptureQueriesContext(connection) as queries:
                client.get(f"{prefix}{path}")
            counts.append(len(queries))
        assert counts[0] <= counts[1], path


def test_readers_can_choose_consent_in_the_edition(newsroom, client):
    assert words_of(get(client, "/consent/")) == words_of(get(client, "/lite/consent/"))
    answer = client.post("/lite/consent/choose/", {"choice": "none"}, HTTP_SEC_FETCH_SITE="same-origin")
    assert answer.headers["Location"] == "/lite/consent/"


def test_the_edition_has_its_own_tiny_stylesheet(newsroom, client):
    html = get(client, "/lite/")
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', html) == ["/static/core/lite/base.css"]
    sheet = Path(apps.get_app_config("core").path) / "static/core/lite/base.css"
    assert len(sheet.read_bytes()) < 2_000
    assert (
        "max-inline-size: 36rem" not in Client().get(re.search(r'href="(/assets/[^"]+\.css)', get(client, "/"))[1]).text
    )
    assert settings.MIDDLEWARE.index("broadsheet.core.lite.LiteMiddleware") < settings.MIDDLEWARE.index(
        "broadsheet.editions.middleware.EditionLocaleMiddleware"
    )
