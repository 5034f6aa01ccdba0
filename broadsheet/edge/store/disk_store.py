"""The shelf: what one machine has stored, in a SQLite file of its own that its workers share.

It is a cache: it may be deleted at any time, and a power cut may cost what was stored last. Nothing on it is
trusted; a process that takes something down asks its questions again first. The file can be read by its owner
alone, for traces are pickled, as in Django's own file cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from ..rendering.pieces import Piece
from ..rendering.traces import Dependency, TracedQuery

GAUGE = "now:"  # what begins the names of figures that are no counts
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    key TEXT PRIMARY KEY, build TEXT NOT NULL, stamp TEXT NOT NULL, status INTEGER NOT NULL, content BLOB NOT NULL,
    trace BLOB NOT NULL, valid_until REAL NOT NULL, rendered_at REAL NOT NULL, used_at REAL NOT NULL,
    size INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_by_use ON entry (used_at, size);
CREATE TABLE IF NOT EXISTS statement (id INTEGER PRIMARY KEY, sql TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS counted (worker TEXT, name TEXT, value INTEGER, PRIMARY KEY (worker, name)) WITHOUT ROWID;
"""


WAIT = 1.0  # seconds for another's lock; what cannot be had sooner is made again
_TROUBLE = (sqlite3.Error, OSError)  # the file, or what must be known of it before it is opened
_DIGEST = 16  # bytes before the content, which tell whether the disk gave back what was written


class FragmentReference(NamedTuple):
    """A place in a page that is filled with a fragment, less what has the key `without`."""

    fragment: str
    without: int | None


class StoredPage(NamedTuple):
    """One page or fragment as it was rendered."""

    key: str
    build: str
    stamp: str  # tells this render from every other one
    status: int
    headers: tuple[tuple[str, str], ...]
    contents: tuple[Piece | FragmentReference, ...]
    trace: tuple[Dependency, ...]
    valid_until: float  # Unix time, seconds
    rendered_at: float

    @property
    def size(self) -> int:
        """Bytes of its segments."""
        return sum(len(piece.segment) for piece in self.contents if isinstance(piece, Piece))


