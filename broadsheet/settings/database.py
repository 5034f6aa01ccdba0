"""The database of a site: SQLite in the box, PostgreSQL by its URL."""

from __future__ import annotations

import sqlite3
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url

from .env import SettingError, without_password

# First SQLite without the WAL-reset bug, which can lose commits when several connections write
# (sqlite.org, release notes of 3.51.3).
FIRST_SAFE_SQLITE = (3, 51, 3)

SQLITE_OPTIONS: dict[str, Any] = {
    # Writers take the lock when they begin: a deferred transaction that turns into a writer fails at
    # once with "database is locked" when somebody else has written meanwhile.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
    ),
}


def database(url: str) -> dict[str, Any]:
    """Django's settings for the database at `url`; raises SettingError when it cannot be used."""
    try:
        settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    except Exception as error:
        raise SettingError(
            f"BROADSHEET_DATABASE_URL is “{without_password(url)}”, which is no database address. "
            "Write sqlite:////path/to/file or postgres://user:password@host/name."
        ) from error
    if settings["ENGINE"] == "django.db.backends.postgresql" and find_spec("psycopg") is None:
        raise SettingError(
            f"BROADSHEET_DATABASE_URL is “{without_password(url)}”, but the driver for PostgreSQL is not installed. "
            "Install it with: pip install 'broadsheet[postgresql]'"
        )
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        _refuse_unsafe_sqlite()
        settings.update(OPTIONS=dict(SQLITE_OPTIONS), CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=False)
    return settings


def database_folder(settings: dict[str, Any]) -> Path | None:
    """Where the file of a SQLite database lies; None for a database of another kind."""
    return Path(settings["NAME"]).parent if settings["ENGINE"] == "django.db.backends.sqlite3" else None


def _refuse_unsafe_sqlite() -> None:
    found = sqlite3.sqlite_version_info
    if found < FIRST_SAFE_SQLITE:
        raise SettingError(
            f"SQLite {sqlite3.sqlite_version} can lose commits when several connections write; 3.51.3 or newer is "
            "needed. Install pysqlite3 (pip install pysqlite3), or use PostgreSQL by BROADSHEET_DATABASE_URL."
        )
