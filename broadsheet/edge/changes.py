"""Reading the change log: what has been committed since one looked last.

Time is counted in ticks of this process: each look that finds something new is one tick, and `last_change` says at which
tick each table changed. Something that was read after the look of tick t is good at any later tick at which none of
its tables has changed since t.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import defaultdict, deque
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from .triggers import CHANNEL
from .watching import ALL, SIGHT, rules

logger = logging.getLogger(__name__)
EVERYTHING = ("", ALL, "")
MOST_KEYS = 500  # rows of a table whose keys are remembered
# Seconds. A look happens where all readers wait for it: the event loop.
LOCK_WAIT = 0.25  # for a lock that keeps even readers out (recovery after a crash, somebody's repair)
AWAY_PAUSE = 0.5  # before a database that did not answer is asked again
LISTEN_FLOOR = 1.0  # seconds: how often the log is read where no notification came


class DatabaseAway(Exception):
    """The database does not answer, so nobody can say whether something has changed."""


class ChangeLog:
    """The ticks; one for each process."""

    def __init__(self) -> None:
        self.tick = 1
        self.last_change: dict[str, int] = {}
        self.all_changed = 1  # the tick at which everything counted as changed
        self._keys: dict[str, deque[tuple[int, str]]] = defaultdict(lambda: deque(maxlen=MOST_KEYS))
        self._lock = threading.Lock()

    def changed_since(self, tables: frozenset[str], tick: int) -> frozenset[str]:
        """Those of `tables` that changed after `tick`."""
        if self.all_changed > tick:
            return tables
        last = self.last_change
        return frozenset(table for table in tables if last.get(table, 0) > tick)

    def is_same(self, tables: frozenset[str], tick: int) -> bool:
        """Whether none of `tables` changed after `tick`."""
        if self.all_changed > tick:
            return False
        last = self.last_change
        return all(last.get(table, 0) <= tick for table in tables)

    def keys_changed(self, table: str, tick: int) -> frozenset[str] | None:
        """The keys of the table's rows that changed after `tick` (`Rule.owner`); None where it may be any."""
        keys = self._keys.get(table)
        if self.all_changed > tick or not keys or len(keys) == MOST_KEYS and keys[0][0] > tick:
            return None
        found = frozenset(key for at, key in list(keys) if at > tick)
        return None if "" in found else found

    def look(self) -> int:
        """Take in what has been committed; returns the tick. Raises DatabaseAway."""
        raise NotImplementedError

    def close(self) -> None:
        """Give the connection back."""

    def _take_in(self, rows: list[tuple[str, str, str]]) -> None:
        """Count (table, kind, key) rows as one tick."""
        tick, known = self.tick + 1, rules()
        for table, kind, key in rows:
            if kind == ALL:
                self.all_changed = tick
            followers = known[table].followers if kind == SIGHT and table in known else ()
            for each in (table, *followers):
                self._keys[each].append((tick, key))
                self.last_change[each] = tick
        self.tick = tick


