"""Links with which somebody without an account reads a draft, opened anonymously."""

import re
from datetime import timedelta

import lxml.html
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from broadsheet.desk.models import PreviewLink
from broadsheet.desk.preview_link_token import address_of
from broadsheet.events import clock
from broadsheet.fronts.models import FrontPage
from broadsheet.stories.actions.withdraw_story import withdraw_story
from broadsheet.stories.models import Article, StandingPage
from tests.newsroom import paragraphs

from .preview_links import CANARY, is_for_nobody_else, leads_nowhere, link_to, shown


# --- reading ----------------------------------------------------------------------------------------
def test_a_visitor_without_an_account_reads_the_newest_draft(newsroom, editor, nobody):
    draft = newsroom.draft(f"Council and {CANARY}", standfirst="Not before Friday.")
    path = link_to(editor, draft)
    response = nobody.get(path)
    html = response.content.decode()
    assert response.status_code == 200
    assert is_for_nobody_else(response)
    assert f'<h1 class="story__headline">Council and {CANARY}</h1>' in html
    assert "Draft. Not published." in html
    draft.title = "Another headline"
    draft.save_revision()
    assert "Another headline" in nobody.get(path).content.decode()


def test_a_draft_has_no_metadata_sharing_or_other_public_parts(newsroom, editor, nobody):
    path = link_to(editor, newsroom.draft())
    html = nobody.get(path).content.decode()
    for piece in (
        'rel="canonical"',
        "og:",
        "ld+json",
        'class="share',
        "data-consent",
        'rel="alternate" hreflang',
        "/lite/",
    ):
        assert piece not in html, piece
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize(
    ("code", "direction", "words", "until"),
    [
        ("ar", "rtl", "مسودة. لم تُنشر.", "25 نوفمبر 2026، 16:30"),
        ("fr", "ltr", "Brouillon. Non publié.", "25 novembre 2026, 16:30"),
    ],
)
def test_the_draft_is_in_the_language_and_the_zone_of_its_edition(
    newsroom, nobody, admin_client, time_machine, code, direction, words, until
):
    draft = newsroom.draft("Bonjour", code=code)
    time_machine.move_to("2026-11-24T14:30:00+00:00")  # Athens is two hours ahead
    response = nobody.get(link_to(admin_client, draft), headers={"accept-language": "en"})
    html = response.content.decode()
    assert f'<html lang="{code}" dir="{direction}">' in html
    assert response.headers["Content-Language"] == code
    assert words in html
    assert until in re.sub("<[^>]+>", "", html)
    assert f"Courier {code}" in html


def test_standing_pages_and_restricted_pages_can_be_read_by_link(newsroom, nobody, admin_client):
    world = newsroom.sections["en"]
    PageViewRestriction.objects.create(page=world, restriction_type=PageViewRestriction.LOGIN)
    assert nobody.get(link_to(admin_client, newsroom.draft("Behind a door"))).status_code == 200
    about = StandingPage(
        title="About us", slug="about", locale=world.locale, live=False, body=paragraphs("We are few.")
    )
    FrontPage.objects.get(locale=world.locale).add_child(instance=about)
    about.save_revision()
    assert "We are few." in nobody.get(link_to(admin_client, about)).content.decode()


def test_signed_in_users_see_the_same_as_anonymous_visitors(newsroom, editor, nobody):
    path = link_to(editor, newsroom.draft())
    assert editor.get(path).content == nobody.get(path).content
    assert "Vary" not in nobody.get(path).headers or "Cookie" not in nobody.get(path).headers["Vary"]


def test_the_link_shows_changes_of_a_live_story_and_redirects_once_they_are_published(newsroom, editor, nobody):
    story = newsroom.story("Council votes")
    path = link_to(editor, story)
    response = nobody.get(path)
    assert (response.status_code, response.headers["Location"]) == (302, "/world/council-votes/")
    assert is_for_nobody_else(response)
    assert not response.cookies
    story.title = "Council votes again"
    revision = story.save_revision()
    assert "Council votes again" in nobody.get(path).content.decode()
    revision.publish()
    assert nobody.get(path).status_code == 302


# --- ending -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("lifetime", "minutes"), [("hour", 60), ("day", 24 * 60), ("week", 7 * 24 * 60)])
def test_a_link_works_until_it_ends_and_not_after(newsroom, editor, nobody, time_machine, lifetime, minutes):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    path = link_to(editor, newsroom.draft(f"About {CANARY}"), lifetime)
    time_machine.move_to(now + timedelta(minutes=minutes, seconds=-1), tick=False)
    assert nobody.get(path).status_code == 200
    time_machine.move_to(now + timedelta(minutes=minutes), tick=False)
    leads_nowhere(nobody.get(path))


def test_every_link_that_does_not_work_gets_the_same_answer(newsroom, editor, nobody, time_machine):
    draft = newsroom.draft(f"About {CANARY}")
    ended, expired, good, gone = (link_to(editor, draft, lifetime) for lifetime in ("day", "hour", "week", "week"))
    editor.post(reverse("desk:end_preview_link", args=[PreviewLink.objects.order_by("pk").first().pk]))
    PreviewLink.objects.order_by("pk").last().delete()
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    key, _, signature = good.removeprefix("/preview/").rstrip("/").partition(".")
    other_key = expired.removeprefix("/preview/").partition(".")[0]
    answers = {
        leads_nowhere(nobody.get(path))
        for path in (
            ended, expired, gone, f"/preview/{key}.{signature[:-1]}/", f"/preview/{other_key}.{signature}/",
            f"/preview/{key}/", f"/preview/{key}./", "/preview/", "/preview/x/", "/preview/../", f"{good}more/",
            f"/preview/{key}.{signature[::-1]}/", "/preview/%00/", "/preview/?p=12", f"/preview/{key}:{signature}/",
        )
    }  # fmt: skip
    assert len(answers) == 1
    assert nobody.get(good).status_code == 200


