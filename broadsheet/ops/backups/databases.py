"""A database as it is at one moment, in one file: SQLite by its backup API, PostgreSQL by its own programs."""

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
    """What a copy of the database holds: table -> rows; the files of the media folder that its rows name."""

    rows: dict[str, int]
    files: set[str]


def copy_database(to: Path) -> DatabaseCopy:
    """Write the database into the folder `to`, while others write to it."""
    connection.ensure_connection()
    target = to / FILES[connection.vendor]
    if connection.vendor == "sqlite":
        _copy_file(target)
        with closing(sqlite3.connect(target)) as copy:
            return DatabaseCopy(_rows_of_file(copy), named_files(lambda sql: copy.execute(sql).fetchall()))
    return DatabaseCopy(*postgresql.dump(target, named_files))


def _copy_file(target: Path) -> None:
    # All pages in one step: it does not begin again when somebody commits meanwhile, as a copy in steps does.
    with (
        closing(sqlite3.connect(f"file:{quote(str(settings.DATABASE_FILE))}?mode=rw", uri=True, timeout=60)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
        fault = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if fault != "ok":
        raise BackupError(
            f"The database is damaged ({fault}), so no backup was made. Restore the last one that is whole."
        )
    target.chmod(0o600)


def _rows_of_file(copy: sqlite3.Connection) -> dict[str, int]:
    """Table -> rows of an SQLite file; tables of an index are made again and do not count."""
    names = [
        name
        for (name,) in copy.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
    ]
    return {name: copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in sorted(names)}


def named_files(ask: Callable[[str], Iterable[tuple[str]]]) -> set[str]:
    """Every file of the media folder that a row names, of the database that `ask` puts a statement to."""
    files: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                statement = f'SELECT "{field.column}" FROM "{model._meta.db_table}"'
                files.update(name for (name,) in ask(statement) if name)
    return files


def files_named_now() -> set[str]:
    """The same of the site's database as it is."""

    def ask(statement: str) -> list[tuple[str]]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    return named_files(ask)