class DiskStore:
    """The file. Every thread has a connection of its own; each write is a transaction of its own."""

    def __init__(self, path: Path, *, budget: int) -> None:
        """`budget`: bytes that the entries may take together; the least recently used ones leave first."""
        self.path, self.budget = path, budget
        self._local = threading.local()
        self._ids: dict[str, int] = {}
        self._sql: dict[int, str] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT, 0o600))

    @property
    def _connection(self) -> sqlite3.Connection:
        """This thread's connection; made again where the file was deleted meanwhile, or damaged."""
        known = getattr(self._local, "connection", None)
        try:
            if known is not None and not os.stat(self.path).st_size:
                self._delete()  # somebody emptied it
            inode = os.stat(self.path).st_ino
        except FileNotFoundError:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT, 0o600))
            inode = os.stat(self.path).st_ino
        if known is None or self._local.inode != inode:
            known = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None, check_same_thread=False)
            known.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {_SCHEMA}")
            self._local.connection, self._local.inode = known, inode
            self._ids.clear()
            self._sql.clear()
        return known

    def take(self, key: str, *, build: str = "") -> StoredPage | None:
        """What is stored under `key`, by this build or by any; None where nothing is, or what is there cannot be read."""
        try:
            row = self._connection.execute(
                "SELECT build, stamp, status, content, trace, valid_until, rendered_at FROM entry WHERE key = ? AND ? IN ('', build)",
                (key, build),
            ).fetchone()
            if row is None:
                return None
            build, stamp, status, content, trace, valid_until, rendered_at = row
            if hashlib.blake2b(content[_DIGEST:], digest_size=_DIGEST).digest() != content[:_DIGEST]:
                return None
            headers, contents = pickle.loads(content[_DIGEST:])  # noqa: S301 - our own file, see above
            return StoredPage(
                key, build, stamp, status, headers, contents, self._unpacked(trace), valid_until, rendered_at
            )
        except _TROUBLE as error:
            self._discard_if_damaged(error)
        except (pickle.UnpicklingError, zlib.error, LookupError, ValueError, EOFError, AttributeError, TypeError):
            pass  # this row alone is of no use
        return None

    def put(self, stored: StoredPage) -> None:
        """Keep it in place of what was there; where the disk refuses, it is simply not kept."""
        try:
            connection = self._connection  # first, for a new file numbers the statements anew
            content = pickle.dumps((stored.headers, stored.contents), protocol=5)
            content = hashlib.blake2b(content, digest_size=_DIGEST).digest() + content
            trace = self._packed(stored.trace)
            connection.execute(
                "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (stored.key, stored.build, stored.stamp, stored.status, content, trace, stored.valid_until,
                 stored.rendered_at, time.time(), len(content) + len(trace)),
            )  # fmt: skip
        except _TROUBLE as error:
            self._discard_if_damaged(error)

    def remove(self, key: str) -> None:
        """Forget what is stored under `key`."""
        try:
            self._connection.execute("DELETE FROM entry WHERE key = ?", (key,))
        except _TROUBLE as error:
            self._discard_if_damaged(error)

    def touch(self, keys: Iterable[str]) -> None:
        """Note that these were used."""
        now = time.time()
        try:
            self._connection.executemany("UPDATE entry SET used_at = ? WHERE key = ?", [(now, key) for key in keys])
        except _TROUBLE:
            return

    def keys(self, *, build: str, used_since: float = 0.0) -> list[str]:
        """The keys of this build that were used since a moment (Unix time, seconds), the last used first."""
        try:
            rows = self._connection.execute(
                "SELECT key FROM entry WHERE used_at >= ? AND build = ? ORDER BY used_at DESC", (used_since, build)
            )
            return [row[0] for row in rows]
        except _TROUBLE:
            return []

    def trim(self, *, build: str) -> None:
        """Drop what another build made, then the least recently used, until the budget is kept."""
        try:
            connection = self._connection
            connection.execute("DELETE FROM entry WHERE build <> ?", (build,))
            total = connection.execute("SELECT coalesce(sum(size), 0) FROM entry").fetchone()[0]
            if total <= self.budget:
                return
            for key, size in connection.execute("SELECT key, size FROM entry ORDER BY used_at").fetchall():
                if total <= self.budget * 0.9:
                    break
                connection.execute("DELETE FROM entry WHERE key = ?", (key,))
                total -= size
        except _TROUBLE as error:
            self._discard_if_damaged(error)

    def measure(self) -> tuple[int, int]:
        """(entries, bytes) that are kept."""
        count, size = self._connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM entry").fetchone()
        return count, size

    def clear(self) -> int:
        """Forget everything; returns how many entries there were."""
        return self._connection.execute("DELETE FROM entry").rowcount

    def _discard_if_damaged(self, error: sqlite3.Error | OSError) -> None:
        """A file that SQLite cannot read is deleted; it holds nothing that cannot be made again."""
        is_operational = isinstance(error, sqlite3.OperationalError)  # locked, or the disk is full, unless it says so
        if isinstance(error, sqlite3.DatabaseError) and (not is_operational or "disk I/O" in str(error)):
            self._delete()

    def _delete(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    # --- traces -----------------------------------------------------------------------------------
    def _packed(self, trace: Iterable[Dependency]) -> bytes:
        steps = [(self._id_of(step.question.sql), step.question.params, step.digest) for step in trace]
        return zlib.compress(pickle.dumps(steps, protocol=5), 3)

    def _unpacked(self, packed: bytes) -> tuple[Dependency, ...]:
        steps = pickle.loads(zlib.decompress(packed))  # noqa: S301 - our own file, see above
        return tuple(Dependency(TracedQuery(self._sql_of(number), params), digest) for number, params, digest in steps)

    def _id_of(self, sql: str) -> int:
        if sql not in self._ids:
            connection = self._connection
            connection.execute("INSERT OR IGNORE INTO statement (sql) VALUES (?)", (sql,))
            self._ids[sql] = connection.execute("SELECT id FROM statement WHERE sql = ?", (sql,)).fetchone()[0]
        return self._ids[sql]

    def _sql_of(self, number: int) -> str:
        if number not in self._sql:
            row = self._connection.execute("SELECT sql FROM statement WHERE id = ?", (number,)).fetchone()
            if row is None:
                raise KeyError(number)
            self._sql[number] = row[0]
        return self._sql[number]

    # --- counts -----------------------------------------------------------------------------------
    def write_counts(self, worker: str, counts: dict[str, int]) -> None:
        """Keep a worker's counts, for whichever worker is asked for the machine's."""
        try:
            self._connection.executemany(
                "INSERT OR REPLACE INTO counted VALUES (?, ?, ?)",
                [(worker, name, value) for name, value in counts.items()],
            )
        except _TROUBLE:
            return

    def merge_counts(self, *, is_alive: Callable[[str], bool]) -> None:
        """Add up what workers counted that are gone; their gauges go with them."""
        try:
            connection = self._connection
            workers = {row[0] for row in connection.execute("SELECT DISTINCT worker FROM counted WHERE worker <> ''")}
            for worker in workers:
                if not is_alive(worker):
                    connection.execute(
                        "INSERT INTO counted SELECT '', name, value FROM counted WHERE worker = ? AND name NOT LIKE ? "
                        "ON CONFLICT (worker, name) DO UPDATE SET value = value + excluded.value",
                        (worker, f"{GAUGE}%"),
                    )
                    connection.execute("DELETE FROM counted WHERE worker = ?", (worker,))
        except _TROUBLE as error:
            self._discard_if_damaged(error)

    def read_counts(self) -> dict[str, int]:
        """Name -> sum over the workers."""
        try:
            rows: list[Any] = self._connection.execute("SELECT name, sum(value) FROM counted GROUP BY name").fetchall()
        except _TROUBLE:
            return {}
        return dict(rows)
