"""Consent as a reader's browser and a publisher see it: the question, the cookie, the log."""

import csv
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from broadsheet.events.clock import tick
from broadsheet.readers.actions.record_consent import record_consent
from broadsheet.readers.command import run
from broadsheet.readers.models import ConsentRecord, Privacy

OWN = {"Sec-Fetch-Site": "same-origin"}
MATOMO = {"analytics": "matomo", "analytics_address": "https://stats.example.org/", "analytics_site": "3"}


def turn_on(**fields):
    privacy = Privacy.load()
    for name, value in fields.items():
        setattr(privacy, name, value)
    privacy.full_clean()
    privacy.save()
    return privacy


def choose(client, privacy, path="/consent/choose/", headers=OWN, **sent):
    return client.post(path, {"version": privacy.version, **sent}, headers=headers)


def sources(response, directive):
    directives = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    return directives[directive].split(" ")


def test_a_site_without_outside_services_asks_nobody_and_says_so(newsroom, client):
    response = client.get("/")
    html = response.content.decode()
    assert "data-consent" not in html
    assert '<a href="/consent/">Privacy choices</a>' in html
    assert "There is nothing to choose" in client.get("/consent/").content.decode()
    assert sources(response, "script-src") == ["'self'"]
    assert sources(response, "frame-src") == ["'self'", "https://www.youtube-nocookie.com", "https://player.vimeo.com"]
    assert not client.post("/consent/choose/", {"choice": "all"}, headers=OWN).cookies["consent"].value
    assert not ConsentRecord.objects.exists()


def test_every_reader_gets_the_same_page_whatever_they_chose(newsroom, client):
    privacy = turn_on(media=["youtube"], **MATOMO)
    first = client.get("/").content
    assert b"data-consent=" in first
    assert not client.get("/").cookies
    choose(client, privacy, choice="all")
    assert client.get("/").content == first


def test_the_browser_may_load_from_the_turned_on_services_and_nothing_else(newsroom, client):
    turn_on(**MATOMO)
    response = client.get("/")
    for directive in ("script-src", "connect-src", "img-src"):
        assert "https://stats.example.org" in sources(response, directive)
    assert sources(response, "style-src") == ["'self'"]
    turn_on(analytics="google", analytics_address="", analytics_site="G-ABCD1234")
    response = client.get("/ar/")
    assert sources(response, "script-src") == ["'self'", "https://www.googletagmanager.com"]
    assert "stats.example.org" not in response["Content-Security-Policy"]
    assert sources(client.get("/robots.txt"), "script-src") == ["'self'"]


@pytest.mark.parametrize(
    ("sent", "agreed", "refused"),
    [
        ({"choice": "all"}, "media measurement", ""),
        ({"choice": "none", "media": "on"}, "", "media measurement"),
        ({"choice": "some", "media": "on"}, "media", "measurement"),
        ({"choice": "some", "marketing": "on"}, "", "media measurement"),
    ],
)
def test_a_choice_is_logged_by_purpose_under_a_random_number_and_an_hour(newsroom, client, sent, agreed, refused):
    privacy = turn_on(media=["youtube", "vimeo"], **MATOMO)
    response = choose(client, privacy, "/ar/consent/choose/", **sent)
    assert (response.status_code, response["Location"]) == (303, "/ar/consent/")
    record = ConsentRecord.objects.get()
    assert (record.agreed, record.refused, record.edition) == (agreed, refused, "ar")
    assert (
        record.providers == "YouTube (www.youtube-nocookie.com), Vimeo (player.vimeo.com), Matomo (stats.example.org)"
    )
    assert (record.made_at.minute, record.made_at.second, record.made_at.microsecond) == (0, 0, 0)
    cookie = response.cookies["consent"]
    assert cookie.value == f"{privacy.version}.{agreed.replace(' ', '-') or 'none'}.{record.receipt}"
    assert (cookie["samesite"], cookie["max-age"], cookie["path"]) == ("Lax", 182 * 86_400, "/")
    fields = {field.name for field in ConsentRecord._meta.get_fields()}
    assert fields == {"id", "receipt", "agreed", "refused", "providers", "version", "edition", "made_at"}


def test_the_page_of_choices_ticks_nothing_until_the_reader_has_agreed_to_it(newsroom, client):
    privacy = turn_on(media=["vimeo"], **MATOMO)
    assert " checked" not in client.get("/consent/").content.decode()
    choose(client, privacy, choice="some", measurement="on")
    response = client.get("/consent/")
    assert re.findall(r'name="(\w+)" value="on" checked', response.content.decode()) == ["measurement"]
    assert "no-store" in response["Cache-Control"]
    choose(client, privacy, choice="none")
    html = client.get("/consent/").content.decode()
    assert "You refused everything" in html
    assert " checked" not in html
    assert ConsentRecord.objects.values("receipt").distinct().count() == 2


