"""Keeping the change log short.

No process misses a change: one that had not read the deleted rows notices the gap and counts everything as changed.
"""

from __future__ import annotations

from django.db import connection, transaction

from ..models import Change
from .watching import PRUNED


class Pruner:
    """Deletes old rows; one for each process.

    It deletes only rows that existed at its last call, which every process has read that looked at least once between the
    two calls.
    """

    def __init__(self, *, keep: int = 10_000) -> None:
        """`keep`: how many of the newest rows always stay."""
        self._keep, self._seen = keep, ""

    def prune(self) -> int:
        """Delete old rows; returns how many. Call it some minutes apart."""
        newest = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
        prune = _by_snapshot if connection.vendor == "postgresql" else _by_id
        gone, self._seen = prune(self._seen, newest, newest - self._keep)
        return gone


def _by_id(seen: str, newest: int, limit: int) -> tuple[int, str]:
    """Prune on SQLite, where ids have no gaps, so that a process sees that rows are missing."""
    limit = min(int(seen or 0), limit)
    if limit <= 0:
        return 0, str(newest)
    # A queryset's `delete` would read the rows first, for signals that have no receivers.
    with connection.cursor() as cursor:
        cursor.execute('DELETE FROM "edge_change" WHERE "id" <= %s', [limit])
        return cursor.rowcount, str(newest)


def _by_snapshot(seen: str, newest: int, limit: int) -> tuple[int, str]:
    """Prune on PostgreSQL, where a row with a low id may be committed late.

    The rows that were visible at the last call are deleted. A PRUNED row names the first transaction that had not begun
    then, so that a process can tell whether it has read them all (`PostgresqlChangeLog`).
    """
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
