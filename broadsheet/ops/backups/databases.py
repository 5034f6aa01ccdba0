"""Copies one snapshot of a database into one file: SQLite with its backup API, PostgreSQL with its own programs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from . import postgresql
from .manifest import FILES, BackupError


class DatabaseCopy(NamedTuple):
    """The content of a copy: the number of rows by table, and the files of the media folder that its rows name."""

    rows: dict[str, int]
    files: set[str]


def copy_database(to: Path) -> DatabaseCopy:
    """Copy the database into the folder `to`; other processes may write to the database meanwhile."""
    connection.ensure_connection()
    target = to / FILES[connection.vendor]
    if connection.vendor == "sqlite":
        _copy_file(target)
        with closing(sqlite3.connect(target)) as copy:
            return DatabaseCopy(_rows_of_file(copy), named_files(lambda sql: copy.execute(sql).fetchall()))
    return DatabaseCopy(*postgresql.dump(target, named_files))


def _copy_file(target: Path) -> None:
    # All pages are copied in one step: a copy in several steps would start again at each commit of another connection.
    with (
        closing(sqlite3.connect(f"file:{quote(str(settings.DATABASE_FILE))}?mode=rw", uri=True, timeout=60)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
        fault = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if fault != "ok":
        raise BackupError(f"The database is damaged ({fault}), so no backup was made. Restore the last good backup.")
    target.chmod(0o600)


def _rows_of_file(copy: sqlite3.Connection) -> dict[str, int]:
    """The number of rows by table of an SQLite file; the virtual tables of search indexes do not count."""
    names = [
        name
        for (name,) in copy.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
    ]
    return {name: copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in sorted(names)}


def named_files(ask: Callable[[str], Iterable[tuple[str]]]) -> set[str]:
    """Every file of the media folder that a row of the database names; `ask` runs a statement in that database."""
    files: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                statement = f'SELECT "{field.column}" FROM "{model._meta.db_table}"'
                files.update(name for (name,) in ask(statement) if name)
    return files


def files_named_now() -> set[str]:
    """Every file of the media folder that a row of the site's database names now."""

    def ask(statement: str) -> list[tuple[str]]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    return named_files(ask)
