"""Chooses the change log for the kind of database that Django uses."""

from __future__ import annotations

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from .log import ChangeLog
from .sqlite import SqliteChangeLog


def change_log(on: BaseDatabaseWrapper = connection, *, listens: bool = True) -> ChangeLog:
    """The change log of Django's database."""
    if on.vendor == "sqlite":
        return SqliteChangeLog(str(on.settings_dict["NAME"]))
    if on.vendor == "postgresql":
        import psycopg  # here, because a site on SQLite may not have it installed

        from .postgresql import PostgresqlChangeLog

        parameters = on.get_connection_params()
        wanted = {
            name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters
        }
        return PostgresqlChangeLog(lambda: psycopg.connect(**wanted, autocommit=True), listens=listens)
    raise NotImplementedError(f"The page store watches SQLite and PostgreSQL, not {on.vendor}.")
