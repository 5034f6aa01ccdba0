"""Which tables are watched: every table of the installed apps, except those that an app declares to be part of no page.

An app registers, in `AppConfig.ready`, a function that returns `WatchRule`s. It is called when the triggers are made, so it
may look at the models of all apps. A page that reads an unwatched table is not stored, so a wrong declaration makes pages
slower, never stale. The columns and conditions of a rule, however, are promises that no public page shows what they
leave out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.db import connection, models

# A change of kind SIGHT in a table counts as a change of all its `followers`; one of kind ALL, of every table. PRUNED is no
# change: it says which rows were removed from the log.
SIGHT, ALL, PRUNED = "sight", "all", "pruned"


@dataclass(frozen=True, kw_only=True)
class WatchRule:
    """How one table is watched.

    `watched=False`: the table is not watched. `unseen`: columns that no page shows; they neither fire a trigger nor count
    when rows are compared. `nonzero`: columns of which pages show only whether they are 0. `only_if`: SQL in which `{row}`
    stands for the changed row; a row for which it is false before and after a change is ignored, unless one of the columns
    `always` changes. `sight`: the column that the `only_if` of other tables depends on; when it changes, `followers` count as
    changed too. `owner`: the column that the log keeps as the key of a changed row, such as the page that it belongs to; the
    primary key by default.
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
    """Take rules from `maker`; registering it again has no effect. For the same table, the rule registered last wins."""
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
    """Every model that Django makes a table for, including those behind many-to-many fields."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]


_LITERAL = re.compile(r"'(?:[^']|'')*'")
_NAME = re.compile(r'"([^"]+)"|([A-Za-z_][A-Za-z0-9_]*)')
# The functions of SQLite and PostgreSQL whose results change without a change of a table.
_FICKLE = re.compile(
    r"\b(random|randomblob|now|clock_timestamp|statement_timestamp|gen_random_uuid|nextval|date|time|datetime|julianday"
    r"|unixepoch|strftime)\s*\(|\b(current_timestamp|current_date|current_time|localtime|localtimestamp)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"]*"')


@lru_cache(maxsize=1)
def known_tables() -> dict[str, str]:
    """Every table and view of the database, by its name in lower case; read once, outside any capture."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor, include_views=True)
    return {name.lower(): name for name in [*names, *rules()]}


@lru_cache(maxsize=4096)
def tables_of(sql: str) -> frozenset[str]:
    """The tables that a statement reads: every table whose name occurs outside a literal; perhaps too many, never too few."""
    known = known_tables()
    return frozenset(known[word] for word in _words(sql) if word in known)


@lru_cache(maxsize=4096)
def objection_to(sql: str) -> str:
    """Why the result of a SELECT cannot be watched; empty where it can."""
    if fickle := _FICKLE.search(_QUOTED.sub('""', _LITERAL.sub("''", sql))):
        return f"asked the database for {fickle[0].rstrip('( ').lower()}"
    known = rules()
    for table in sorted(tables_of(sql)):
        if table not in known or not known[table].watched:
            return f"read {table}, which is not watched"
    return ""


def _words(sql: str) -> set[str]:
    """The names in a statement, in lower case: SQLite ignores case, and PostgreSQL folds names without quotes to lower case."""
    return {(quoted or bare).lower() for quoted, bare in _NAME.findall(_LITERAL.sub("''", sql))}
