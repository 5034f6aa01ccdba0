"""The triggers that write the change log, for SQLite and PostgreSQL.

They catch the writes of the ORM, `update()`, bulk operations, raw SQL and other processes; on PostgreSQL also those of
sessions that set `session_replication_role`. SQLite drops the triggers of a table that a migration remakes. Therefore all
triggers are dropped before a migration and made again after it. They are checked when the server starts, and when the
schema changes while it runs (`log.py`).

SQLite fires no delete trigger for a row that `INSERT OR REPLACE` replaces (sqlite.org/lang_conflict.html), so a trigger before
each insert looks for such a row. `UPDATE OR REPLACE`, which Django never writes, is not caught while `recursive_triggers` is off.
"""

from __future__ import annotations

import hashlib

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from .watching import ALL, SIGHT, WatchRule, key_columns, models_with_tables, rules

PREFIX = "edge_"
CHANNEL = "edge_change"
_FUNCTION = "edge_write_change"
# The queries for the triggers that exist. On SQLite they give the SQL of each trigger, one a row. On PostgreSQL they give one
# row: `present` identifies the set of triggers, and `stamp` differs after each change of a trigger.
PRESENT = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'edge\\_%' ESCAPE '\\'",
    "postgresql": "SELECT concat(obj_description(to_regclass('edge_change'), 'pg_class'), ' ', count(*)) AS present, "
    "coalesce(sum(xmin::text::bigint), 0) AS stamp FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A' "
    "AND starts_with(tgname, 'edge_') AND pg_table_is_visible(tgrelid)",
}
_EVERYTHING = f'INSERT INTO "edge_change" ("table", "kind", "key") VALUES (\'\', \'{ALL}\', \'\')'


def install() -> None:
    """Drop the existing triggers, make every trigger, and log a change of everything, so that all stored pages are checked."""
    drop()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                'ALTER TABLE "edge_change" ADD COLUMN IF NOT EXISTS "xid" xid8 NOT NULL DEFAULT pg_current_xact_id()'
            )
            cursor.execute('CREATE INDEX IF NOT EXISTS "edge_change_xid" ON "edge_change" ("xid")')
        for statement in statements(connection.vendor):
            cursor.execute(statement)
        cursor.execute(_EVERYTHING)


def drop() -> None:
    """Remove every trigger of this package."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table in _present(cursor):
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def are_complete() -> bool:
    """Whether the triggers in the database are those that this code makes."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor])
        return {row[0] for row in cursor.fetchall()} == expected(connection.vendor)


def expected(vendor: str) -> set[str]:
    """The first column of PRESENT's result when every trigger exists."""
    sql = statements(vendor)
    if vendor == "sqlite":
        return set(sql)
    return {f"{_digest_of(sql[:-1])} {sum(statement.startswith('CREATE TRIGGER') for statement in sql)}"}


def statements(vendor: str) -> list[str]:
    """The SQL that makes every trigger, in a fixed order."""
    sql: list[str] = [_everything_changed()] if vendor == "postgresql" else []
    by_table: dict[str, type[models.Model]] = {model._meta.db_table: model for model in models_with_tables()}
    for table, rule in sorted(rules().items()):
        if rule.watched and table in by_table:
            make = _for_postgresql if vendor == "postgresql" else _for_sqlite
            sql += make(rule, by_table[table])
    if vendor == "postgresql":
        sql.append(f"COMMENT ON TABLE \"edge_change\" IS '{_digest_of(sql)}'")
    return sql


def _digest_of(sql: list[str]) -> str:
    return hashlib.sha256("\n".join(sql).encode()).hexdigest()


def _present(cursor: CursorWrapper) -> list[tuple[str, str]]:
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'edge\\_%' ESCAPE '\\'"
        )
    else:
        cursor.execute(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND starts_with(tgname, %s)",
            [PREFIX],
        )
    return [(name, table) for name, table in cursor.fetchall()]


def _columns(rule: WatchRule, model: type[models.Model]) -> tuple[list[str], str]:
    """(columns that count, the column whose value is logged as the row's key)."""
    names = [str(field.column) for field in model._meta.local_concrete_fields]
    return [name for name in names if name not in rule.unseen], key_columns()[rule.table]


def _differs(rule: WatchRule, columns: list[str], unequal: str) -> str:
    """SQL that is true when a column that counts changes."""
    return " OR ".join(
        f'(OLD."{name}" = 0) {unequal} (NEW."{name}" = 0)'
        if name in rule.nonzero
        else f'OLD."{name}" {unequal} NEW."{name}"'
        for name in columns
    )


def _changes(rule: WatchRule, unequal: str) -> list[str]:
    """SQL that is true when one of the columns `rule.always` changes."""
    return [f'OLD."{name}" {unequal} NEW."{name}"' for name in sorted(rule.always)]


def _key_of_update(key: str, unequal: str) -> str:
    """SQL for the key of an updated row; empty where the update changed the key."""
    return f'CASE WHEN OLD."{key}" {unequal} NEW."{key}" THEN \'\' ELSE CAST(NEW."{key}" AS TEXT) END'


def _kind(rule: WatchRule, unequal: str) -> str:
    """SQL for the kind of an update."""
    return (
        f"CASE WHEN OLD.\"{rule.sight}\" {unequal} NEW.\"{rule.sight}\" THEN '{SIGHT}' ELSE 'update' END"
        if rule.sight
        else "'update'"
    )


