"""The first standing pages of a new edition."""

import re

import pytest
from django.conf import settings
from django.utils import timezone

from broadsheet.desk.actions.add_edition import add_edition
from broadsheet.desk.actions.write_standing_pages import TEXTS, write_standing_pages
from broadsheet.editions.models import Edition
from broadsheet.events.readiness import NotReadyToPublish
from broadsheet.stories.models import StandingPage, StandingPurpose
from tests.newsroom import paragraphs

PURPOSES = [purpose for purpose in StandingPurpose if purpose != StandingPurpose.OTHER]
GAP = re.compile(r"⟦[^⟧]+⟧")


@pytest.fixture
def newsroom(newsroom):
    """With the first drafts of standing pages, as in a new edition."""
    for edition in Edition.objects.all():
        write_standing_pages(edition=edition, now=timezone.now())
    return newsroom


def test_an_edition_gets_one_draft_for_each_purpose(db):
    for _time in range(2):
        add_edition(code="de", paper_name="Kurier & Söhne", now=timezone.now())
    pages = StandingPage.objects.filter(locale__language_code="de")
    assert sorted(page.purpose for page in pages) == sorted(PURPOSES)
    assert not any(page.live for page in pages)
    about = pages.get(purpose="about")
    assert about.title == "Über die Zeitung"
    assert "Kurier & Söhne" in about.standfirst
    assert "Kurier & Söhne" in about.body_text()
    assert "{" not in "".join(page.title + page.standfirst + str(page.body) for page in pages)


def test_pages_of_one_purpose_are_translations_of_one_another(newsroom):
    keys = {page.purpose: set() for page in StandingPage.objects.all()}
    for page in StandingPage.objects.all():
        keys[page.purpose].add(page.translation_key)
    assert all(len(found_keys) == 1 for found_keys in keys.values())
    assert len({key for found_keys in keys.values() for key in found_keys}) == len(PURPOSES)


def test_a_page_with_a_gap_is_refused_with_a_message_that_names_the_gap(newsroom):
    page = StandingPage.objects.get(locale__language_code="en", purpose="contact")
    with pytest.raises(NotReadyToPublish) as refusal:
        page.save_revision().publish()
    assert "⟦This is a draft." in refusal.value.sentence()
    page.body = paragraphs("Write to us [by post] at ⟦address⟧.")
    with pytest.raises(NotReadyToPublish) as refusal:
        page.save_revision().publish()
    assert refusal.value.sentence() == "A gap is still open: ⟦address⟧ Fill it in, or delete it."


def test_a_page_without_gaps_can_be_published_and_is_in_the_footer(newsroom, client):
    page = StandingPage.objects.get(locale__language_code="en", purpose="contact")
    page.body = paragraphs("Write to us [by post].")
    page.save_revision().publish()
    assert '<a href="/contact/">Contact</a>' in client.get("/").content.decode()
    assert "Write to us [by post]." in client.get("/contact/").content.decode()


def test_the_links_of_a_draft_stay_in_its_edition(newsroom):
    body = str(StandingPage.objects.get(locale__language_code="ar", purpose="privacy").body)
    assert 'href="/ar/consent/"' in body
    assert 'href="/consent/"' not in body


def test_the_newsroom_shows_waiting_drafts_to_people_of_their_edition(newsroom, client):
    client.force_login(newsroom.user("publisher", "fr"))
    html = client.get("/admin/").content.decode()
    assert "7 pages about the paper wait as drafts" in html
    assert "Politique de confidentialité" in html
    assert "Privacy policy" not in html


@pytest.mark.parametrize("code", [edition.code for edition in settings.EDITION_LANGUAGES])
def test_every_language_has_every_text_with_the_same_parts(code):
    for purpose in PURPOSES:
        own, english = ((TEXTS / language / f"{purpose}.md").read_text("utf-8") for language in (code, "en"))
        for part in (r"^# ", r"^## ", r"^- ", r"{front}\w+/"):
            assert len(re.findall(part, own, re.MULTILINE)) == len(re.findall(part, english, re.MULTILINE)), (
                purpose,
                part,
            )
        assert len(GAP.findall(own)) == len(GAP.findall(english)), purpose
    assert GAP.fullmatch((TEXTS / code / "notice.md").read_text("utf-8").strip())
