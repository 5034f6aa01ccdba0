"""The disk store: the pages that one machine has stored, in a SQLite file that its workers share.

It is a cache: it may be deleted at any time, and a power cut may lose the pages that were stored last. Its content is not
trusted: a process that reads a page from it runs the page's queries again before sending it. Only the file's owner can
read it, because it contains pickles, as Django's own file cache does.
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

GAUGE = "now:"  # the prefix of the names of figures that are gauges, not counts
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


WAIT = 1.0  # seconds to wait for a lock; after that the page is rendered again
_TROUBLE = (sqlite3.Error, OSError)  # raised by SQLite, and by the calls before the file is opened
_DIGEST = 16  # bytes before the content: its digest, which shows whether the disk returned what was written


class FragmentReference(NamedTuple):
    """A place in a page where a fragment is inserted, without the pieces of the key `without`."""

    fragment: str
    without: int | None


class StoredPage(NamedTuple):
    """One page or fragment as it was rendered."""

    key: str
    build: str
    stamp: str  # unique to this render
    status: int
    headers: tuple[tuple[str, str], ...]
    contents: tuple[Piece | FragmentReference, ...]
    trace: tuple[Dependency, ...]
    valid_until: float  # Unix time, seconds
    rendered_at: float

    @property
    def size(self) -> int:
        """The length of its compressed segments in bytes."""
        return sum(len(piece.segment) for piece in self.contents if isinstance(piece, Piece))


class DiskStore:
    """The file. Every thread has its own connection, and every write is its own transaction."""

    def __init__(self, path: Path, *, budget: int) -> None:
        """`budget`: how many bytes the entries may take together; the least recently used are removed first."""
        self.path, self.budget = path, budget
        self._local = threading.local()
        self._ids: dict[str, int] = {}
        self._sql: dict[int, str] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT, 0o600))

    @property
    def _connection(self) -> sqlite3.Connection:
        """This thread's connection; it is made again if the file was deleted, emptied or damaged."""
        known = getattr(self._local, "connection", None)
        try:
            if known is not None and not os.stat(self.path).st_size:
                self._delete()  # the file was emptied
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
        """The page stored under `key` by `build`, or by any build; None where there is none, or where it cannot be read."""
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
            pass  # only this row is damaged
        return None

    def put(self, stored: StoredPage) -> None:
        """Store a page in place of an older one; if the disk fails, the page is not kept."""
        try:
            connection = self._connection  # first, because a new file numbers the statements anew
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
        """Remove the page stored under `key`."""
        try:
            self._connection.execute("DELETE FROM entry WHERE key = ?", (key,))
        except _TROUBLE as error:
            self._discard_if_damaged(error)

    def touch(self, keys: Iterable[str]) -> None:
        """Note that the pages with these keys were used now."""
        now = time.time()
        try:
            self._connection.executemany("UPDATE entry SET used_at = ? WHERE key = ?", [(now, key) for key in keys])
        except _TROUBLE:
            return

    def keys(self, *, build: str, used_since: float = 0.0) -> list[str]:
        """The keys of this build that were used since `used_since` (Unix time, seconds), the most recently used first."""
        try:
            rows = self._connection.execute(
                "SELECT key FROM entry WHERE used_at >= ? AND build = ? ORDER BY used_at DESC", (used_since, build)
            )
            return [row[0] for row in rows]
        except _TROUBLE:
            return []

    def trim(self, *, build: str) -> None:
        """Remove the entries of other builds, then the least recently used ones until the budget is met."""
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
        """The number of entries, and their bytes."""
        count, size = self._connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM entry").fetchone()
        return count, size

    def clear(self) -> int:
        """Remove all entries; returns how many there were."""
        return self._connection.execute("DELETE FROM entry").rowcount

    def _discard_if_damaged(self, error: sqlite3.Error | OSError) -> None:
        """Delete a file that SQLite cannot read; everything in it can be made again."""
        # An operational error means a lock or a full disk, except for "disk I/O error".
        is_operational = isinstance(error, sqlite3.OperationalError)
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
        """Store a worker's counts, so that any worker can report those of the machine."""
        try:
            self._connection.executemany(
                "INSERT OR REPLACE INTO counted VALUES (?, ?, ?)",
                [(worker, name, value) for name, value in counts.items()],
            )
        except _TROUBLE:
            return

    def merge_counts(self, *, is_alive: Callable[[str], bool]) -> None:
        """Add up the counts of workers that have ended, and remove their gauges."""
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
