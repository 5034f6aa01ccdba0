"""The database of a site: SQLite by default, or PostgreSQL."""

from __future__ import annotations

import sqlite3
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url

from .env_values import SettingError, shown

SQLITE = "broadsheet.settings.sqlite"
# The first SQLite without the WAL-reset bug, which can lose commits when several connections write
# (sqlite.org, release notes of 3.51.3).
FIRST_SAFE_SQLITE = (3, 51, 3)

SQLITE_OPTIONS: dict[str, Any] = {
    # Writers take the lock when they begin: a deferred transaction that later writes fails at once with
    # "database is locked" if another connection has written meanwhile.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
    ),
}


def database(url: str, *, site: Path = Path()) -> dict[str, object]:
    """Django's settings for the database at `url`; raises SettingError when it cannot be used.

    A relative path of a SQLite file is relative to the folder `site`.
    """
    try:
        settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    except Exception as error:
        raise _no_address(url) from error
    if settings["ENGINE"] == "django.db.backends.postgresql" and settings["NAME"]:
        _check_postgresql(url, settings)
    elif settings["ENGINE"] == "django.db.backends.sqlite3" and _names_a_file(settings):
        _refuse_unsafe_sqlite()
        settings.update(
            ENGINE=SQLITE, NAME=str(site / settings["NAME"]), OPTIONS=dict(SQLITE_OPTIONS), CONN_MAX_AGE=None
        )  # fmt: skip
    else:
        raise _no_address(url)
    return settings


def _no_address(url: str) -> SettingError:
    return SettingError(
        f"BROADSHEET_DATABASE_URL is “{shown(url)}”, which is not a database address. "
        "Write sqlite:////path/to/file or postgres://user:password@host/name."
    )


def _names_a_file(settings: dict[str, Any]) -> bool:
    """Whether the address names a file: sqlite://name names a host, and an address without a path names a database in memory."""
    name = settings["NAME"]
    return (
        name not in {"", ":memory:"}
        and not name.startswith("file:")
        and not settings.get("HOST")
        and not settings.get("OPTIONS")
    )


def _check_postgresql(url: str, settings: dict[str, Any]) -> None:
    if find_spec("psycopg") is None:
        raise SettingError(
            f"BROADSHEET_DATABASE_URL is “{shown(url)}”, but the driver for PostgreSQL is not installed. "
            "Install it with: pip install 'broadsheet[postgresql]'"
        )
    import psycopg

    try:
        connection_words(settings)
    except psycopg.Error as error:
        raise SettingError(
            f"BROADSHEET_DATABASE_URL is “{shown(url)}”, which PostgreSQL does not accept ({str(error).strip()}). "
            "Write postgres://user:password@host/name."
        ) from error


def connection_words(settings: dict[str, Any]) -> str:
    """The keyword/value connection string of a PostgreSQL database for libpq.

    It has no password, because it is passed as an argument of programs, which other users of the machine can see. Raises
    psycopg.Error for an option that libpq does not know.
    """
    from psycopg.conninfo import make_conninfo

    named = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    given = {word: settings[name] for word, name in named.items() if settings.get(name)}
    return make_conninfo("", **given, **settings.get("OPTIONS", {}))


def database_file(settings: dict[str, Any]) -> Path | None:
    """The file of a SQLite database; None for a database of another kind."""
    return Path(settings["NAME"]) if settings["ENGINE"] == SQLITE else None


def _refuse_unsafe_sqlite() -> None:
    version = sqlite3.sqlite_version_info
    if version < FIRST_SAFE_SQLITE:
        raise SettingError(
            f"SQLite {sqlite3.sqlite_version} can lose commits when several connections write; 3.51.3 or newer is "
            "needed. Install pysqlite3 (pip install pysqlite3), or set BROADSHEET_DATABASE_URL to a PostgreSQL database."
        )