def test_when_the_services_change_the_question_is_asked_again(newsroom, client):
    privacy = turn_on(media=["vimeo"])
    choose(client, privacy, choice="all")
    new = turn_on(media=["vimeo", "youtube"])
    assert new.version != privacy.version
    assert "You have not chosen yet" in client.get("/consent/").content.decode()
    stale = client.post(
        "/consent/choose/", {"version": privacy.version, "choice": "all"}, headers=OWN | {"Accept": "application/json"}
    )
    assert stale.status_code == 409
    assert ConsentRecord.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_nobody_else_can_choose_for_a_reader(newsroom, client, headers):
    response = choose(client, turn_on(media=["vimeo"]), headers=headers, choice="all")
    assert response.status_code == 403
    assert not response.cookies
    assert not ConsentRecord.objects.exists()


def test_a_browser_without_fetch_metadata_is_checked_by_its_origin(newsroom, client):
    response = choose(client, turn_on(media=["vimeo"]), headers={"Origin": "http://testserver"}, choice="all")
    assert response.status_code == 303


def test_one_address_cannot_fill_the_log(newsroom, client):
    privacy = turn_on(media=["vimeo"])
    codes = [
        client.post(
            "/consent/choose/", {"version": privacy.version, "choice": "none"}, headers=OWN, REMOTE_ADDR="8.8.8.8"
        ).status_code
        for _number in range(32)
    ]
    assert codes[:30] == [303] * 30
    assert 429 in codes[30:]


def test_a_browser_that_sends_global_privacy_control_is_told_what_that_means(newsroom, client):
    turn_on(media=["vimeo"])
    assert "Global Privacy Control" in client.get("/consent/", headers={"Sec-GPC": "1"}).content.decode()
    assert "Global Privacy Control" not in client.get("/consent/").content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (MATOMO | {"analytics_address": "http://stats.example.org"}, "“http://stats.example.org” is not an address"),
        (MATOMO | {"analytics_address": "https://a.example/; script-src *"}, "is not an address"),
        (MATOMO | {"analytics_site": "one"}, "“one” is not the number of a Matomo site"),
        (
            {"analytics": "plausible", "analytics_address": "https://plausible.io", "analytics_site": "/"},
            "is not a domain",
        ),
        ({"analytics": "google", "analytics_site": "UA-123"}, "“UA-123” is not a measurement ID"),
        (
            {"analytics": "own", "analytics_address": "https://a.example/s.js", "analytics_name": "A"},
            "what the script is for",
        ),
    ],
)
def test_a_wrong_address_or_number_is_refused_in_one_sentence(db, fields, words):
    with pytest.raises(ValidationError) as refusal:
        turn_on(**fields)
    assert len(refusal.value.messages) == 1
    assert words in refusal.value.messages[0]


def test_the_publisher_turns_services_on_and_exports_the_records(newsroom, client):
    client.force_login(newsroom.user("publisher"))
    path = client.get("/admin/settings/readers/privacy/", follow=True).redirect_chain[-1][0]
    fields = {"media": ["vimeo"], "analytics": "none", "analytics_address": "", "analytics_site": "", "analytics_name": "",
              "analytics_purpose": "", "analytics_policy": ""}  # fmt: skip
    assert client.post(path, fields).status_code == 302
    privacy = Privacy.load()
    assert privacy.media == ["vimeo"]
    assert re.findall(r'value="(\w+)"[^>]*checked', client.get(path).content.decode()) == ["vimeo"]
    choice = record_consent(privacy=privacy, agreed=["media"], edition="en", now=timezone.now())
    assert choice.receipt in client.get("/admin/reports/consent/").content.decode()
    table = b"".join(client.get("/admin/reports/consent/?export=csv").streaming_content).decode()
    assert choice.receipt in table
    assert client.get("/admin/reports/consent/?export=xlsx")["Content-Type"].endswith("sheet")


def test_an_editor_may_not_read_the_records(newsroom, client):
    client.force_login(newsroom.user("editor"))
    assert client.get("/admin/reports/consent/").status_code == 302
    assert "reports/consent" not in client.get("/admin/").content.decode()


def test_the_command_writes_the_records_since_a_day(newsroom, tmp_path):
    privacy = turn_on(media=["vimeo"])
    for day in (1, 20):
        record_consent(privacy=privacy, agreed=["media"], edition="en", now=datetime(2026, 3, day, 9, 30, tzinfo=UTC))
    said = []
    assert run(file=tmp_path / "consent.csv", since="2026-03-10", say=said.append) == ""
    rows = list(csv.DictReader((tmp_path / "consent.csv").open(encoding="utf-8")))
    assert [row["made_at"] for row in rows] == ["2026-03-20T09:00:00+00:00"]
    assert rows[0]["agreed"] == "media"
    assert said == [f"1 records of consent were written to {tmp_path / 'consent.csv'}."]
    assert "is not a date" in run(file=tmp_path / "other.csv", since="soon", say=said.append)
    assert "cannot be written" in run(file=tmp_path / "none" / "x.csv", since="", say=said.append)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["consent.csv"]


def test_the_clock_deletes_records_after_three_years(newsroom):
    privacy, now = turn_on(media=["vimeo"]), timezone.now()
    for age in (10, 3 * 365 - 5, 3 * 365 + 5):
        record_consent(privacy=privacy, agreed=[], edition="en", now=now - timedelta(days=age))
    tick(now=now)
    assert ConsentRecord.objects.count() == 2
