"""Every value of a setting is accepted, or refused with one sentence that names the setting."""

import runpy

import pytest

from broadsheet.settings.env import SETTINGS, SettingError

pytestmark = pytest.mark.filterwarnings("ignore:.*found in sys.modules")
SECRET = "geheim"
HOSTILE = {
    "empty": "", "spaces": "   ", "comma": " , ", "text": "nonsense", "negative": "-1", "zero": "0", "broken number": "1.5",
    "huge number": "9" * 5000, "great number": "99999999", "Arabic digits": "٣", "long": "x" * 100_000, "control": "a\x07b",
    "two lines": "a\nBROADSHEET_DEBUG=true", "NUL": "a\x00b", "no UTF-8": "a\udcffb", "bracket": "https://[bad", "port": "https://paper.example:99999",
    "port of words": "http://paper.example:http", "bare port": "http://paper.example:", "mail bracket": "smtp://[bad", "mail port": f"smtp://ana:{SECRET}@mail.example:99999/?tls=true",
    "no scheme": "paper.example", "path": "https://paper.example/sub", "query": "https://paper.example/?a=b", "user": f"https://ana:{SECRET}@paper.example", "other scheme": f"ftp://ana:{SECRET}/x@paper.example",
    "script": "javascript:alert(1)", "underscore": "http://a_b.example", "space inside": "https://paper example", "IDN": "https://zeitung.münchen",
    "IPv6": "::1", "IPv6 in brackets": "[::1]", "half a bracket": "[::1", "host with port": "paper.example:8000", "capitals": "LocalHost", "dots": "a..b", "network": "10.0.0.1/8", "pattern": ".paper.example", "any": "*",
    "mysql": f"mysql://ana:{SECRET}@db.example/paper", "PostgreSQL without a name": "postgres://db.example", "PostgreSQL's port": f"postgres://ana:{SECRET}@db.example:99999/paper",
    "PostgreSQL's option": f"postgres://ana:{SECRET}@db.example/paper?nonsense=1", "memory": "sqlite://:memory:", "nowhere": "sqlite:///", "SQLite's option": "sqlite:////tmp/a?mode=memory", "SQLite's host": "sqlite://news.sqlite3",
    "file": "file:relative", "file on a host": "file://host/folder", "two addresses": "a@paper.example, b@paper.example", "cloudflare": "cloudflare://@",
    "interpolated": "${HOME}", "device": "/dev/null", "long path": "/" + "x" * 300, "loop": "/proc/self/fd/999/../../..",
}  # fmt: skip


def settings_with(monkeypatch, tmp_path, name, value, *, in_file):
    """(Django's settings as made at a start, the message of the refusal); one of them is empty."""
    for other in SETTINGS:
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv("BROADSHEET_SITE", str(tmp_path))
    lines = {"BROADSHEET_SECRET_KEY": "x" * 40}
    if in_file or "\x00" in value:
        lines[name] = value
    else:
        monkeypatch.setenv(name, value)
    text = "\n".join(f"{key}={content}" for key, content in lines.items())
    (tmp_path / "broadsheet.env").write_text(text, "utf-8", "surrogateescape")
    try:
        return runpy.run_module("broadsheet.settings.site"), ""
    except SettingError as error:
        return None, str(error)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_value_is_accepted_or_refused_with_one_sentence(monkeypatch, tmp_path, name):
    for number, value in enumerate(HOSTILE.values()):
        check(*settings_with(monkeypatch, tmp_path, name, value, in_file=number % 2), name, value)


