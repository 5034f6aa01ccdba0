"""Copies a PostgreSQL database to one file and back, with PostgreSQL's own programs `pg_dump` and `pg_restore`."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from broadsheet.settings.database import connection_words

from .manifest import BackupError

Ask = Callable[[str], Iterable[tuple[str]]]


def dump(target: Path, named_files: Callable[[Ask], set[str]]) -> tuple[dict[str, int], set[str]]:
    """Dump the site's database into `target`.

    Returns the number of rows by table, and the names of the files that rows name, from the same snapshot as the dump.
    """
    program = _program("pg_dump")
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            _run(
                program, settings.DATABASES["default"],
                "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", f"--file={target}",
            )  # fmt: skip
            names = connection.introspection.table_names(cursor)
            rows = {}
            for name in sorted(names):
                cursor.execute(f'SELECT COUNT(*) FROM "{name}"')
                rows[name] = cursor.fetchone()[0]
            files = named_files(lambda statement: _answers(cursor, statement))
        finally:
            cursor.execute("ROLLBACK")
    target.chmod(0o600)
    return rows, files


def _answers(cursor: CursorWrapper, statement: str) -> list[tuple[str]]:
    cursor.execute(statement)
    return list(cursor.fetchall())


def load(database: dict[str, Any], dump: Path, *, shown_as: str) -> None:
    """Restore a dump into an empty database, in one transaction. `database`: its Django settings. Raises BackupError."""
    import psycopg

    program = _program("pg_restore")
    try:
        with closing(psycopg.connect(connection_words(database), password=database.get("PASSWORD") or None)) as opened:
            tables = opened.execute(
                "SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
                "WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'"
            ).fetchone()
    except psycopg.Error as error:
        raise BackupError(
            f"The database {shown_as} does not answer ({' '.join(str(error).split())}). Start it, or set BROADSHEET_DATABASE_URL to another."
        ) from error
    if tables and tables[0]:
        raise BackupError(
            f"The database {shown_as} is not empty. Make an empty one (createdb NAME), and set BROADSHEET_DATABASE_URL to it."
        )
    _run(program, database, "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", str(dump))


def _program(name: str) -> str:
    program = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), ""
    )
    if not program:
        raise BackupError(f"{name} is not installed. Install PostgreSQL's programs: apt-get install postgresql-client")
    return program


def _run(program: str, database: dict[str, Any], *arguments: str) -> None:
    """Run a program of PostgreSQL. The password is passed in the environment, because arguments are visible to other users."""
    password = {"PGPASSWORD": database["PASSWORD"]} if database.get("PASSWORD") else {}
    done = subprocess.run(
        [program, f"--dbname={connection_words(database)}", *arguments],
        capture_output=True, text=True, check=False, env=os.environ | password,
    )  # fmt: skip
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise BackupError(f"{Path(program).name} failed: {lines[-1] if lines else done.returncode}")
