"""Reads every setting of a site from the environment and the site's `broadsheet.env`; no other module reads them.

A variable in the environment overrides the file. An unknown name or an invalid value is refused, with the name of the
setting, before anything starts. `docs/operate/settings.md` explains each setting; a test checks that the two lists agree.
"""

from __future__ import annotations

import difflib
import errno
import io
import os
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from dotenv.parser import parse_stream

from .env_values import EnvValues, SettingError, shown, without_password
from .hosts import base_url, hosts

SETTINGS_FILE = "broadsheet.env"
DATABASE_FILE = "newsroom.sqlite3"  # in the site folder; used unless BROADSHEET_DATABASE_URL names another database

# Name -> description in one line. `broadsheet init` writes its file in this order.
SETTINGS: dict[str, str] = {
    "BROADSHEET_SITE": "The site folder (settings, theme, media, database). Default: the current folder.",
    "BROADSHEET_SECRET_KEY": "Key that signs sessions and links; `broadsheet init` makes one.",
    "BROADSHEET_DEBUG": "Show tracebacks to visitors: for development only.",
    "BROADSHEET_HOSTS": "Host names that the site answers to, separated by commas.",
    "BROADSHEET_BASE_URL": "The address that readers use, e.g. https://paper.example; used in feeds, sitemaps and canonical links.",
    "BROADSHEET_DATABASE_URL": "Database; by default the SQLite file newsroom.sqlite3 in the site folder.",
    "BROADSHEET_EDITIONS": "Language editions, separated by commas; the first is at /, the others are under /xx/.",
    "BROADSHEET_TIME_ZONE": "Time zone of new editions and of the admin, e.g. Europe/Lisbon.",
    "BROADSHEET_EMAIL_URL": "How mail is sent: smtp://user:password@host:587/?tls=true; outbox: keeps it in the admin for administrators.",
    "BROADSHEET_FROM_EMAIL": "Sender of the site's mail.",
    "BROADSHEET_DESK_EMAIL": "Mail address for reports of errors; empty: they appear only on the newsroom's home page.",
    "BROADSHEET_HTTPS": "Whether readers use https; cookies are then marked secure and HSTS is sent.",
    "BROADSHEET_WORKERS": "Number of server processes; one per core is right.",
    "BROADSHEET_PAGE_STORE": "Whether pages are stored and checked instead of rendered at each request; on by default.",
    "BROADSHEET_PAGE_STORE_MEMORY": "Megabytes of memory for stored pages, for all workers together; eight times as much on disk.",
    "BROADSHEET_PURGE_URL": "The cache in front from which changed pages are purged: http://varnish:6082, or cloudflare://TOKEN@ZONE.",
    "BROADSHEET_TRUSTED_PROXIES": "Addresses or networks of the proxies in front, separated by commas; their X-Forwarded-For is trusted.",
    "BROADSHEET_METRICS_TOKEN": "Token with which other machines may read /metrics; empty: only this machine may.",
}


@dataclass(frozen=True, kw_only=True)
class SiteEnv:
    """The checked settings of one site."""

    site: Path
    secret_key: str
    debug: bool
    hosts: tuple[str, ...]
    base_url: str
    database_url: str
    editions: tuple[str, ...]
    time_zone: str
    email_url: str
    from_email: str
    desk_email: str
    https: bool
    workers: int
    page_store: bool
    page_store_memory: int
    purge_url: str
    trusted_proxies: tuple[str, ...]
    metrics_token: str


def read_env(environ: dict[str, str] | None = None) -> SiteEnv:
    """The settings from the site's own file, overridden by `environ` (default: the process's environment).

    Raises SettingError with the name of the invalid setting.
    """
    given = dict(os.environ if environ is None else environ)
    site = site_folder(given)
    file = site / SETTINGS_FILE
    from_file = read_file(file)
    _refuse_unknown_names(given, from_file, file)
    merged = {**from_file, **{name: value for name, value in given.items() if name in SETTINGS}}
    return _checked(merged, site)


def site_folder(environ: Mapping[str, str]) -> Path:
    """The folder that BROADSHEET_SITE names; it need not exist. Raises SettingError for a value that cannot be a folder."""
    given = environ.get("BROADSHEET_SITE") or "."
    try:
        site = Path(given).resolve()
        if not given.isprintable():
            raise ValueError("its name is not one printable line")
        if site.exists() and not site.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise SettingError(
            f"BROADSHEET_SITE is “{shown(given)}”, which cannot be used ({why}). Give the site's folder."
        ) from error
    return site


