"""The FTS5 tables of both indexes: their creation, and every statement on them.

Both store no text (`content=''`, `contentless_delete=1`; sqlite.org/fts5.html section 4.4.3). The rows
contain terms from `words.py`, separated by spaces, so the tokenizer has nothing left to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

_FTS = "content='', contentless_delete=1"
_PLAIN = "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\""
TABLES = {
    "search_public": f"headline, standfirst, body, names, loose, facets, {_FTS}, {_PLAIN}",
    # Words of headlines, standfirsts and names with their accents. Suggestions come from nowhere else.
    "search_public_words": f"words, {_FTS}, detail=none, {_PLAIN}",
    "search_desk": f"title, body, loose, plain, model, {_FTS}, {_PLAIN}, prefix='2 3'",
}
# FTS5's settings (sqlite.org/fts5.html section 6), measured with 60,000 stories. With the default settings, building slowed
# down from 1,300 to 700 stories a second as the index grew. With these it does not.
SETTINGS = {"pgsz": 4000, "hashsize": 16 * 1024 * 1024}  # bytes
VOCABULARY = "search_public_vocabulary"

_EPOCH = datetime(1600, 1, 1, tzinfo=UTC)
_MINUTE_BITS, _SEQUENCE_BITS = 30, 12  # minutes since 1600 until the year 3641; 4,096 stories a minute
SEQUENCES = 1 << _SEQUENCE_BITS


def are_here() -> bool:
    """Whether this database has the indexes. SQLite has them; other databases are queried through `wagtail.search`."""
    return connection.vendor == "sqlite"


def make(**_: object) -> None:
    """Create the missing tables; a receiver of `post_migrate`."""
    if not are_here() or "search_publicentry" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for name, definition in TABLES.items():
            cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({definition})")
            for setting, value in SETTINGS.items():
                cursor.execute(f"INSERT INTO {name} ({name}, rank) VALUES (%s, %s)", [setting, value])
        cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {VOCABULARY} USING fts5vocab(search_public_words, row)")
        # Django's `flush` empties only the tables that it knows. These are the rows that it leaves without an entry.
        for entry, tables in (
            ("publicentry", ("search_public", "search_public_words")),
            ("deskentry", ("search_desk",)),
        ):
            cursor.execute(f"SELECT 1 FROM search_{entry} LIMIT 1")
            if cursor.fetchone() is None:
                for table in tables:
                    cursor.execute(f"DELETE FROM {table}")


def docid(edition_number: int, moment: datetime, sequence: int = 0) -> int:
    """The row of a story in the readers' index: its edition, then its minute, then a number within the minute.

    So an edition and a span of time are one range of rows. The newest rows are the last ones, which FTS5 reads
    without ranking.
    """
    minute = max(0, min((moment - _EPOCH) // timedelta(minutes=1), (1 << _MINUTE_BITS) - 1))
    return (((edition_number << _MINUTE_BITS) | minute) << _SEQUENCE_BITS) | sequence


def docid_range(edition_number: int, since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """First and last possible row of an edition between two moments, `until` excluded."""
    first = docid(edition_number, since) if since else docid(edition_number, _EPOCH)
    last = docid(edition_number, until) if until else docid(edition_number + 1, _EPOCH)
    return first, last - 1


def write(table: str, rows: Iterable[tuple[int, tuple[str, ...]]]) -> None:
    """Insert rows. Rows with the same ids must have been removed before.

    Inserts in the order of ids: FTS5 writes its buffer to the disk whenever an id is lower than the last one,
    which made a batch seven times slower.
    """
    rows = sorted(rows)
    if not rows:
        return
    marks = ", ".join(["%s"] * len(rows[0][1]))
    columns = ", ".join(part.strip() for part in TABLES[table].partition(", content")[0].split(","))
    statement = f"INSERT INTO {table} (rowid, {columns}) VALUES (%s, {marks})"
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(rowid, *texts) for rowid, texts in rows])


def remove(table: str, rowids: Sequence[int]) -> None:
    """Take rows out."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [(rowid,) for rowid in rowids])


def clear(table: str) -> None:
    """Remove every row."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def newest(table: str, match: str, rows: tuple[int, int] | None, limit: int) -> list[int]:
    """The last rows that match, the last one first. Nothing is ranked, so a common word costs no more than a rare one."""
    where, values = _where(table, match, rows)
    return _column(f"SELECT rowid FROM {table} WHERE {where} ORDER BY rowid DESC LIMIT %s", [*values, limit])


def ranked(table: str, match: str, rows: tuple[int, int] | None, weights: Sequence[float], limit: int) -> list[int]:
    """The rows that match best by bm25, with a weight for each column."""
    where, values = _where(table, match, rows)
    scale = ", ".join(str(float(weight)) for weight in weights)
    order = f"bm25({table}, {scale}), rowid DESC"
    return _column(f"SELECT rowid FROM {table} WHERE {where} ORDER BY {order} LIMIT %s", [*values, limit])


def count(table: str, match: str, rows: tuple[int, int] | None, at_most: int) -> int:
    """How many rows match, counted up to `at_most`."""
    where, values = _where(table, match, rows)
    matching = f"SELECT rowid FROM {table} WHERE {where} LIMIT %s"
    return _column(f"SELECT count(*) FROM ({matching})", [*values, at_most])[0]


def words_like(first: str) -> list[tuple[str, int]]:
    """(word, number of stories with it) of the readers' index for words that begin with `first`."""
    after = first[:-1] + chr(ord(first[-1]) + 1)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT term, doc FROM {VOCABULARY} WHERE term >= %s AND term < %s", [first, after])
        return list(cursor.fetchall())


def _where(table: str, match: str, rows: tuple[int, int] | None) -> tuple[str, list[Any]]:
    if rows is None:
        return f"{table} MATCH %s", [match]
    return f"{table} MATCH %s AND rowid BETWEEN %s AND %s", [match, *rows]


def _column(statement: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
