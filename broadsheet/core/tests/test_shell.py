"""The shell of every page."""

import re

import pytest

from broadsheet.core import assets


def test_the_stylesheet_and_the_script_are_cached_for_a_year_under_a_name_with_their_digest(newsroom, client):
    html = client.get("/").content.decode()
    for pattern in (r'href="(/assets/[0-9a-f]{16}/site\.css)"', r'src="(/assets/[0-9a-f]{16}/site\.js)"'):
        url = re.search(pattern, html)[1]
        response = client.get(url, headers={"Accept-Encoding": "br"})
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["Content-Encoding"] == "br"
        assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_an_asset_under_an_old_name_is_not_found(client, db):
    assert client.get("/assets/0000000000000000/site.css").status_code == 404
    assert client.get("/assets/0000000000000000/other.css").status_code == 404


def test_script_stays_within_its_budget():
    assert len(assets.bundle("site.js").gzipped) <= 12_000


def test_a_public_page_runs_nothing_inline_and_loads_nothing_from_others(newsroom, client):
    newsroom.story("Council votes")
    response = client.get("/world/council-votes/")
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    html = response.content.decode()
    html = re.sub(r'<script type="application/ld\+json">.*?</script>', "", html)  # data, which no browser runs
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", html)
    html = re.sub(r"<a [^>]*>", "", html)  # a link loads nothing before a click
    assert not re.search(r'(?:src|srcset|href)="https?://(?!testserver)', html)


def test_reading_sets_no_cookie(newsroom, client):
    newsroom.story("Council votes")
    for path in ("/", "/world/", "/world/council-votes/", "/ar/"):
        assert not client.get(path).cookies


@pytest.mark.parametrize(
    ("path", "words"), [("/nothing-here/", "There is nothing at this address"), ("/ar/nothing-here/", "")]
)
def test_the_not_found_page_has_the_edition_s_language_and_masthead(newsroom, client, path, words):
    response = client.get(path)
    assert response.status_code == 404
    html = response.content.decode()
    assert words in html
    assert 'class="masthead"' in html


def test_the_gallery_shows_every_component_in_both_directions(newsroom, client):
    response = client.get("/gallery/")
    html = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    for name in ("stories/card", "fronts/lead_package", "core/pager"):
        assert name in html
    assert html.count('<div lang="ar" dir="rtl">') == html.count('<div lang="en" dir="ltr">') > 10


def test_health_says_whether_the_database_answers(client, db):
    assert client.get("/health/").json() == {"database": "ok"}