def read_file(file: Path) -> dict[str, str]:
    """The values by name in a settings file; empty where the file does not exist. Raises SettingError."""
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingError(f"{file} cannot be read ({error.strerror}). Let the site's account read it.") from error
    except UnicodeDecodeError as error:
        raise SettingError(f"{file} is not written in UTF-8. Save it as UTF-8 text.") from error
    values = {}
    for line in parse_stream(io.StringIO(text)):
        if line.error or (line.key is not None and line.value is None):
            written = line.original.string
            number = line.original.line + written[: len(written) - len(written.lstrip())].count("\n")
            raise SettingError(f"Line {number} of {file} is not of the form NAME=value. Correct it, or remove it.")
        if line.key is not None:
            values[line.key] = line.value or ""
    return values


def _refuse_unknown_names(given: dict[str, str], from_file: dict[str, str], file: Path) -> None:
    names = [(name, "the environment") for name in given if name.startswith("BROADSHEET_")]
    names += [(name, str(file)) for name in from_file]
    for name, place in names:
        if name not in SETTINGS:
            near = difflib.get_close_matches(name, SETTINGS, n=1)
            hint = f"Did you mean {near[0]}?" if near else "docs/operate/settings.md lists them all."
            raise SettingError(f"{name} in {place} is not a setting. {hint}")


def _checked(values: dict[str, str], site: Path) -> SiteEnv:
    env = EnvValues(values)
    editions = tuple(
        code.strip().lower() for code in env.text("EDITIONS", "en,ar,es,ru,de,fr").split(",") if code.strip()
    )
    if not editions:
        raise SettingError("BROADSHEET_EDITIONS is empty. Write at least one language, e.g. en.")
    if len(set(editions)) != len(editions):
        raise SettingError(f"BROADSHEET_EDITIONS names a language twice: {shown(','.join(editions))}. Write each once.")
    time_zone = env.text("TIME_ZONE", "UTC")
    if time_zone != "UTC" and time_zone not in zoneinfo.available_timezones():
        raise SettingError(
            f"BROADSHEET_TIME_ZONE is “{shown(time_zone)}”, which is not a time zone. Write one such as Europe/Lisbon."
        )
    secret = env.text("SECRET_KEY", "")
    if len(secret) < 32:
        raise SettingError(
            "BROADSHEET_SECRET_KEY is missing or shorter than 32 characters. Run `broadsheet init FOLDER` for a new "
            f"site, or set it in {site / SETTINGS_FILE}."
        )
    return SiteEnv(
        site=site,
        secret_key=secret,
        debug=env.yes("DEBUG", False),
        hosts=hosts(env.text("HOSTS", "localhost,127.0.0.1")),
        base_url=base_url(env.text("BASE_URL", "http://localhost:8000")),
        database_url=env.text("DATABASE_URL", f"sqlite:///{quote(str(site / DATABASE_FILE))}"),
        editions=editions,
        time_zone=time_zone,
        email_url=env.text("EMAIL_URL", "outbox:"),
        from_email=env.mailbox("FROM_EMAIL", "newsroom@localhost", may_be_named=True),
        desk_email=env.mailbox("DESK_EMAIL", ""),
        https=env.yes("HTTPS", False),
        workers=env.count("WORKERS", 1, most=256),
        page_store=env.yes("PAGE_STORE", True),
        page_store_memory=env.count("PAGE_STORE_MEMORY", 128, most=1_000_000),
        purge_url=env.text("PURGE_URL", ""),
        trusted_proxies=env.networks("TRUSTED_PROXIES", "127.0.0.1,::1"),
        metrics_token=_token(env.text("METRICS_TOKEN", "")),
    )


def _token(value: str) -> str:
    """The token, if it can be sent in a header (RFC 6750, 2.1); raises SettingError otherwise."""
    if not value.isascii() or " " in value:
        raise SettingError(
            "BROADSHEET_METRICS_TOKEN contains spaces or characters that are not ASCII. Write only letters and digits."
        )
    return value


__all__ = ["SETTINGS", "SettingError", "SiteEnv", "read_env", "shown", "without_password"]
