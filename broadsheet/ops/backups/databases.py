"""A database as it is at one moment, in one file, and back: SQLite by its backup API, PostgreSQL by its own programs."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from .manifest import BackupError

FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def copy_database(to: Path) -> dict[str, int]:
    """Write the database into the folder `to`, while others write to it; returns table -> rows of the copy."""
    connection.ensure_connection()
    target = to / FILES[connection.vendor]
    if connection.vendor == "sqlite":
        # All pages in one step: it does not begin again when somebody commits meanwhile, as a copy in steps does.
        with (
            closing(sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=60)) as source,
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
        return rows_of_file(target)
    return _dump(target)


def rows_of_file(file: Path) -> dict[str, int]:
    """Table -> rows of an SQLite file; tables of an index are made again and do not count."""
    with closing(sqlite3.connect(file)) as copy:
        names = [
            name
            for (name,) in copy.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            )
        ]
        return {name: copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in sorted(names)}  # noqa: S608 - its own tables


def _dump(target: Path) -> dict[str, int]:
    """pg_dump from the snapshot in which the rows are counted."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            _run(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-acl",
                f"--snapshot={snapshot}",
                f"--file={target}",
                f"--dbname={_address()}",
            )
            names = connection.introspection.table_names(cursor)
            rows = {}
            for name in sorted(names):
                cursor.execute(f'SELECT COUNT(*) FROM "{name}"')  # noqa: S608 - its own tables
                rows[name] = cursor.fetchone()[0]
        finally:
            cursor.execute("ROLLBACK")
    target.chmod(0o600)
    return rows


def load_dump(dump: Path) -> None:
    """Fill the empty PostgreSQL database of this site. Raises BackupError where it is not empty."""
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise BackupError(
                "The database of BROADSHEET_DATABASE_URL is not empty. Name an empty one (createdb NAME)."
            )
    _run(
        "pg_restore",
        "--no-owner",
        "--no-acl",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={_address()}",
        str(dump),
    )


def _address() -> str:
    return settings.SITE_ENV.database_url


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), ""
    )
    if not found:
        raise BackupError(
            f"{program} is not installed. Install PostgreSQL's programs: apt-get install postgresql-client"
        )
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BackupError(
            f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
        )
