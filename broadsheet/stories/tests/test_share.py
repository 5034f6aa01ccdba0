"""Sharing a story: plain links, and the form for a Mastodon server."""

import re
from html import unescape
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from django.contrib.auth import get_user_model

from broadsheet.stories.models import ShareService, Sharing
from tests.newsroom import paragraphs

OWN = {"Sec-Fetch-Site": "same-origin"}
EVERY = [str(service) for service in ShareService]


def links_of(client, path="/world/council-votes/"):
    html = client.get(path).content.decode()
    bar = re.search(r"<section class=\"share\".*?</section>", html, re.DOTALL)[0]
    links = re.findall(r'<a href="([^"]*)"([^>]*)>([^<]+)</a>', bar)
    return {name: (unescape(href), rest) for href, rest, name in links}


@pytest.fixture
def every_service(newsroom):
    sharing = Sharing.load()
    sharing.services = EVERY
    sharing.save()
    return newsroom


def test_each_service_gets_the_full_address_and_the_headline_for_sharing(every_service, client):
    every_service.story("Council votes", social_headline='50% & more: "yes", they said')
    links = links_of(client)
    assert len(links) == len(EVERY) + 1
    for name, (href, rest) in links.items():
        if name in {"E-mail", "Mastodon"}:
            continue
        said = [value for values in parse_qs(urlsplit(href).query).values() for value in values]
        assert any("http://testserver/world/council-votes/" in text for text in said), name
        assert href.startswith("https://")
        assert "noopener" in rest
        if name not in {"Facebook", "LinkedIn"}:
            assert any('50% & more: "yes", they said' in text for text in said), name


def test_the_mail_has_the_headline_as_its_subject_and_the_address_in_its_body(newsroom, client):
    newsroom.story("Tea & cake", slug="tea")
    href, _rest = links_of(client, "/world/tea/")["E-mail"]
    assert href.startswith("mailto:?subject=Tea%20%26%20cake&body=")
    assert unquote(href).endswith("http://testserver/world/tea/")


def test_only_the_chosen_services_are_offered_in_the_publishers_order(newsroom, client):
    newsroom.story("Council votes")
    sharing = Sharing.load()
    sharing.services = ["vk", "bluesky", "no-such-service"]
    sharing.quotes = False
    sharing.save()
    assert list(links_of(client)) == ["E-mail", "VK", "Bluesky"]
    assert "data-quote-share" not in client.get("/world/council-votes/").content.decode()


def test_an_arabic_story_is_shared_by_its_own_address(newsroom, client):
    newsroom.story("المجلس يصوت", code="ar", slug="majlis")
    href, _rest = links_of(client, "/ar/al-alam/majlis/")["Telegram"]
    assert quote("http://testserver/ar/al-alam/majlis/", safe="") in href


def test_the_publisher_sees_which_services_are_chosen(newsroom, client):
    client.force_login(get_user_model().objects.create_superuser("boss", "", "secret"))
    html = client.get("/admin/settings/stories/sharing/", follow=True).content.decode()
    ticked = re.findall(r'name="services" value="(\w+)"[^>]*checked', html)
    assert sorted(ticked) == ["bluesky", "facebook", "telegram", "whatsapp"]


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("mastodon.example.org", "mastodon.example.org"),
        ("@me@social.example.org", "social.example.org"),
        ("https://Social.Example.org/@me", "social.example.org"),
        ("müsli.example.de", "xn--msli-0ra.example.de"),
    ],
)
def test_a_reader_is_redirected_to_their_own_server(every_service, client, written, host):
    story = every_service.story("Council votes")
    response = client.post(f"/share/mastodon/?story={story.pk}", {"server": written}, headers=OWN)
    assert response.status_code == 303
    target = urlsplit(response["Location"])
    assert (target.scheme, target.netloc, target.path) == ("https", host, "/share")
    assert parse_qs(target.query)["text"] == ["Council votes\n\nhttp://testserver/world/council-votes/"]
    assert not response.cookies


@pytest.mark.parametrize(
    "written",
    [
        "",
        "127.0.0.1",
        "localhost",
        "[::1]",
        "intranet",
        "router.local",
        "a b.example.org",
        "example.org:8443",
        "x.internal",
    ],
)
def test_anything_but_the_public_name_of_a_server_is_refused(every_service, client, written):
    story = every_service.story("Council votes")
    response = client.post(f"/share/mastodon/?story={story.pk}", {"server": written}, headers=OWN)
    assert response.status_code == 400
    assert "is not the name of a server" in response.content.decode()


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}]
)
def test_a_form_from_another_site_is_not_redirected(every_service, client, headers):
    story = every_service.story("Council votes")
    answer = client.post(f"/share/mastodon/?story={story.pk}", {"server": "evil.example.org"}, headers=headers)
    assert answer.status_code == 403


def test_the_form_quotes_only_text_of_the_story(every_service, client):
    story = every_service.story("Council votes", body=paragraphs("The council voted on Tuesday."))
    path = f"/share/mastodon/?story={story.pk}&quote="
    assert "“The council voted”" in client.get(path + "The%20council%20voted").content.decode()
    assert "was bribed" not in client.get(path + "The%20council%20was%20bribed").content.decode()


def test_the_form_does_not_exist_for_drafts(every_service, client):
    draft = every_service.draft("Council votes")
    for number in (draft.pk, 0, "x", "9" * 40, ""):
        assert client.get(f"/share/mastodon/?story={number}").status_code == 404
