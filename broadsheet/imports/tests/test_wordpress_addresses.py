"""Old addresses redirect to the current ones in one step."""

import pytest
from django.utils import timezone

from broadsheet.desk.actions.write_standing_pages import write_standing_pages
from broadsheet.editions.models import Edition
from broadsheet.stories.models import MovedAddress, StandingPage

from .wordpress_exports import attachment, bring_in, export, item


@pytest.fixture
def imported(newsroom, tmp_path):
    posts = [
        item(1, terms=[("category", "rowing", "Rowing"), ("post_tag", "oars", "Oars")]),
        item(2, "<p>A</p><!--nextpage--><p>B</p>", title="Long", slug="long"),
        item(3, kind="page", slug="about", link="https://old.example/company/about/", terms=[]),
        item(4, kind="page", slug="sport", link="https://old.example/sport-page/", terms=[]),
        attachment(7, "2019/05/quay.jpg", parent="1"),
    ]
    return bring_in(export(tmp_path, *posts))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/2019/05/story-1/", "/sport/story-1/"),
        ("/2019/05/story-1", "/sport/story-1/"),
        ("/?p=1", "/sport/story-1/"),
        ("/?p=1&preview=1", "/sport/story-1/"),
        ("/company/about/", "/about/"),
        ("/?page_id=3", "/about/"),
        ("/2019/05/story-2/2/", "/sport/long/"),
        ("/category/sport/", "/sport/"),
        ("/category/sport/rowing/", "/topics/rowing/"),
        ("/?cat=3", "/topics/rowing/"),
        ("/tag/oars/", "/tags/oars/"),
        ("/author/ines/", "/people/ines-okafor/"),
        ("/?author=4", "/people/ines-okafor/"),
        ("/file-7/", "/sport/story-1/"),
        ("/?attachment_id=7", "/sport/story-1/"),
        ("/category/sport/page/3/", "/sport/"),
        ("/2019/05/story-1/feed/", "/sport/story-1/"),
        ("/2019/05/story-1/amp/", "/sport/story-1/"),
        ("/feed/", "/feeds/rss.xml"),
        ("/2019/", "/archive/2019/"),
        ("/2019/05/page/2/", "/archive/2019/5/"),
    ],
)
def test_an_old_address_redirects_to_the_new_one_in_one_step(imported, client, old, new):
    # With --no-pictures the file is left out, but its page still redirects to its story.
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, new)
    assert client.get(new).status_code == 200


def test_a_page_with_the_slug_of_a_section_gets_another_slug(imported, client):
    assert client.get("/sport-page/")["Location"] == "/sport-2/"


def test_there_is_no_redirect_to_a_draft(newsroom, client, tmp_path):
    bring_in(export(tmp_path, item(1, status="private")))
    assert client.get("/2019/05/story-1/").status_code == 404
    assert client.get("/?p=1").status_code == 200


def test_an_address_that_does_not_change_needs_no_rule(newsroom, client, tmp_path):
    bring_in(export(tmp_path, item(1, link="https://old.example/sport/story-1/")))
    assert client.get("/sport/story-1/").status_code == 200
    assert not MovedAddress.objects.filter(old_path="/sport/story-1/").exists()


def test_a_new_section_does_not_take_the_address_of_an_old_post(newsroom, client, tmp_path):
    bring_in(export(tmp_path, item(1, link="https://old.example/sport/")))
    assert client.get("/sport/")["Location"] == "/section-sport/story-1/"


def test_links_between_posts_get_the_new_addresses(newsroom, tmp_path):
    text = '<p><a href="https://old.example/2019/05/story-2/">Next</a> <a href="/?p=2">again</a> <a href="http://old.example/gone/">gone</a></p>'
    done = bring_in(export(tmp_path, item(1, text), item(2)))
    html = done.story(1).body[0].value.source
    assert html.count('href="/sport/story-2/"') == 2
    assert "that were not imported: http://old.example/gone/" in done.notes(1)


def test_a_second_site_with_the_same_addresses_does_not_replace_redirects(newsroom, tmp_path):
    bring_in(export(tmp_path, item(1)))
    done = bring_in(export(tmp_path, item(1, title="Quite another", slug="other", guid="https://old.example/other/")))
    assert done.line(1)["outcome"] == "imported"
    assert "already redirect elsewhere" in done.notes(1)


def test_a_first_draft_gives_its_address_to_an_imported_page(newsroom, client, tmp_path):
    edition = Edition.objects.get(locale__language_code="en")
    write_standing_pages(edition=edition, now=timezone.now())
    posts = [item(3, kind="page", slug="about", link="https://old.example/about/", terms=[])]
    for _time in range(2):
        bring_in(export(tmp_path, *posts))
    assert client.get("/about/").status_code == 200
    slugs = set(StandingPage.objects.filter(locale__language_code="en").values_list("slug", flat=True))
    assert {"about", "about-draft"} <= slugs
    assert "about-draft-2" not in slugs