def test_the_page_of_an_ended_link_is_in_the_browsers_language(newsroom, nobody):
    html = nobody.get("/preview/x/", headers={"accept-language": "ar, en;q=0.5"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert "لم يعد هذا الرابط يعمل" in html
    assert "/preview/" not in html


def test_a_link_ends_at_once_by_the_button(newsroom, editor, nobody):
    draft = newsroom.draft(f"About {CANARY}")
    path = link_to(editor, draft)
    html = shown(editor, draft)[1]
    form = next(candidate for candidate in lxml.html.fromstring(html).forms if candidate.action.endswith("/end/"))
    assert editor.post(form.action).status_code == 302
    leads_nowhere(nobody.get(path))
    assert shown(editor, draft)[0] == []
    link = PreviewLink.objects.get()
    assert link.ended_by.username == "editor-en"
    first_end = link.ended_at
    editor.post(form.action)
    assert PreviewLink.objects.get().ended_at == first_end


def test_a_link_ends_with_its_makers_account_or_right_to_edit(newsroom, editor, nobody):
    path = link_to(editor, newsroom.draft(f"About {CANARY}"))
    user = get_user_model().objects.get(username="editor-en")
    groups = list(user.groups.all())
    user.groups.clear()
    leads_nowhere(nobody.get(path))
    user.groups.set(groups)
    assert nobody.get(path).status_code == 200
    user.is_active = False
    user.save()
    leads_nowhere(nobody.get(path))
    user.delete()
    leads_nowhere(nobody.get(path))


def test_withdrawing_or_deleting_a_story_ends_its_links(newsroom, editor, nobody):
    story = newsroom.story(f"About {CANARY}")
    story.title = f"More about {CANARY}"
    story.save_revision()
    path = link_to(editor, story)
    assert nobody.get(path).status_code == 200
    withdraw_story(story=story, reason="A court said so.", now=timezone.now())
    leads_nowhere(nobody.get(path))
    path = link_to(editor, story)
    assert nobody.get(path).status_code == 200
    Article.objects.get(pk=story.pk).delete()
    leads_nowhere(nobody.get(path))


def test_the_clock_deletes_links_that_ended_thirty_days_ago(newsroom, editor, time_machine):
    link_to(editor, newsroom.draft(), "hour")
    ends_at = PreviewLink.objects.get().ends_at
    clock.tick(now=ends_at + timedelta(days=30, seconds=-1))
    assert PreviewLink.objects.count() == 1
    clock.tick(now=ends_at + timedelta(days=30))
    assert PreviewLink.objects.count() == 0


# --- what is not revealed ----------------------------------------------------------------------------
def test_neither_the_draft_nor_the_token_is_on_any_public_page(newsroom, editor, nobody):
    newsroom.story("Council votes")
    draft = newsroom.draft(f"About {CANARY}", standfirst=f"{CANARY} again.")
    path = link_to(editor, draft)
    token, key = path.split("/")[2], path.split("/")[2].partition(".")[0]
    html = nobody.get(path).content.decode()
    assert CANARY in html
    assert token not in html and key not in html
    for address in (
        "/", "/world/", "/world/council-votes/", f"/world/{draft.slug}/", "/archive/", "/people/lina-haddad/", "/sitemap.xml",
        "/sitemap-news.xml", "/feeds/rss.xml", "/search/?q=" + CANARY, "/lite/", "/lite" + path, "/robots.txt", "/preview/",
    ):  # fmt: skip
        for reader in (Client(), nobody):  # a browser with the link sees the public pages as everybody does
            answer = reader.get(address).content.decode().replace(f"“{CANARY}”", "").replace(f'value="{CANARY}"', "")
            assert key not in answer.replace(path, "") or address == "/lite" + path, address
            assert f"About {CANARY}" not in answer, address
            assert f"{CANARY} again" not in answer, address


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_other_methods_are_refused_with_the_same_headers(newsroom, editor, method):
    path = link_to(editor, newsroom.draft())
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert response.status_code in {403, 405}
    assert is_for_nobody_else(response)


def test_an_error_during_rendering_has_the_same_headers(newsroom, editor, nobody, monkeypatch):
    path = link_to(editor, newsroom.draft())
    monkeypatch.setattr(Article, "get_context", lambda *_args, **_named: 1 / 0)
    nobody.raise_request_exception = False
    response = nobody.get(path)
    assert response.status_code == 500
    assert is_for_nobody_else(response)


def test_head_and_an_address_without_its_last_slash_are_answered(newsroom, editor, nobody):
    path = link_to(editor, newsroom.draft())
    assert nobody.head(path).status_code == 200
    assert nobody.get(path.rstrip("/")).status_code == 200


def test_the_address_is_the_same_for_every_host(newsroom, editor):
    draft = newsroom.draft()
    path = link_to(editor, draft)
    assert address_of(PreviewLink.objects.get()) == f"http://testserver{path}"
