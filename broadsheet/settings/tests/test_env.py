"""Invalid settings are refused with their names."""

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
        ("BROADSHEET_TIME_ZONE", "Europe/Vellamar", "is not a time zone"),
        ("BROADSHEET_EDITIONS", "en,en", "names a language twice"),
        ("BROADSHEET_SECRET_KEY", "short", "shorter than 32 characters"),
    ],
)
def test_an_invalid_setting_is_refused_with_its_name(tmp_path, name, value, words):
    with pytest.raises(SettingError) as refusal:
        read_env(GOOD | {"BROADSHEET_SITE": str(tmp_path), name: value})
    assert name in str(refusal.value)
    assert words in str(refusal.value)


def test_the_environment_overrides_the_site_s_file(tmp_path):
    (tmp_path / "broadsheet.env").write_text("BROADSHEET_TIME_ZONE=Europe/Paris\nBROADSHEET_EDITIONS=fr\n")
    env = read_env(GOOD | {"BROADSHEET_SITE": str(tmp_path), "BROADSHEET_TIME_ZONE": "Europe/Athens"})
    assert (env.time_zone, env.editions) == ("Europe/Athens", ("fr",))


def test_a_misspelt_name_in_the_file_is_refused_with_the_file_s_name(tmp_path):
    (tmp_path / "broadsheet.env").write_text("BROADSHEET_HOST=paper.example\n")
    with pytest.raises(SettingError, match=r"BROADSHEET_HOST in .*broadsheet\.env is not a setting"):
        read_env(GOOD | {"BROADSHEET_SITE": str(tmp_path)})


def test_an_unknown_language_is_refused():
    with pytest.raises(SettingError, match="names “xx”, which is not a known language"):
        language("xx")


@pytest.mark.parametrize("url", ["nonsense", "mongo://host/db"])
def test_an_invalid_database_address_is_refused(url):
    with pytest.raises(SettingError, match="which is not a database address"):
        database(url)


def test_mail_is_configured_by_one_address():
    options = mail("smtp://ana:p%40ss@mail.example:587/?tls=true")
    assert (options["EMAIL_HOST"], options["EMAIL_PORT"], options["EMAIL_HOST_PASSWORD"]) == (
        "mail.example",
        587,
        "p@ss",
    )
    assert options["EMAIL_USE_TLS"]
    with pytest.raises(SettingError, match="BROADSHEET_EMAIL_URL is “pigeon://”"):
        mail("pigeon://")


def test_the_documentation_explains_exactly_the_settings_that_exist():
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
    settings = mail(f"smtp://ana:secret@mail.example:587/?{options}")
    assert (settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (tls, ssl)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("?starttls=true", "whose option “starttls” is unknown"),
        ("?TLS=true", "whose option “TLS” is unknown"),
        ("?tls=true&timeout=5", "whose option “timeout” is unknown"),
        ("?tls=maybe", "where tls is “maybe”"),
        ("?tls", "where tls is “”"),
        ("?tls=true&ssl=true", "not both"),
        ("", "would send the password unencrypted"),
    ],
)
def test_an_unclear_mail_encryption_is_refused_without_showing_the_password(options, words):
    with pytest.raises(SettingError) as refusal:
        mail(f"smtp://ana:secret@mail.example:587/{options}")
    assert words in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_a_mail_server_on_this_machine_needs_no_encryption():
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
