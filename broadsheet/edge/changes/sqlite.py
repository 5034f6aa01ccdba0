"""The change log on SQLite: a look costs about four microseconds while nothing is committed."""

from __future__ import annotations

import os
import sqlite3
import time
from urllib.parse import quote

from . import triggers
from .log import EVERYTHING, MOST_ROWS, ChangeLog, DatabaseUnavailable

# Seconds. A look happens on the event loop, where all readers wait for it.
LOCK_WAIT = 0.25  # for a lock that excludes even readers (recovery after a crash, a manual repair)
AWAY_PAUSE = 0.5  # before the next attempt to reach a database that did not answer


class SqliteChangeLog(ChangeLog):
    """One `PRAGMA data_version` (sqlite.org/pragma.html) tells whether any other connection has committed.

    The log has a connection of its own that is never in a transaction, because `data_version` does not change for a
    connection's own commits, nor within a transaction. `PRAGMA schema_version` tells whether a table was made or remade, a
    trigger dropped or a backup restored. Then the triggers are checked, and everything counts as changed.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._version = self._schema = self._last_id = -1
        self._away_until, self._why = 0.0, ""

    def look(self) -> int:
        with self._lock:
            if time.monotonic() < self._away_until:
                raise DatabaseUnavailable(self._why)
            try:
                if self._connection is None:
                    self._connect()
                assert self._connection is not None
                version = self._connection.execute("PRAGMA data_version").fetchone()[0]
                if version != self._version:
                    self._read_on(self._connection)
                    self._version = version
            except (sqlite3.Error, OSError) as error:
                self._forget()
                self._away_until, self._why = time.monotonic() + AWAY_PAUSE, str(error)
                raise DatabaseUnavailable(str(error)) from error
            return self.tick

    def check_file(self) -> None:
        with self._lock:
            try:
                if self._connection is not None and os.stat(self._path).st_ino != self._inode:
                    self._forget()
                    self.files += 1
            except OSError:
                self._forget()

    def _connect(self) -> None:
        self._inode = os.stat(self._path).st_ino
        self._connection = sqlite3.connect(
            f"file:{quote(self._path)}?mode=rw", uri=True, isolation_level=None, check_same_thread=False, timeout=LOCK_WAIT
        )  # fmt: skip

    def _read_on(self, on: sqlite3.Connection) -> None:
        schema = on.execute("PRAGMA schema_version").fetchone()[0]
        is_other = schema != self._schema
        if is_other:
            self._see({row[0] for row in on.execute(triggers.PRESENT["sqlite"])} == triggers.expected("sqlite"))
        newest = on.execute('SELECT coalesce(max("id"), 0) FROM "edge_change"').fetchone()[0]
        rows = []
        if 0 <= newest - self._last_id <= MOST_ROWS and self._last_id >= 0:
            rows = on.execute(
                'SELECT "id", "table", "kind", "key" FROM "edge_change" WHERE "id" > ? AND "id" <= ? ORDER BY "id"',
                (self._last_id, newest),
            ).fetchall()
        # Ids have no gaps, because a rolled back id is used again. A gap therefore means that rows were pruned unread, or
        # were too many to read here. If the newest id is lower than the last one read, the log was emptied or replaced.
        is_whole = len(rows) == newest - self._last_id
        is_known = newest >= self._last_id >= 0
        self._last_id, self._schema = newest, schema
        if is_other or self._is_blind or not is_whole or not is_known:
            self._take_in([EVERYTHING])
        elif rows:
            self._take_in([(table, kind, key) for _, table, kind, key in rows])

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        self._version = self._schema = self._last_id = -1
        if connection is not None:
            connection.close()

    def close(self) -> None:
        with self._lock:
            self._forget()
