"""Settings are refused by name when they are wrong."""

from pathlib import Path

import pytest

from broadsheet.settings.database import database
from broadsheet.settings.env import SETTINGS, SettingError, read_env
from broadsheet.settings.frontend_cache import frontend_cache
from broadsheet.settings.languages import language
from broadsheet.settings.mail import mail

GOOD = {"BROADSHEET_SECRET_KEY": "x" * 40}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BROADSHEET_EDITOINS", "en", "is not a setting. Did you mean BROADSHEET_EDITIONS?"),
        ("BROADSHEET_DEBUG", "perhaps", "BROADSHEET_DEBUG is “perhaps”. Write true or false."),
        ("BROADSHEET_WORKERS", "0", "Write a whole number from 1 to 256."),
        ("BROADSHEET_TIME_ZONE", "Europe/Vellamar", "is no time zone"),
        ("BROADSHEET_EDITIONS", "en,en", "names a language twice"),
        ("BROADSHEET_SECRET_KEY", "short", "shorter than 32 characters"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(tmp_path, name, value, words):
    with pytest.raises(SettingError) as refusal:
        read_env(GOOD | {"BROADSHEET_SITE": str(tmp_path), name: value})
    assert name in str(refusal.value)
    assert words in str(refusal.value)


def test_the_environment_wins_over_the_sites_file(tmp_path):
    (tmp_path / "broadsheet.env").write_text("BROADSHEET_TIME_ZONE=Europe/Paris\nBROADSHEET_EDITIONS=fr\n")
    env = read_env(GOOD | {"BROADSHEET_SITE": str(tmp_path), "BROADSHEET_TIME_ZONE": "Europe/Athens"})
    assert (env.time_zone, env.editions) == ("Europe/Athens", ("fr",))


def test_a_misspelt_name_in_the_file_is_refused_with_the_files_name(tmp_path):
    (tmp_path / "broadsheet.env").write_text("BROADSHEET_HOST=paper.example\n")
    with pytest.raises(SettingError, match=r"BROADSHEET_HOST in .*broadsheet\.env is not a setting"):
        read_env(GOOD | {"BROADSHEET_SITE": str(tmp_path)})


def test_a_language_that_is_none_is_refused():
    with pytest.raises(SettingError, match="names “xx”, which is no known language"):
        language("xx")


@pytest.mark.parametrize("url", ["nonsense", "mongo://host/db"])
def test_a_database_address_that_is_none_is_refused(url):
    with pytest.raises(SettingError, match="which is no database address"):
        database(url)


def test_mail_is_set_by_one_address():
    found = mail("smtp://ana:p%40ss@mail.example:587/?tls=true")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_HOST_PASSWORD"]) == ("mail.example", 587, "p@ss")
    assert found["EMAIL_USE_TLS"]
    with pytest.raises(SettingError, match="BROADSHEET_EMAIL_URL is “pigeon://”"):
        mail("pigeon://")


def test_every_setting_is_explained_and_nothing_else_is():
    text = (Path(__file__).parents[3] / "docs" / "operate" / "settings.md").read_text("utf-8")
    named = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `BROADSHEET_")}
    assert named == set(SETTINGS)


@pytest.mark.parametrize(
    ("options", "tls", "ssl"),
    [
        ("tls=1", True, False),
        ("tls=True", True, False),
        ("tls=yes", True, False),
        ("ssl=on", False, True),
        ("tls=false", False, False),
    ],
)
def test_every_spelling_of_yes_encrypts_mail(options, tls, ssl):
    found = mail(f"smtp://ana:secret@mail.example:587/?{options}")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("?starttls=true", "whose option “starttls” is unknown"),
        ("?TLS=true", "whose option “TLS” is unknown"),
        ("?tls=true&timeout=5", "whose option “timeout” is unknown"),
        ("?tls=maybe", "where tls is “maybe”"),
        ("?tls", "where tls is “”"),
        ("?tls=true&ssl=true", "not both"),
        ("", "would send the password in the clear"),
    ],
)
def test_mail_whose_protection_is_not_understood_is_refused_and_the_password_not_shown(options, words):
    with pytest.raises(SettingError) as refusal:
        mail(f"smtp://ana:secret@mail.example:587/{options}")
    assert words in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_the_mail_server_of_this_machine_needs_no_protection():
    assert mail("smtp://ana:secret@localhost:25/")["EMAIL_USE_TLS"] is False


@pytest.mark.parametrize(
    ("read", "url"),
    [
        (database, "mongo://ana:secret@host/db"),
        (frontend_cache, "ftp://ana:secret@host"),
        (frontend_cache, "ftp://secret@host"),
    ],
)
def test_an_address_is_refused_without_showing_its_password(read, url):
    with pytest.raises(SettingError) as refusal:
        read(url)
    assert "secret" not in str(refusal.value)
    assert "***@host" in str(refusal.value)
