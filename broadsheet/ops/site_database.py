"""Whether the database of a site is there; nothing is made by looking."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from broadsheet import __version__
from broadsheet.edge.trouble import trouble_of
from broadsheet.settings.env import shown

from .database_file import ELSE, wrong_with_file


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
        return trouble.for_a_command if trouble else f"The database {name_of_database()} is damaged ({error}). {ELSE}"
    if may_be_empty or "django_migrations" in tables:
        return ""
    return _no_paper()


def wrong_with_version() -> str:
    """One sentence or two where the database was made by another version than this; empty where it is of this one."""
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
    """One sentence or two where a later release of Broadsheet has changed the tables; empty where none has."""
    own = {name.rpartition(".")[2] for name in settings.BROADSHEET_APPS}
    unknown = sorted(key for key in loader.applied_migrations if key[0] in own and key not in loader.disk_migrations)
    if not unknown:
        return ""
    app, migration = unknown[-1]
    return (
        f"The database {name_of_database()} was changed by a later release of Broadsheet ({app}.{migration}); this is {__version__}. "
        "Install that release again, or restore a backup that was made before."
    )


def _no_paper() -> str:
    return (
        f"The database {name_of_database()} holds no paper. Check BROADSHEET_DATABASE_URL; else restore a backup (broadsheet restore), "
        "or make a new paper (broadsheet init FOLDER)."
    )


def tables_of_site() -> list[str]:
    """The names of its tables. Raises DatabaseError where it does not answer."""
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def name_of_database() -> str:
    """As it may be shown: without its password."""
    return shown(settings.SITE_ENV.database_url) if settings.DATABASE_FILE is None else str(settings.DATABASE_FILE)