def _for_sqlite(rule: WatchRule, model: type[models.Model]) -> list[str]:
    columns, key = _columns(rule, model)
    table = rule.table

    def body(kind: str, key: str, condition: str) -> str:
        where = f" WHERE {condition}" if condition else ""
        return f'BEGIN INSERT INTO "edge_change" ("table", "kind", "key") SELECT \'{table}\', {kind}, {key}{where}; END'

    old, new = rule.only_if.format(row="OLD"), rule.only_if.format(row="NEW")
    either = " OR ".join([f"({old})", f"({new})", *_changes(rule, "IS NOT")]) if rule.only_if else ""
    named = ", ".join(f'"{name}"' for name in columns)
    inserted = body("'insert'", f'CAST(NEW."{key}" AS TEXT)', new)
    deleted = body("'delete'", f'CAST(OLD."{key}" AS TEXT)', old)
    updated = body(_kind(rule, "IS NOT"), _key_of_update(key, "IS NOT"), either)
    pushed_out = rule.only_if.format(row="edge_old") or "true"
    pushed_out_rows = f'FROM "{table}" AS edge_old WHERE ({_same_row(model)}) AND ({pushed_out})'
    replaced = (
        f'BEGIN INSERT INTO "edge_change" ("table", "kind", "key") '
        f"SELECT '{table}', 'delete', CAST(edge_old.\"{key}\" AS TEXT) {pushed_out_rows}; END"
    )
    return [
        f'CREATE TRIGGER "{PREFIX}{table}_replace" BEFORE INSERT ON "{table}" {replaced}',
        f'CREATE TRIGGER "{PREFIX}{table}_insert" AFTER INSERT ON "{table}" {inserted}',
        f'CREATE TRIGGER "{PREFIX}{table}_delete" AFTER DELETE ON "{table}" {deleted}',
        f'CREATE TRIGGER "{PREFIX}{table}_update" AFTER UPDATE OF {named} ON "{table}" '
        f"WHEN {_differs(rule, columns, 'IS NOT')} {updated}",
    ]


def _same_row(model: type[models.Model]) -> str:
    """SQL that is true of a row, `edge_old`, that violates a unique constraint together with the inserted row."""
    meta = model._meta
    unique = [[field.name] for field in meta.local_concrete_fields if field.unique]
    unique += [list(names) for names in meta.unique_together]
    unique += [list(rule.fields) for rule in meta.constraints if isinstance(rule, models.UniqueConstraint)]
    local = {field.name: field.column for field in meta.local_concrete_fields}
    column_sets = [
        [local[name] for name in names] for names in unique if names and all(name in local for name in names)
    ]
    return " OR ".join(
        "(" + " AND ".join(f'edge_old."{column}" = NEW."{column}"' for column in columns) + ")"
        for columns in column_sets
    )


def _for_postgresql(rule: WatchRule, model: type[models.Model]) -> list[str]:
    columns, key = _columns(rule, model)
    table, function = rule.table, f"{_FUNCTION}_{rule.table}"[:63]
    old, new = rule.only_if.format(row="OLD") or "true", rule.only_if.format(row="NEW") or "true"
    unequal = "IS DISTINCT FROM"
    either = " OR ".join([f"({old})", f"({new})", *_changes(rule, unequal)])
    write = (
        'INSERT INTO "edge_change" ("table", "kind", "key") VALUES (\'{table}\', {kind}, {key}); '
        "PERFORM pg_notify('{channel}', '');"
    )

    def log_entry(kind: str, key: str) -> str:
        return write.format(table=table, kind=kind, key=key, channel=CHANNEL)

    inserted = log_entry("'insert'", f'CAST(NEW."{key}" AS TEXT)')
    deleted = log_entry("'delete'", f'CAST(OLD."{key}" AS TEXT)')
    updated = log_entry(_kind(rule, unequal), _key_of_update(key, unequal))
    sql = [
        f'CREATE OR REPLACE FUNCTION "{function}"() RETURNS trigger LANGUAGE plpgsql AS $edge$ BEGIN '
        f"IF TG_OP = 'INSERT' THEN IF {new} THEN {inserted} END IF; "
        f"ELSIF TG_OP = 'DELETE' THEN IF {old} THEN {deleted} END IF; "
        f"ELSIF {either} THEN {updated} END IF; "
        "RETURN NULL; END $edge$",
        f'CREATE TRIGGER "{PREFIX}{table}_rows" AFTER INSERT OR DELETE ON "{table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{function}"()',
        f'CREATE TRIGGER "{PREFIX}{table}_update" AFTER UPDATE ON "{table}" '
        f'FOR EACH ROW WHEN ({_differs(rule, columns, unequal)}) EXECUTE FUNCTION "{function}"()',
    ]
    sql.append(
        f'CREATE TRIGGER "{PREFIX}{table}_truncate" AFTER TRUNCATE ON "{table}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{_FUNCTION}"()'
    )
    kinds = ("rows", "update", "truncate")
    return [*sql, *(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{PREFIX}{table}_{kind}"' for kind in kinds)]


def _everything_changed() -> str:
    """The SQL of PostgreSQL's trigger function for TRUNCATE."""
    return (
        f'CREATE OR REPLACE FUNCTION "{_FUNCTION}"() RETURNS trigger LANGUAGE plpgsql AS $edge$ BEGIN '
        f"{_EVERYTHING}; PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $edge$"
    )
