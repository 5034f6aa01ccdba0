"""Whether the database of a site is there; nothing is made by looking."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from broadsheet.edge.trouble import trouble_of
from broadsheet.settings.env import shown

_BEGINNING = b"SQLite format 3\x00"  # of every file that is not empty (sqlite.org/fileformat.html, 1.3)
_ELSE = "Put it back, restore a backup (broadsheet restore), or make a new paper (broadsheet init FOLDER)."


def wrong_with_database(*, may_be_empty: bool = False) -> str:
    """One sentence or two that say why no command can work on the site's database; empty where it can."""
    file = settings.DATABASE_FILE
    if file and (wrong := wrong_with_file(file)):
        return wrong
    if file and not may_be_empty and file.stat().st_size == 0:  # which SQLite would write to when it is opened
        return _no_paper()
    try:
        tables = tables_of_site()
    except DatabaseError as error:
        trouble = trouble_of(error)
        return trouble.for_a_command if trouble else f"The database {name_of_database()} is damaged ({error}). {_ELSE}"
    if may_be_empty or "django_migrations" in tables:
        return ""
    return _no_paper()


def wrong_with_version() -> str:
    """One sentence or two where the database was made by another version than this; empty where it is of this one."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return (
            f"The database {name_of_database()} is of an older version. Start the site once (broadsheet serve), or bring the database "
            "up to date with: broadsheet manage migrate"
        )
    return ""


def _no_paper() -> str:
    return (
        f"The database {name_of_database()} holds no paper. Check BROADSHEET_DATABASE_URL; else restore a backup (broadsheet restore), "
        "or make a new paper (broadsheet init FOLDER)."
    )


def wrong_with_file(file: Path) -> str:
    """As above, of a SQLite file. One that is empty is SQLite's, too."""
    try:
        with file.open("r+b") as opened:
            beginning = opened.read(len(_BEGINNING))
    except FileNotFoundError:
        return f"The database {file} is not there. {_ELSE}"
    except OSError as error:
        return f"The database {file} cannot be used ({error.strerror}). Let the site's account read and write it, or check BROADSHEET_DATABASE_URL."
    if beginning not in {b"", _BEGINNING}:
        return f"{file} is no SQLite database. {_ELSE}"
    if not os.access(file.parent, os.W_OK | os.X_OK):
        return f"Nothing can be written beside the database, in {file.parent}. Let the site's account write there."
    return ""


def tables_of_site() -> list[str]:
    """The names of its tables. Raises DatabaseError where it does not answer."""
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def name_of_database() -> str:
    """As it may be shown: without its password."""
    return shown(settings.SITE_ENV.database_url) if settings.DATABASE_FILE is None else str(settings.DATABASE_FILE)
