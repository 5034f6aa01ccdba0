"""Checks that the database of a site exists and can be used, without creating anything."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from broadsheet import __version__
from broadsheet.edge.trouble import trouble_of
from broadsheet.settings.env import shown

from .database_file import ELSE, wrong_with_file

RELEASES = (
    "broadsheet"  # in the table of migrations: the "app" whose "migrations" are the releases that have served the site
)


def wrong_with_database(*, may_be_empty: bool = False) -> str:
    """Why the site's database cannot be used, in one or two sentences; empty where it can.

    `may_be_empty`: a database without tables is acceptable.
    """
    file = settings.DATABASE_FILE
    if file and (wrong := wrong_with_file(file)):
        return wrong
    if file and not may_be_empty and file.stat().st_size == 0:  # opening an empty file would write to it
        return _no_paper()
    try:
        tables = tables_of_site()
    except DatabaseError as error:
        trouble = trouble_of(error)
        return trouble.for_a_command if trouble else f"The database {name_of_database()} is damaged ({error}). {ELSE}"
    if may_be_empty or "django_migrations" in tables:
        return ""
    return _no_paper()


def wrong_with_version() -> str:
    """Why the database does not fit this version of the code, in one or two sentences; empty where it does."""
    executor = MigrationExecutor(connection)
    if wrong := wrong_with_later_release(executor.loader):
        return wrong
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return (
            f"The database {name_of_database()} is of an older version. Start the site once (broadsheet serve), or bring the database "
            "up to date with: broadsheet manage migrate"
        )
    return ""


def wrong_with_later_release(loader: MigrationLoader) -> str:
    """One sentence or two where a later release of Broadsheet has changed the tables, or has served the site; empty where none has.

    A release that differs in its third number only is not later: it changes no tables.
    """
    later = [
        name for app, name in loader.applied_migrations if app == RELEASES and _release(name) > _release(__version__)
    ]
    own = {name.rpartition(".")[2] for name in settings.BROADSHEET_APPS}
    unknown = [key for key in loader.applied_migrations if key[0] in own and key not in loader.disk_migrations]
    if later:
        what = f"Broadsheet {max(later, key=_release)}"
    elif unknown:
        what = f"a later release of Broadsheet ({'.'.join(max(unknown))})"
    else:
        return ""
    return (
        f"The database {name_of_database()} was changed by {what}; this is {__version__}. "
        "Install that release again, or restore a backup that was made before."
    )


def record_release(loader: MigrationLoader) -> None:
    """Write down that this release has served the site, in the table of migrations, which every release reads."""
    if (RELEASES, __version__) not in loader.applied_migrations:
        MigrationRecorder(connection).record_applied(RELEASES, __version__)


def _release(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)[:2]]


def _no_paper() -> str:
    return (
        f"The database {name_of_database()} contains no Broadsheet site. Check BROADSHEET_DATABASE_URL, restore a backup (broadsheet restore), "
        "or make a new paper (broadsheet init FOLDER)."
    )


def tables_of_site() -> list[str]:
    """The names of the database's tables. Raises DatabaseError where the database does not answer."""
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def name_of_database() -> str:
    """The path or URL of the database, without a password."""
    return shown(settings.SITE_ENV.database_url) if settings.DATABASE_FILE is None else str(settings.DATABASE_FILE)
