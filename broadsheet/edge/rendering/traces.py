"""Traces: the SELECTs that a page or fragment was made from, each with a digest of its result.

This is incremental computation with verifying traces (Mokhov, Mitchell, Peyton Jones: Build Systems à la Carte,
ICFP 2018): the same queries with the same results make the same page.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

from ..changes.watching import WatchRule, columns_of, rules, tables_of


class TracedQuery(NamedTuple):
    """A SELECT with its parameters, as Django passed them to the database adapter."""

    sql: str
    params: tuple[Any, ...] | None

    @property
    def key(self) -> bytes:
        """16 bytes that identify the query. Raises what pickle raises where a parameter cannot be pickled."""
        return hashlib.blake2b(pickle.dumps((self.sql, self.params), protocol=5), digest_size=16).digest()


class Dependency(NamedTuple):
    """A query and the digest of its result."""

    question: TracedQuery
    digest: bytes


def tables_read(steps: Iterable[Dependency]) -> frozenset[str]:
    """The tables that the steps' queries name."""
    return frozenset().union(*(tables_of(step.question.sql) for step in steps))


def ask(question: TracedQuery) -> bytes:
    """The digest of the query's result now; raises DatabaseError.

    On SQLite this bypasses Django's cursor, which would cost half as much as most of these queries do.
    """
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with connection.wrap_database_errors:
            if question.params is None:
                cursor = connection.connection.execute(question.sql)
            else:
                cursor = connection.connection.execute(_with_question_marks(question.sql), question.params)
            return digest_of(question.sql, cursor.description, cursor.fetchall())
    with connection.cursor() as cursor:
        cursor.execute(question.sql, question.params)
        return digest_of(question.sql, cursor.description, cursor.fetchall())


@lru_cache(maxsize=4096)
def _with_question_marks(sql: str) -> str:
    """The statement with `?` for `%s`, as SQLite's adapter needs it; Django's own cursor converts it in the same way."""
    return FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")


def digest_of(sql: str, description: Sequence[Any] | None, rows: Sequence[Sequence[Any]]) -> bytes:
    """16 bytes that are the same for the same rows in the same order.

    Columns that no page shows (`WatchRule.unseen`) are left out. They are recognised by name, where the statement reads
    their table.
    """
    if rows and description:
        unseen, nonzero = _passed_over(sql, description)
        if unseen or nonzero:
            rows = [_seen(row, unseen, nonzero) for row in rows]
    return hashlib.blake2b(repr(rows).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _seen(row: Sequence[Any], unseen: frozenset[int], nonzero: frozenset[int]) -> tuple[Any, ...]:
    return tuple(
        None if place in unseen else (value and True) if place in nonzero else value for place, value in enumerate(row)
    )


_places: dict[tuple[str, int], tuple[frozenset[int], frozenset[int]]] = {}


def _passed_over(sql: str, description: Sequence[Any]) -> tuple[frozenset[int], frozenset[int]]:
    """The indexes, in a row of the result, of the `unseen` columns, and of the `nonzero` columns."""
    key = (sql, len(description))
    if key not in _places:
        if len(_places) > 5000:
            _places.clear()
        known = rules()
        read = [known[table] for table in tables_of(sql) if table in known]
        unseen = frozenset().union(*(rule.unseen - _columns_beside(rule, read) for rule in read))
        nonzero = frozenset().union(*(rule.nonzero - _columns_beside(rule, read) for rule in read))
        names = [column[0] for column in description]
        _places[key] = (
            frozenset(place for place, name in enumerate(names) if name in unseen),
            frozenset(place for place, name in enumerate(names) if name in nonzero),
        )
    return _places[key]


def _columns_beside(rule: WatchRule, read: Iterable[WatchRule]) -> frozenset[str]:
    """The columns of the other tables that a statement reads; a result column with such a name may be theirs, so it counts."""
    return frozenset().union(*(columns_of(other.table) for other in read if other is not rule))
