"""A site from before this app existed keeps its records of earlier imports."""

import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from broadsheet.imports.models import ImportedItem

BEFORE = [("wire", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]
NOW = [("imports", "0001_initial")]


@pytest.fixture
def older_site(db, tmp_path):
    """A database whose imported items are still in the table of `wire`."""
    if connection.vendor != "sqlite":
        pytest.skip("makes a database file of its own")
    name = tmp_path / "older.sqlite3"
    sqlite3.connect(name).close()
    older = type(connections["default"])(connection.settings_dict | {"NAME": str(name)}, alias="older")
    connections["older"] = older
    yield older
    older.close()
    del connections["older"]


def migrate(older, targets):
    executor = MigrationExecutor(older)
    return executor.migrate(targets)


def test_imported_items_keep_their_rows_and_their_content_type(older_site):
    apps = migrate(older_site, BEFORE).apps
    types = apps.get_model("contenttypes", "ContentType").objects.using("older")
    type_id = types.create(app_label="wire", model="importeditem").pk
    with older_site.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wire_importeditem (id, source, kind, foreign_id, outcome, model, object_id, notes, imported_at)"
            " VALUES (7, 'https://old.example', 'post', '12-ab', 'imported', 'stories.article', 3, '[\"Note\"]',"
            " '2026-11-30 08:00:00')"
        )
    migrate(older_site, NOW)
    item = ImportedItem.objects.using("older").get()
    assert (item.pk, item.foreign_id, item.object_id, item.notes) == (7, "12-ab", 3, ["Note"])
    assert types.get(app_label="imports", model="importeditem").pk == type_id
    assert "wire_importeditem" not in older_site.introspection.table_names()
    with pytest.raises(Exception, match="UNIQUE"):
        ImportedItem.objects.using("older").create(
            source=item.source, kind="post", foreign_id="12-ab", outcome="left", imported_at=item.imported_at
        )


def test_the_move_can_be_reversed(older_site):
    migrate(older_site, NOW)
    migrate(older_site, [("imports", None), ("wire", "0001_initial")])
    assert "wire_importeditem" in older_site.introspection.table_names()


def test_the_models_and_the_migrations_agree(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
