"""Editions are of equal rank."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from broadsheet.core import formats
from broadsheet.desk.actions.add_edition import add_edition
from broadsheet.editions.models import Edition

MOMENT = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "language", "direction"),
    [("/", "en", "ltr"), ("/ar/", "ar", "rtl"), ("/fr/", "fr", "ltr"), ("/ar/al-alam/", "ar", "rtl")],
)
def test_every_page_says_its_language_and_direction(newsroom, client, path, language, direction):
    assert f'<html lang="{language}" dir="{direction}">' in client.get(path).content.decode()


def test_the_default_edition_has_no_prefix_whatever_the_browser_prefers(newsroom, client):
    response = client.get("/", headers={"Accept-Language": "ar"})
    assert '<html lang="en"' in response.content.decode()


def test_the_switcher_leads_to_the_other_front_where_a_story_has_no_translation(newsroom, client):
    newsroom.story("Council votes")
    html = client.get("/world/council-votes/").content.decode()
    assert '<a href="/ar/" lang="ar" dir="rtl" hreflang="ar">العربية</a>' in html
    assert 'rel="alternate" hreflang' not in html


def test_fronts_are_linked_by_hreflang_with_a_default(newsroom, client):
    html = client.get("/ar/").content.decode()
    for code, path in (("en", "/"), ("ar", "/ar/"), ("fr", "/fr/"), ("x-default", "/")):
        assert f'<link rel="alternate" hreflang="{code}" href="http://testserver{path}">' in html


def test_a_closed_edition_is_not_offered(newsroom, client):
    Edition.objects.filter(locale__language_code="ar").update(is_open=False)
    html = client.get("/").content.decode()
    assert "العربية" not in html
    assert 'hreflang="ar"' not in html


@pytest.mark.parametrize(
    ("code", "digits", "words"),
    [
        ("en", "latn", "22 November 2026, 14:05"),
        ("de", "latn", "22. November 2026, 14:05"),
        ("fr", "latn", "22 novembre 2026, 14:05"),
        ("es", "latn", "22 de noviembre de 2026, 14:05"),
        ("ru", "latn", "22 ноября 2026\u202fг., 14:05"),
        ("ar", "latn", "22 نوفمبر 2026، 14:05"),
        ("ar", "arab", "٢٢ نوفمبر ٢٠٢٦، ١٤:٠٥"),
    ],
)
def test_dates_are_written_in_the_editions_language_zone_and_digits(newsroom, code, digits, words):
    edition = Edition(
        locale=type(newsroom.sections["en"].locale)(language_code=code), time_zone="Europe/Athens", digits=digits
    )
    assert formats.minute(MOMENT, edition).replace("\u202f", " ") == words.replace("\u202f", " ").replace("\xa0", " ")


def test_adding_an_edition_twice_changes_nothing(newsroom):
    before = Edition.objects.get(locale__language_code="ar")
    again = add_edition(code="ar", paper_name="Another name", now=timezone.now())
    assert (again.pk, again.paper_name) == (before.pk, "Courier ar")


def test_an_edition_that_is_not_in_the_settings_is_refused_with_what_to_do(db):
    with pytest.raises(ValidationError, match="is not in BROADSHEET_EDITIONS .* Add it there first"):
        add_edition(code="it", paper_name="Corriere", now=timezone.now())
