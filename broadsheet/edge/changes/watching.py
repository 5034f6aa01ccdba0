"""What is watched: every table of the installed apps but those that an app declares to be no part of any page.

An app registers in `AppConfig.ready` a function that gives `WatchRule`s; it is asked when the triggers are made, so that it
may look at the models of all apps. A render that reads a table which is not watched is not stored, so a table that
was declared wrongly costs speed, never truth. The columns and conditions of a rule are promises, though: that no
public page shows what they leave out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.db import connection, models

# A change of kind SIGHT in a table counts as a change of all its `followers`; one of kind ALL, of every table. PRUNED is no
# change: it tells what the log no longer holds.
SIGHT, ALL, PRUNED = "sight", "all", "pruned"


@dataclass(frozen=True, kw_only=True)
class WatchRule:
    """How one table is watched.

    `watched=False`: not at all. `unseen`: columns that no page shows; they neither fire a trigger nor count when
    rows are compared. `nonzero`: columns of which pages see only whether they are 0. `only_if`: SQL in which `{row}`
    stands for the changed row; rows for which it is false before and after are passed
    over, unless one of the columns `always` changes. `sight`: the column that
    decides over `only_if` of other tables: when it changes, `followers` count as changed too. `owner`: the column that the log
    keeps as the key of a changed row, such as the page that it belongs to; the primary key by default.
    """

    table: str
    watched: bool = True
    unseen: frozenset[str] = frozenset()
    nonzero: frozenset[str] = frozenset()
    only_if: str = ""
    always: frozenset[str] = frozenset()
    sight: str = ""
    owner: str = ""
    followers: frozenset[str] = frozenset()


_makers: list[Callable[[], Iterable[WatchRule]]] = []


def register(maker: Callable[[], Iterable[WatchRule]]) -> None:
    """Ask `maker` for rules, once however often it is said; for the same table the later one wins."""
    if maker not in _makers:
        _makers.append(maker)
        rules.cache_clear()
        key_columns.cache_clear()


def leave(*tables: str) -> None:
    """Declare that no public page is made from these tables."""
    register(lambda: [WatchRule(table=table, watched=False) for table in tables])


@lru_cache(maxsize=1)
def rules() -> dict[str, WatchRule]:
    """Table -> its rule, for all tables of the installed apps."""
    rules_by_table = {model._meta.db_table: WatchRule(table=model._meta.db_table) for model in models_with_tables()}
    rules_by_table["edge_change"] = WatchRule(table="edge_change", watched=False)
    for maker in _makers:
        rules_by_table |= {rule.table: rule for rule in maker() if rule.table in rules_by_table}
    return rules_by_table


@lru_cache(maxsize=1)
def key_columns() -> dict[str, str]:
    """Table -> the column whose value the log keeps as a row's key."""
    known = rules()
    return {
        model._meta.db_table: known[model._meta.db_table].owner or str(model._meta.pk.column)
        for model in models_with_tables()
    }


@lru_cache(maxsize=1024)
def columns_of(table: str) -> frozenset[str]:
    """The names of the columns of a model's table."""
    return frozenset(
        str(field.column)
        for model in models_with_tables()
        if model._meta.db_table == table
        for field in model._meta.local_concrete_fields
    )


def models_with_tables() -> list[type[models.Model]]:
    """Every model that Django makes a table for, those behind many-to-many fields included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]


_LITERAL = re.compile(r"'(?:[^']|'')*'")
_NAME = re.compile(r'"([^"]+)"|([A-Za-z_][A-Za-z0-9_]*)')
# What gives another answer each time, in the words of SQLite and PostgreSQL.
_FICKLE = re.compile(
    r"\b(random|randomblob|now|clock_timestamp|statement_timestamp|gen_random_uuid|nextval|date|time|datetime|julianday"
    r"|unixepoch|strftime)\s*\(|\b(current_timestamp|current_date|current_time|localtime|localtimestamp)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"]*"')


@lru_cache(maxsize=1)
def known_tables() -> dict[str, str]:
    """Every table and view of the database, by its name in small letters; asked for once, and not within a capture."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor, include_views=True)
    return {name.lower(): name for name in [*names, *rules()]}


@lru_cache(maxsize=4096)
def tables_of(sql: str) -> frozenset[str]:
    """The tables that a statement names: every table whose name stands in it outside a literal, so never too few."""
    known = known_tables()
    return frozenset(known[word] for word in _words(sql) if word in known)


@lru_cache(maxsize=4096)
def objection_to(sql: str) -> str:
    """Why the answer of a SELECT cannot be watched; empty where it can."""
    if fickle := _FICKLE.search(_QUOTED.sub('""', _LITERAL.sub("''", sql))):
        return f"asked the database for {fickle[0].rstrip('( ').lower()}"
    known = rules()
    for table in sorted(tables_of(sql)):
        if table not in known or not known[table].watched:
            return f"read {table}, which is not watched"
    return ""


def _words(sql: str) -> set[str]:
    """The names in a statement in small letters: SQLite knows no others, PostgreSQL makes those without quotes so."""
    return {(quoted or bare).lower() for quoted, bare in _NAME.findall(_LITERAL.sub("''", sql))}
