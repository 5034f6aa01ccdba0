"""A captured render: read-only, in one snapshot, with a record of everything that it reads."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction

from ..changes.watching import known_tables, objection_to, rules, tables_of
from ..clock import Readings, is_read_by_capture
from .traces import Dependency, TracedQuery, digest_of

_PASSES = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class UnstorablePage(BaseException):
    """The page may be served but not stored; the reason says why.

    It is not an Exception, so that no code between a query and the store takes it for an error of the page.
    """


class Capture:
    """What one render read."""

    def __init__(self) -> None:
        self.steps: dict[TracedQuery, bytes] = {}
        self.readings = Readings()

    @property
    def trace(self) -> list[Dependency]:
        """The queries, each once, with the digests of their results."""
        return [Dependency(question, digest) for question, digest in self.steps.items()]

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Sequence[object] | None,
        many: bool,
        context: dict[str, Any],
    ) -> object:
        """Django's execute wrapper: run the statement, keep the digest of its result, and pass the rows on."""
        start = sql.lstrip(" (\n")[:9].upper()
        if start.startswith(_PASSES):
            return execute(sql, params, many, context)
        if many or not start.startswith(("SELECT", "WITH", "VALUES")):
            raise UnstorablePage(f"wrote: {sql[:60]}")
        if objection := objection_to(sql):
            raise UnstorablePage(objection)
        result = execute(sql, params, many, context)
        cursor = context["cursor"]
        rows = cursor.cursor.fetchall()
        question = TracedQuery(sql, tuple(params) if params is not None else None)
        try:
            self.steps[question] = digest_of(sql, cursor.description, rows)
        except TypeError as error:
            raise UnstorablePage(f"asked with a parameter that cannot be kept: {error}") from error
        self._refuse_hidden_rows(sql, cursor.description, rows)
        cursor.cursor = _Replay(cursor.cursor, rows)
        return result

    @staticmethod
    def _refuse_hidden_rows(sql: str, description: Sequence[Any], rows: Sequence[Sequence[Any]]) -> None:
        """Refuse a page that is made from a row that is not live: it could show unpublished content.

        Queries of a tree's structure alone, such as those for the fronts that every address begins with, show nothing of it.
        """
        known = rules()
        if not any(known[table].only_if and not known[table].sight for table in tables_of(sql) if table in known):
            return
        places = [place for place, column in enumerate(description) if column[0] == "live"]
        if any(row[place] is not None and not row[place] for place in places for row in rows):
            raise UnstorablePage("touched a row that is not live")


Row = tuple[object, ...]


class _Replay:
    """A cursor that gives rows that were already fetched."""

    def __init__(self, cursor: object, rows: list[Row]) -> None:
        self._cursor, self._rows, self._next = cursor, rows, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._cursor, name)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.fetchall())

    def fetchone(self) -> Row | None:
        rows = self.fetchmany(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int | None = None) -> list[Row]:
        start = self._next
        self._next = min(len(self._rows), start + (size or 1))
        return self._rows[start : self._next]

    def fetchall(self) -> list[Row]:
        start, self._next = self._next, len(self._rows)
        return self._rows[start:]

    def execute(self, *args: object) -> object:
        raise UnstorablePage("used a cursor twice")


class _RenderCache(BaseCache):
    """Django's cache during one render: it holds only what this render put into it."""

    def __init__(self) -> None:
        super().__init__({})
        self._values: dict[str, object] = {}

    def add(self, key: object, value: object, timeout: object = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._values.setdefault(self.make_key(key, version), value) is value

    def get(self, key: object, default: object = None, version: int | None = None) -> object:
        return self._values.get(self.make_key(key, version), default)

    def set(self, key: object, value: object, timeout: object = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._values[self.make_key(key, version)] = value

    def touch(self, key: object, timeout: object = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self.make_key(key, version) in self._values

    def delete(self, key: object, version: int | None = None) -> bool:
        return self._values.pop(self.make_key(key, version), None) is not None

    def clear(self) -> None:
        self._values.clear()


def is_capturing() -> bool:
    """Whether this thread renders for the store, so that code can skip reading what a stored page must not show."""
    return is_read_by_capture()


def refuse_to_store(reason: str) -> None:
    """End a captured render, before it does something that it must not do. The page is then rendered again in the ordinary
    way and not stored. Outside a captured render this does nothing."""
    if is_capturing():
        raise UnstorablePage(reason)


@contextlib.contextmanager
def capturing() -> Iterator[Capture]:
    """Record what the block reads; raises UnstorablePage where it writes, or reads something that cannot be watched.

    The block reads one snapshot of the database, in a read-only transaction.
    """
    known_tables()
    capture = Capture()
    with fresh_caches(), capture.readings, _reading(), _no_other_database(), connection.execute_wrapper(capture):
        yield capture
    if capture.readings.untracked:
        raise UnstorablePage("read the clock without edge.clock")


@contextlib.contextmanager
def _no_other_database() -> Iterator[None]:
    """Refuse pages that read a database other than Django's default, because no other is watched."""

    def refuse(*_: object) -> None:
        raise UnstorablePage("read another database")

    with contextlib.ExitStack() as stack:
        for alias in set(connections) - {DEFAULT_DB_ALIAS}:
            stack.enter_context(connections[alias].execute_wrapper(refuse))
        yield


@contextlib.contextmanager
def fresh_caches() -> Iterator[None]:
    """Give the thread empty caches of its own within the block; Django's caches would hide what a render reads."""
    names = list(caches.settings)
    before = {name: caches[name] for name in names}
    try:
        for name in names:
            caches[name] = _RenderCache()
        yield
    finally:
        for name, cache in before.items():
            caches[name] = cache


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    """One read transaction.

    The settings ask for BEGIN IMMEDIATE, which is right for writers. Here Django's own `transaction_mode` is switched; a
    hand-written BEGIN would break nested `atomic()` blocks.
    """
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with _sqlite_reading():
            yield
        return
    with transaction.atomic():
        if not connection.savepoint_ids:  # within a test's transaction the level is already set
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextlib.contextmanager
def _sqlite_reading() -> Iterator[None]:
    wrapper: Any = connections[DEFAULT_DB_ALIAS]  # only SQLite's wrapper has `transaction_mode`
    mode = wrapper.transaction_mode
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    wrapper.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            yield
    finally:
        wrapper.transaction_mode = mode
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