class SqliteChangeLog(ChangeLog):
    """One `PRAGMA data_version` (sqlite.org/pragma.html) tells whether any other connection has committed.

    The connection is the log's own and never in a transaction: a connection is not told of its own commits, nor of
    others' while it is in one.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._version = -1
        self._last_id = -1
        self._away_until, self._why = 0.0, ""

    def look(self) -> int:
        with self._lock:
            if time.monotonic() < self._away_until:
                raise DatabaseAway(self._why)
            try:
                if self._connection is None:
                    self._connection = sqlite3.connect(
                        f"file:{quote(self._path)}?mode=rw",
                        uri=True,
                        isolation_level=None,
                        check_same_thread=False,
                        timeout=LOCK_WAIT,
                    )
                version = self._connection.execute("PRAGMA data_version").fetchone()[0]
                if version != self._version:
                    self._read_on()
                    self._version = version
            except sqlite3.Error as error:
                self._forget()
                self._away_until, self._why = time.monotonic() + AWAY_PAUSE, str(error)
                raise DatabaseAway(str(error)) from error
            return self.tick

    def _read_on(self) -> None:
        assert self._connection is not None
        if self._last_id < 0:  # the first look, or the first after the database was away
            row = self._connection.execute('SELECT coalesce(max("id"), 0) FROM "edge_change"').fetchone()
            self._last_id = row[0]
            self._take_in([EVERYTHING])
            return
        found = self._connection.execute(
            'SELECT "id", "table", "kind", "key" FROM "edge_change" WHERE "id" > ? ORDER BY "id"', (self._last_id,)
        ).fetchall()
        if found:
            # Ids follow one another, for a rolled back one is given again: a gap is what was pruned unread.
            is_whole = found[0][0] == self._last_id + 1
            self._last_id = found[-1][0]
            self._take_in([(table, kind, key) for _, table, kind, key in found] if is_whole else [EVERYTHING])
            return
        newest = self._connection.execute('SELECT coalesce(max("id"), 0) FROM "edge_change"').fetchone()[0]
        if newest < self._last_id:  # the log is another's: a backup was put in place of the database, or it was emptied
            self._last_id = newest
            self._take_in([EVERYTHING])

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        self._version = self._last_id = -1
        if connection is not None:
            connection.close()

    def close(self) -> None:
        with self._lock:
            self._forget()


class PostgresqlChangeLog(ChangeLog):
    """`NOTIFY` wakes a thread that reads on; between two notifications a look costs nothing.

    Sequences do not rise in the order of commits there, so the log is read by transactions: a row is new when its
    transaction could not be seen in the snapshot of the last reading (`pg_visible_in_snapshot`).
    """

    def __init__(self, make_connection: Any, *, listens: bool = True) -> None:  # noqa: ANN401
        """`make_connection()` gives a psycopg connection in autocommit mode. Without `listens`, every look reads."""
        super().__init__()
        self._make, self._listens = make_connection, listens
        self._connection: Any = None
        self._snapshot = ""
        self._is_away = ""
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def look(self) -> int:
        if self._listens:
            if self._thread is None:
                self._start()
            if self._is_away:
                raise DatabaseAway(self._is_away)
            return self.tick
        self.read_on()
        return self.tick

    def read_on(self) -> None:
        """Take in the rows of the transactions that have become visible; raises DatabaseAway."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._make()
                    self._connection.execute(f'LISTEN "{CHANNEL}"')
                if not self._snapshot:
                    self._snapshot = self._connection.execute("SELECT pg_current_snapshot()::text").fetchone()[0]
                    self._take_in([EVERYTHING])
                    return
                snapshot, rows = self._connection.execute(
                    "SELECT pg_current_snapshot()::text, "
                    '(SELECT coalesce(array_agg("table" || chr(1) || "kind" || chr(1) || "key"), \'{}\') FROM "edge_change" '
                    'WHERE "xid" >= pg_snapshot_xmin(%(last)s::pg_snapshot) '
                    'AND NOT pg_visible_in_snapshot("xid", %(last)s::pg_snapshot))',
                    {"last": self._snapshot},
                ).fetchone()
                self._snapshot = snapshot
                if rows:
                    self._take_in([tuple(row.split("\x01")) for row in rows])
            except Exception as error:
                self._forget()
                raise DatabaseAway(str(error)) from error

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
        except DatabaseAway as error:
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


def change_log(on: BaseDatabaseWrapper = connection, *, listens: bool = True) -> ChangeLog:
    """The change log of Django's database."""
    if on.vendor == "sqlite":
        return SqliteChangeLog(str(on.settings_dict["NAME"]))
    if on.vendor == "postgresql":
        import psycopg

        parameters = on.get_connection_params()
        wanted = {
            name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters
        }
        return PostgresqlChangeLog(lambda: psycopg.connect(**wanted, autocommit=True), listens=listens)
    raise NotImplementedError(f"The page store watches SQLite and PostgreSQL, not {on.vendor}.")


class Pruner:
    """Keeps the log short. What is deleted was there at the last call already, so every process has read it: each
    reads at least once a second, or at its next request finds the gap and looks at everything again."""

    def __init__(self, *, keep: int = 10_000) -> None:
        self._keep, self._seen = keep, 0

    def prune(self) -> int:
        """Delete what is old; returns how many rows went. Call it some minutes apart."""
        from .models import Change

        newest = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
        limit, self._seen = min(self._seen, newest - self._keep), newest
        return Change.objects.filter(id__lte=limit)._raw_delete("default") if limit > 0 else 0