def check(settings, refusal, name, value):
    if settings is None:
        assert name in refusal or "broadsheet.env" in refusal, (value, refusal)
        assert refusal.isprintable() and refusal.rstrip().endswith((".", "…")) and len(refusal) < 1000, (value, refusal)
        assert SECRET not in refusal or name == "BROADSHEET_SITE"
    else:
        assert settings["ALLOWED_HOSTS"] and all(host == host.lower() for host in settings["ALLOWED_HOSTS"])
        assert settings["CSRF_TRUSTED_ORIGINS"][0].startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("BROADSHEET_BASE_URL", HOSTILE[kind]) for kind in (
            "text", "bracket", "port", "port of words", "bare port", "no scheme", "path", "query", "user", "other scheme", "script", "underscore", "space inside", "long", "two lines", "NUL",
        )),
        *(("BROADSHEET_HOSTS", HOSTILE[kind]) for kind in (
            "comma", "bracket", "path", "host with port", "half a bracket", "IDN", "dots", "space inside", "user", "no UTF-8",
        )),
        *(("BROADSHEET_EMAIL_URL", HOSTILE[kind]) for kind in ("text", "mail bracket", "mail port", "path", "file", "file on a host")),
        *(("BROADSHEET_DATABASE_URL", HOSTILE[kind]) for kind in (
            "text", "mysql", "PostgreSQL without a name", "PostgreSQL's port", "PostgreSQL's option", "memory", "nowhere", "SQLite's option", "SQLite's host", "bracket",
        )),
        *(("BROADSHEET_PURGE_URL", HOSTILE[kind]) for kind in ("text", "bracket", "port", "path", "cloudflare")),
        *(("BROADSHEET_DESK_EMAIL", HOSTILE[kind]) for kind in ("text", "two addresses", "path")),
        *(("BROADSHEET_FROM_EMAIL", HOSTILE[kind]) for kind in ("text", "two addresses", "path")),
        *((name, HOSTILE[kind]) for name in ("BROADSHEET_WORKERS", "BROADSHEET_PAGE_STORE_MEMORY") for kind in ("text", "negative", "zero", "broken number", "huge number", "great number")),
        *(("BROADSHEET_TRUSTED_PROXIES", HOSTILE[kind]) for kind in ("comma", "text", "network")),
        ("BROADSHEET_METRICS_TOKEN", HOSTILE["space inside"]),
        ("BROADSHEET_SITE", HOSTILE["device"]),
        ("BROADSHEET_SITE", HOSTILE["long path"]),
    ],
)  # fmt: skip
def test_an_invalid_value_is_refused_with_the_setting_s_name(monkeypatch, tmp_path, name, value):
    settings, refusal = settings_with(monkeypatch, tmp_path, name, value, in_file=False)
    assert settings is None
    assert name in refusal


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("LocalHost, Paper.Example.", ["localhost", "paper.example"]),
        ("::1,127.0.0.1", ["[::1]", "127.0.0.1"]),
        ("[::1]", ["[::1]"]),
        (".paper.example", [".paper.example"]),
        ("*", ["*"]),
    ],
)
def test_host_names_are_kept_as_requests_send_them(monkeypatch, tmp_path, given, kept):
    settings, _refusal = settings_with(monkeypatch, tmp_path, "BROADSHEET_HOSTS", given, in_file=True)
    assert settings["ALLOWED_HOSTS"] == list(dict.fromkeys([*kept, "localhost"]))  # the host of BROADSHEET_BASE_URL


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("HTTPS://Paper.Example/", "https://paper.example"),
        ("https://paper.example:443", "https://paper.example"),
        ("http://paper.example:8080", "http://paper.example:8080"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_the_address_that_readers_use_is_kept_as_browsers_write_it(monkeypatch, tmp_path, given, kept):
    settings, _refusal = settings_with(monkeypatch, tmp_path, "BROADSHEET_BASE_URL", given, in_file=False)
    assert settings["SITE_ENV"].base_url == kept


def test_a_site_and_its_database_can_be_in_a_folder_with_any_name(monkeypatch, tmp_path):
    site = tmp_path / "100% of a#b?c=d"
    site.mkdir()
    settings, _refusal = settings_with(monkeypatch, site, "BROADSHEET_DEBUG", "no", in_file=True)
    assert settings["DATABASES"]["default"]["NAME"] == str(site / "newsroom.sqlite3")
    settings, _refusal = settings_with(
        monkeypatch, site, "BROADSHEET_DATABASE_URL", "sqlite:///other/news.sqlite3", in_file=True
    )
    assert settings["DATABASES"]["default"]["NAME"] == str(site / "other" / "news.sqlite3")


@pytest.mark.parametrize("text", ["BROADSHEET_DEBUG", "BROADSHEET_DEBUG='yes", "= yes", "BROADSHEET_DEBUG=\xff"])
def test_an_invalid_line_of_the_file_is_refused_with_its_number(monkeypatch, tmp_path, text):
    for other in SETTINGS:
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv("BROADSHEET_SITE", str(tmp_path))
    (tmp_path / "broadsheet.env").write_bytes(b"# settings\n\n" + text.encode("latin-1") + b"\n")
    with pytest.raises(
        SettingError, match=r"^Line 3 of .*broadsheet\.env is not|broadsheet\.env is not written in UTF-8"
    ):
        runpy.run_module("broadsheet.settings.site")
