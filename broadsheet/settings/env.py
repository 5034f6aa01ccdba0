"""Every setting of a site, read in this one place from the environment and the site's `broadsheet.env`.

A variable set in the environment wins over the file. A name that is not a setting, or a value that is
not of its kind, is refused by name before anything starts. `docs/operate/settings.md` explains each;
a test holds the two together.
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
DATABASE_FILE = "newsroom.sqlite3"  # in the site folder, where BROADSHEET_DATABASE_URL names no other database

# Name -> what it is for, in a line. The order is that of `broadsheet init`'s file.
SETTINGS: dict[str, str] = {
    "BROADSHEET_SITE": "The site folder (settings, theme, media, database). Default: the current folder.",
    "BROADSHEET_SECRET_KEY": "Signs sessions and links; `broadsheet init` makes one.",
    "BROADSHEET_DEBUG": "Show tracebacks to visitors: for development only.",
    "BROADSHEET_HOSTS": "Host names that the site answers to, with commas between.",
    "BROADSHEET_BASE_URL": "The address that readers use, e.g. https://paper.example; feeds, sitemaps and canonical links carry it.",
    "BROADSHEET_DATABASE_URL": "Database; default the SQLite file newsroom.sqlite3 in the site folder.",
    "BROADSHEET_EDITIONS": "Language editions with commas between; the first is at /, the others under /xx/.",
    "BROADSHEET_TIME_ZONE": "Time zone of new editions and of the admin, e.g. Europe/Lisbon.",
    "BROADSHEET_EMAIL_URL": "How mail leaves: smtp://user:password@host:587/?tls=true; outbox: keeps it in the admin, for administrators.",
    "BROADSHEET_FROM_EMAIL": "Sender of the site's mail.",
    "BROADSHEET_DESK_EMAIL": "Where the desk is told of what went wrong; empty: only on the newsroom's home page.",
    "BROADSHEET_HTTPS": "Whether readers come by https: cookies are then marked secure and HSTS is sent.",
    "BROADSHEET_WORKERS": "Server processes; one is right for one core.",
    "BROADSHEET_PAGE_STORE": "Whether pages are stored and checked instead of rendered at each request; on by default.",
    "BROADSHEET_PAGE_STORE_MEMORY": "Megabytes of memory for stored pages, all workers together; eight times as much on disk.",
    "BROADSHEET_PURGE_URL": "The cache in front that is told what changed: http://varnish:6082, or cloudflare://TOKEN@ZONE.",
    "BROADSHEET_TRUSTED_PROXIES": "Addresses or networks of the proxies in front, with commas between: whom they name in X-Forwarded-For asks.",
    "BROADSHEET_METRICS_TOKEN": "Who sends it may read /metrics from elsewhere; empty: only this machine.",
}


@dataclass(frozen=True, kw_only=True)
class SiteEnv:
    """The settings of one site, checked."""

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
    """The settings from `environ` (default: the process's) over the site's own file.

    Raises SettingError with the name of the setting that is wrong.
    """
    given = dict(os.environ if environ is None else environ)
    site = site_folder(given)
    file = site / SETTINGS_FILE
    from_file = read_file(file)
    _refuse_unknown_names(given, from_file, file)
    merged = {**from_file, **{name: value for name, value in given.items() if name in SETTINGS}}
    return _checked(merged, site)


def site_folder(environ: Mapping[str, str]) -> Path:
    """The folder that BROADSHEET_SITE names, which need not be there. Raises SettingError for what cannot be a folder."""
    given = environ.get("BROADSHEET_SITE") or "."
    try:
        site = Path(given).resolve()
        if not given.isprintable():
            raise ValueError("its name is not one line that prints")
        if site.exists() and not site.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise SettingError(
            f"BROADSHEET_SITE is “{shown(given)}”, which cannot be used ({why}). Name the site's folder."
        ) from error
    return site


def read_file(file: Path) -> dict[str, str]:
    """Name -> value of a settings file, each as it is written; none where there is no such file. Raises SettingError."""
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
            raise SettingError(f"Line {number} of {file} is not of the form NAME=value. Put it right, or take it out.")
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
        raise SettingError("BROADSHEET_EDITIONS is empty. Name at least one language, e.g. en.")
    if len(set(editions)) != len(editions):
        raise SettingError(f"BROADSHEET_EDITIONS names a language twice: {shown(','.join(editions))}. Name each once.")
    time_zone = env.text("TIME_ZONE", "UTC")
    if time_zone != "UTC" and time_zone not in zoneinfo.available_timezones():
        raise SettingError(
            f"BROADSHEET_TIME_ZONE is “{shown(time_zone)}”, which is no time zone. Write one such as Europe/Lisbon."
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
    """As it can be sent in a header (RFC 6750, 2.1)."""
    if not value.isascii() or " " in value:
        raise SettingError(
            "BROADSHEET_METRICS_TOKEN holds spaces or letters beyond ASCII. Write letters and digits alone."
        )
    return value


__all__ = ["SETTINGS", "SettingError", "SiteEnv", "read_env", "shown", "without_password"]
