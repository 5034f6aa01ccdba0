"""The change log on PostgreSQL: notifications wake a thread that reads the new rows."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from . import triggers
from .log import EVERYTHING, MOST_ROWS, ChangeLog, DatabaseUnavailable
from .triggers import CHANNEL
from .watching import PRUNED

logger = logging.getLogger(__name__)
LISTEN_FLOOR = 1.0  # seconds: how often the log is read even without a notification
_FIRST = f"SELECT pg_current_snapshot()::text, present, stamp FROM ({triggers.PRESENT['postgresql']}) AS there"
_NEXT = (
    "SELECT pg_current_snapshot()::text, present, stamp, "
    '(SELECT coalesce(array_agg("table" || chr(1) || "kind" || chr(1) || "key"), \'{}\') FROM '
    '(SELECT "table", "kind", "key" FROM "edge_change" WHERE "xid" >= pg_snapshot_xmin(%(last)s::pg_snapshot) '
    f'AND NOT pg_visible_in_snapshot("xid", %(last)s::pg_snapshot) LIMIT {MOST_ROWS + 1}) AS unseen) '
    f"FROM ({triggers.PRESENT['postgresql']}) AS there"
)


class PostgresqlChangeLog(ChangeLog):
    """`NOTIFY` wakes a thread that reads the new rows; between two notifications a look costs nothing.

    PostgreSQL's sequences do not rise in the order of commits, so the log is read by transactions: a row is new if its
    transaction was not visible in the snapshot of the last reading (`pg_visible_in_snapshot`).
    """

    def __init__(self, make_connection: Callable[[], Any], *, listens: bool = True) -> None:
        """`make_connection()` returns a psycopg connection in autocommit mode. Without `listens`, every look reads the log."""
        super().__init__()
        self._make, self._listens = make_connection, listens
        self._connection: Any = None
        self._snapshot = ""
        self._stamp: int | None = None
        self._expected = triggers.expected("postgresql")
        self._is_away = ""
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def look(self) -> int:
        if self._listens:
            if self._thread is None:
                self._start()
            if self._is_away:
                raise DatabaseUnavailable(self._is_away)
            return self.tick
        self.read_on()
        return self.tick

    def read_on(self) -> None:
        """Read the rows of the transactions that have become visible; raises DatabaseUnavailable."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._make()
                    self._connection.execute(f'LISTEN "{CHANNEL}"')
                self._take_in(self._new_rows())
            except Exception as error:
                self._forget()
                raise DatabaseUnavailable(str(error)) from error

    def _new_rows(self) -> list[tuple[str, str, str]]:
        """The rows that have become visible since the last reading; EVERYTHING where they cannot be determined."""
        if not self._snapshot:
            self._snapshot, present, self._stamp = self._connection.execute(_FIRST).fetchone()
            self._see({present} == self._expected)
            return [EVERYTHING]
        was_blind, was_stamp, seen = self._is_blind, self._stamp, int(self._snapshot.partition(":")[0])
        cursor = self._connection.execute(_NEXT, {"last": self._snapshot})
        self._snapshot, present, self._stamp, rows = cursor.fetchone()
        self._see({present} == self._expected)
        if was_blind or self._is_blind or self._stamp != was_stamp:
            return [EVERYTHING]
        if len(rows) > MOST_ROWS:
            return [EVERYTHING]
        new: list[tuple[str, str, str]] = [tuple(row.split("\x01")) for row in rows]
        # Pruned rows were committed before the transaction that the PRUNED row names. If every transaction before that one
        # had ended at the last reading, this process has read all of them.
        if any(kind == PRUNED and int(key) > seen for _, kind, key in new):
            return [EVERYTHING]
        return [row for row in new if row[1] != PRUNED]

    def _start(self) -> None:
        with self._lock:
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._run, name="edge-listener", daemon=True)
        self._catch_up()
        self._thread.start()

    def _catch_up(self) -> None:
        try:
            self.read_on()
            self._is_away = ""
        except DatabaseUnavailable as error:
            if not self._is_away:
                logger.warning("The page store cannot reach the database: %s", error)
            self._is_away = str(error) or "away"

    def _run(self) -> None:
        while not self._stopping.is_set():
            connection = self._connection
            try:
                if connection is None:
                    self._stopping.wait(LISTEN_FLOOR)
                else:
                    for _ in connection.notifies(timeout=LISTEN_FLOOR, stop_after=1):
                        pass
            except Exception:
                with self._lock:
                    self._forget()
            self._catch_up()

    def _forget(self) -> None:
        connection, self._connection, self._snapshot = self._connection, None, ""
        if connection is not None:
            try:
                connection.close()
            except Exception:
                logger.debug("A broken connection could not be closed.", exc_info=True)

    def close(self) -> None:
        self._stopping.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(timeout=2 * LISTEN_FLOOR)
        with self._lock:
            self._forget()
