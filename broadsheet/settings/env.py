"""Every setting of a site, read in this one place from the environment and the site's `broadsheet.env`.

A variable set in the environment wins over the file. A name that is not a setting, or a value that is
not of its kind, is refused by name before anything starts. `docs/operate/settings.md` explains each;
a test holds the two together.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import zoneinfo
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

SETTINGS_FILE = "broadsheet.env"

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


def without_password(url: str) -> str:
    """`url` as it may be shown: the password, or a token in its place, as `***`."""
    return re.sub(r"(?<=://)([^/?#:@]*)(:[^/?#]*)?@", lambda found: f"{found[1]}:***@" if found[2] else "***@", url)


class SettingError(ValueError):
    """A setting is wrong: one sentence with its name, its value and what to do."""


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
    site = Path(given.get("BROADSHEET_SITE") or ".").resolve()
    file = site / SETTINGS_FILE
    from_file = {name: value or "" for name, value in dotenv_values(file).items()} if file.is_file() else {}
    _refuse_unknown_names(given, from_file, file)
    merged = {**from_file, **{name: value for name, value in given.items() if name in SETTINGS}}
    return _checked(merged, site)


def _refuse_unknown_names(given: dict[str, str], from_file: dict[str, str], file: Path) -> None:
    names = [(name, "the environment") for name in given if name.startswith("BROADSHEET_")]
    names += [(name, str(file)) for name in from_file]
    for name, place in names:
        if name not in SETTINGS:
            near = difflib.get_close_matches(name, SETTINGS, n=1)
            hint = f"Did you mean {near[0]}?" if near else "docs/operate/settings.md lists them all."
            raise SettingError(f"{name} in {place} is not a setting. {hint}")


def _checked(values: dict[str, str], site: Path) -> SiteEnv:
    env = _Values(values)
    editions = tuple(
        code.strip().lower() for code in env.text("EDITIONS", "en,ar,es,ru,de,fr").split(",") if code.strip()
    )
    if not editions:
        raise SettingError("BROADSHEET_EDITIONS is empty. Name at least one language, e.g. en.")
    if len(set(editions)) != len(editions):
        raise SettingError(f"BROADSHEET_EDITIONS names a language twice: {','.join(editions)}. Name each once.")
    time_zone = env.text("TIME_ZONE", "UTC")
    if time_zone not in zoneinfo.available_timezones():
        raise SettingError(
            f"BROADSHEET_TIME_ZONE is “{time_zone}”, which is no time zone. Write one such as Europe/Lisbon."
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
        hosts=tuple(host.strip() for host in env.text("HOSTS", "localhost,127.0.0.1").split(",") if host.strip()),
        base_url=env.text("BASE_URL", "http://localhost:8000").rstrip("/"),
        database_url=env.text("DATABASE_URL", f"sqlite:///{site / 'newsroom.sqlite3'}"),
        editions=editions,
        time_zone=time_zone,
        email_url=env.text("EMAIL_URL", "outbox:"),
        from_email=env.text("FROM_EMAIL", "newsroom@localhost"),
        desk_email=env.text("DESK_EMAIL", ""),
        https=env.yes("HTTPS", False),
        workers=env.count("WORKERS", 1),
        page_store=env.yes("PAGE_STORE", True),
        page_store_memory=env.count("PAGE_STORE_MEMORY", 128),
        purge_url=env.text("PURGE_URL", ""),
        trusted_proxies=env.networks("TRUSTED_PROXIES", "127.0.0.1,::1"),
        metrics_token=env.text("METRICS_TOKEN", ""),
    )


class _Values:
    """Typed look-ups with one-sentence errors."""

    _YES_NO = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "off": False}

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def text(self, name: str, default: str) -> str:
        return self._values.get(f"BROADSHEET_{name}", "").strip() or default

    def yes(self, name: str, default: bool) -> bool:
        raw = self.text(name, "")
        if raw and raw.lower() not in self._YES_NO:
            raise SettingError(f"BROADSHEET_{name} is “{raw}”. Write true or false.")
        return self._YES_NO[raw.lower()] if raw else default

    def count(self, name: str, default: int) -> int:
        raw = self.text(name, "")
        if raw and not (raw.isdecimal() and int(raw) > 0):
            raise SettingError(f"BROADSHEET_{name} is “{raw}”. Write a whole number from 1 up.")
        return int(raw) if raw else default

    def networks(self, name: str, default: str) -> tuple[str, ...]:
        found = tuple(each.strip() for each in self.text(name, default).split(",") if each.strip())
        if found == ("none",):
            return ()
        for each in found:
            try:
                ipaddress.ip_network(each)
            except ValueError as error:
                raise SettingError(
                    f"BROADSHEET_{name} names “{each}”, which is no address or network. Write such as 127.0.0.1 or 10.0.0.0/8, or none."
                ) from error
        return found
