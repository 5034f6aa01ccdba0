"""Keeping the change log short. Nobody misses anything by it: a process that had not read what is deleted finds that out,
and counts everything as changed."""

from __future__ import annotations

from django.db import connection, transaction

from ..models import Change
from .watching import PRUNED


class Pruner:
    """One for each process. What it deletes was there at its last call already, and so has been read by all who read at
    least once between two calls."""

    def __init__(self, *, keep: int = 10_000) -> None:
        """`keep`: as many of the newest rows stay in any case."""
        self._keep, self._seen = keep, ""

    def prune(self) -> int:
        """Delete what is old; returns how many rows went. Call it some minutes apart."""
        newest = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
        prune = _by_snapshot if connection.vendor == "postgresql" else _by_id
        gone, self._seen = prune(self._seen, newest, newest - self._keep)
        return gone


def _by_id(seen: str, newest: int, limit: int) -> tuple[int, str]:
    """On SQLite ids follow one another, so that a reader sees the gap."""
    limit = min(int(seen or 0), limit)
    if limit <= 0:
        return 0, str(newest)
    with (
        connection.cursor() as cursor
    ):  # a queryset's `delete` would read the rows first, for signals that nobody waits for
        cursor.execute('DELETE FROM "edge_change" WHERE "id" <= %s', [limit])
        return cursor.rowcount, str(newest)


def _by_snapshot(seen: str, newest: int, limit: int) -> tuple[int, str]:
    """On PostgreSQL a row with a low id may be committed late: what was visible at the last call is deleted, and a row is
    left that says so, by the first transaction that was not yet visible then to everybody (`PostgresqlChangeLog`)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        now = cursor.fetchone()[0]
        if not seen or limit <= 0:
            return 0, now
        cursor.execute(
            'DELETE FROM "edge_change" WHERE "id" <= %s AND pg_visible_in_snapshot("xid", %s::pg_snapshot)',
            [limit, seen],
        )
        gone = cursor.rowcount
        if gone:
            cursor.execute('DELETE FROM "edge_change" WHERE "kind" = %s', [PRUNED])
            cursor.execute(
                'INSERT INTO "edge_change" ("table", "kind", "key") VALUES (%s, %s, pg_snapshot_xmax(%s::pg_snapshot)::text)',
                ["", PRUNED, seen],
            )
    return gone, now
