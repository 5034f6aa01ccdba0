"""What is hidden is hidden everywhere: with it and without it, nobody sees a difference.

A fresh render shares a leak with a stored page, so the two are not held against each other: every exit is read before the
hidden thing is made and after it, and must be the same, byte and header.
"""

import re
from datetime import UTC, datetime
from difflib import unified_diff

import pytest
import time_machine

from broadsheet.editions.models import Edition
from broadsheet.stories.models import Article, Topic
from tests.newsroom import blocks

from .exits import EDITIONS, EXITS, NO_CONTENT, SLUG, WORD, addresses, patterns
from .hidden import HIDDEN, an_unpublished_section_with_a_live_story, published

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
# What the address that was asked for puts into the page itself, or a moment.
_CHANGING = {"Set-Cookie", "Date", "Expires"}


@pytest.fixture
def paper(newsroom):
    """The small newsroom at noon, with a public story in two editions."""
    with time_machine.travel(NOON, tick=False):
        story = newsroom.draft("Council votes", body=blocks(("paragraph", "<p>The council voted.</p>")))
        story.topics = [Topic.objects.create(locale=story.locale, name="Harbour", slug="harbour")]
        story.tags.add("harbour")
        story.save_revision().publish()
        newsroom.story("Conseil", code="fr", slug="conseil")
        newsroom.story("المجلس", code="ar", slug="council")
        yield newsroom


def read(client, paths):
    answers = {}
    for path in paths:
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        headers = {name: value for name, value in response.items() if name not in _CHANGING}
        answers[path] = (response.status_code, headers, body.decode("utf-8", "replace"))
    return answers


_WITHOUT = {}  # editions -> their exits with nothing hidden, which are the same for every test


def without(client, editions):
    if editions not in _WITHOUT:
        read(client, ["/", "/ar/", "/fr/"])  # Wagtail makes rows of settings at the first look
        _WITHOUT[editions] = read(client, paths_for(editions))
    return _WITHOUT[editions]


def difference(before, after):
    return "\n".join(
        unified_diff(
            *(f"{status}\n{headers}\n{body}".splitlines() for status, headers, body in (before, after)),
            n=0,
            lineterm="",
        )
    )[:3000]


def paths_for(editions):
    prefixes = tuple(
        f"{lite}{EDITIONS[code]}/"
        for code in EDITIONS
        if code not in editions.split()
        for lite in ("", "/lite")
        if EDITIONS[code]
    )
    return [
        path
        for path in addresses()
        if not path.startswith(prefixes)
        and not any(f"/{code}-" in path for code in EDITIONS if code not in editions.split())
    ]


@pytest.mark.parametrize(("hide", "editions", "own"), HIDDEN, ids=[row[0].__name__ for row in HIDDEN])
def test_with_it_and_without_it_every_exit_is_the_same(paper, client, hide, editions, own):
    paths = paths_for(editions)
    before = without(client, editions)
    hidden = hide(paper)
    after = read(client, paths)
    for path in paths:
        if path in {own_path for address in own.split() for own_path in (address, f"/lite{address}")}:
            assert after[path][0] in {200, 301, 302, 410} and WORD not in after[path][2], path
        elif own and "atom.xml" in path:  # that something went is told there, and no more (RFC 6721)
            assert WORD.lower() not in after[path][2].lower().replace(f"/people/{SLUG}/", ""), path
        else:
            assert after[path] == before[path], f"{path}\n{difference(before[path], after[path])}"
    for file in hidden.files:
        assert client.get(file).status_code == 404, file


def test_the_word_is_seen_where_the_story_is_public(paper, client):
    """Or the test above could not fail."""
    hidden = published(paper)[1]
    seen = read(client, paths_for("en"))
    silent = [path for path, (status, _, body) in seen.items() if status == 200 and WORD not in body]
    assert seen[f"/world/{SLUG}/"][0] == seen[f"/people/{SLUG}/"][0] == seen[f"/topics/{SLUG}/"][0] == 200
    assert not {
        "/",
        "/world/",
        "/topics/",
        "/people/",
        "/feeds/",
        "/feeds/rss.xml",
        "/feeds/atom.xml",
        "/feeds/feed.json",
    } & set(silent)
    assert not {f"/search/?q={SLUG}", "/archive/2026/6/1/", "/lite/", "/lite/world/"} & set(silent)
    assert SLUG in seen["/sitemap-news.xml"][2] and SLUG in seen["/sitemaps/en-stories-0.xml"][2]
    for file in hidden.files:
        assert client.get(file).status_code == 200, file


def test_a_section_that_is_not_published_is_named_nowhere(paper, client):
    an_unpublished_section_with_a_live_story(paper)
    for path, (_, _, body) in read(client, paths_for("en ar")).items():
        assert WORD not in body, path
    assert client.get("/ar/al-alam/council/").status_code == 200


def test_a_closed_edition_is_as_one_that_the_paper_does_not_have(paper, client):
    Edition.objects.filter(locale__language_code="fr").update(is_open=False)
    Article.objects.get(slug="conseil").delete()
    paths = [path for path in paths_for("en ar") if "/fr" not in path and "fr-" not in path]
    before = read(client, paths)
    hidden = published(paper, code="fr")[1]
    after = read(client, paths)
    assert {path: difference(before[path], after[path]) for path in paths if before[path] != after[path]} == {}
    for path in [address for address in addresses() if address.removeprefix("/lite").startswith("/fr/")]:
        response, absent = client.get(path), client.get(path.replace("/fr/", "/xx/", 1))
        assert response.status_code == 404, path
        bodies = [answer.content.decode().replace("/fr/", "/xx/") for answer in (absent, response)]
        assert bodies[0] == bodies[1], (
            f"{path}\n{difference(*((answer.status_code, {}, body) for answer, body in zip((absent, response), bodies, strict=True)))}"
        )
        assert dict(response.items()) == dict(absent.items()), path
    for path in ("/sitemaps/fr-stories-0.xml", "/sitemaps/fr-pages.xml", *hidden.files):
        assert client.get(path).status_code == 404, path


def test_the_newsroom_sees_a_closed_edition_and_no_cache_keeps_it(paper, client):
    Edition.objects.filter(locale__language_code="fr").update(is_open=False)
    client.force_login(paper.user("reporter"))
    response = client.get("/fr/monde/conseil/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_an_address_where_something_hidden_stands_answers_as_one_where_nothing_does(paper, client):
    HIDDEN[0][0](paper)
    hidden, absent = client.get(f"/world/{SLUG}/"), client.get("/world/zimbabwe/")
    assert hidden.content == absent.content.replace(b"zimbabwe", SLUG.encode())
    assert dict(hidden.items()) == dict(absent.items())


def test_every_public_address_has_its_row():
    assert set(patterns()) == set(EXITS) - {""} | NO_CONTENT


def test_no_two_states_are_the_same():
    assert len({row[0] for row in HIDDEN}) == len(HIDDEN)
    assert all(re.fullmatch(r"[a-z]{2}( [a-z]{2})*", row[1]) for row in HIDDEN)
