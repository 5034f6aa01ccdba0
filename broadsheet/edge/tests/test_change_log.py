"""The change log: every process sees every commit once, whoever made it."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from broadsheet.edge.changes import triggers
from broadsheet.edge.changes.log import EVERYTHING, MOST_ROWS, DatabaseUnavailable
from broadsheet.edge.changes.pruning import Pruner
from broadsheet.edge.changes.sqlite import SqliteChangeLog
from broadsheet.edge.changes.watching import rules
from broadsheet.edge.models import Change
from broadsheet.stories.models import Article, Topic

PAGE = frozenset({"wagtailcore_page"})
TOPIC = frozenset({Topic._meta.db_table})


@pytest.fixture
def log(site):
    change_log = SqliteChangeLog(str(site.database))
    change_log.look()
    yield change_log
    change_log.close()


def changed(log, since):
    """The tables that changed after the tick `since`, by a look taken now."""
    log.look()
    return {table for table, tick in log.last_change.items() if tick > since}


def test_the_first_look_counts_everything_as_changed(site):
    log = SqliteChangeLog(str(site.database))
    tick = log.tick
    assert log.look() > tick
    assert log.changed_since(PAGE, tick) == PAGE
    log.close()


def _many_rows(site, count):
    with closing(sqlite3.connect(site.database)) as other, other:
        other.executemany(
            'INSERT INTO "edge_change" ("table", "kind", "key") VALUES (?, ?, ?)',
            [("stories_topic", "update", str(number)) for number in range(count)],
        )


@pytest.mark.parametrize(("count", "is_read"), [(MOST_ROWS, True), (MOST_ROWS + 1, False)])
def test_a_look_reads_at_most_most_rows(site, log, count, is_read):
    tick, statements = log.look(), []
    log._connection.set_trace_callback(statements.append)
    _many_rows(site, count)
    log.look()
    assert any('WHERE "id" >' in statement for statement in statements) == is_read
    assert log.changed_since(PAGE | TOPIC, tick) == (TOPIC if is_read else PAGE | TOPIC)
    # The next look is as usual.
    tick = log.look()
    site.commit("UPDATE wagtailcore_page SET title = 'Another' WHERE slug = 'council-votes'")
    log.look()
    assert log.changed_since(PAGE | TOPIC, tick) == PAGE


def test_the_first_look_reads_no_older_rows(site, monkeypatch):
    _many_rows(site, 5000)
    log, taken = SqliteChangeLog(str(site.database)), []
    monkeypatch.setattr(log, "_take_in", taken.append)
    log.look()
    assert taken == [[EVERYTHING]]
    log.close()


def test_without_a_commit_the_tick_stays_the_same(log):
    tick = log.look()
    assert log.look() == tick
    assert log.is_same(PAGE, tick)


def test_a_commit_of_another_process_is_seen(site, log):
    tick = log.look()
    write = "UPDATE wagtailcore_page SET title = 'Another' WHERE slug = 'council-votes'"
    code = "import sqlite3, sys; other = sqlite3.connect(sys.argv[1], timeout=5); other.execute(sys.argv[2]); other.commit()"
    subprocess.run([sys.executable, "-I", "-c", code, site.database, write], check=True, timeout=30)
    assert log.look() == tick + 1
    assert log.changed_since(PAGE | TOPIC, tick) == PAGE
    assert not log.is_same(PAGE, tick)
    assert log.is_same(TOPIC, tick)
    assert log.look() == tick + 1


@pytest.mark.parametrize("write", [
    lambda: Topic.objects.create(locale_id=Topic.objects.get(slug="harbour").locale_id, name="New", slug="new"),
    lambda: Topic.objects.filter(slug="harbour").update(name="Port"),
    lambda: Topic.objects.bulk_update([_renamed()], ["name"]),
    lambda: Topic.objects.filter(slug="harbour").delete(),
    lambda: connection.cursor().execute("UPDATE stories_topic SET name = 'Raw'"),
    lambda: connection.cursor().execute("INSERT OR REPLACE INTO stories_topic SELECT * FROM stories_topic"),
], ids=["create", "update", "bulk", "delete", "sql", "replace"])  # fmt: skip
def test_a_changed_row_is_logged_however_it_is_written(log, write):
    tick = log.look()
    write()
    assert Topic._meta.db_table in changed(log, tick)


def _renamed():
    topic = Topic.objects.get(slug="harbour")
    topic.name = "Port"
    return topic


def test_a_rolled_back_change_is_not_seen(site, log):
    tick = log.look()
    with transaction.atomic():
        Topic.objects.filter(slug="harbour").update(name="Port")
        transaction.set_rollback(True)
    assert log.look() == tick
    site.commit("UPDATE stories_topic SET name = 'Quay'")
    log.look()
    assert log.all_changed <= tick, "an id that was rolled back counts as a gap"
    assert log.changed_since(TOPIC, tick) == TOPIC


def test_changes_of_drafts_are_not_logged(log):
    tick = log.look()
    story = Article.objects.get(slug="not-to-be-seen-yet")
    story.title = "Still a draft"
    story.save_revision()
    live = Article.objects.get(slug="council-votes")
    live.title = "A change that is not published"
    live.save_revision()
    assert not changed(log, tick) & {"wagtailcore_page", "stories_article"}


def test_unpublishing_a_page_counts_as_a_change_of_all_tables_of_pages(log):
    tick = log.look()
    Article.objects.get(slug="council-votes").unpublish()
    assert {"wagtailcore_page", "stories_article", "stories_byline"} <= changed(log, tick)


def test_after_a_gap_everything_counts_as_changed(site, log):
    tick = log.look()
    for number in range(5):
        site.commit("UPDATE stories_topic SET name = ?", str(number))
    with closing(sqlite3.connect(site.database)) as other, other:
        last = other.execute("SELECT max(id) FROM edge_change").fetchone()[0]
        other.execute("DELETE FROM edge_change WHERE id < ?", (last,))
    log.look()
    assert log.changed_since(PAGE, tick) == PAGE


def test_pruning_rows_that_were_read_makes_no_gap(site, log):
    pruner = Pruner(keep=2)
    for number in range(10):
        site.commit("UPDATE stories_topic SET name = ?", str(number))
    tick = log.look()
    assert pruner.prune() == 0, "rows that a process may not have read yet were deleted"
    site.commit("UPDATE stories_topic SET name = 'Quay'")
    log.look()
    assert pruner.prune() > 0
    assert Change.objects.count() >= 2
    site.commit("UPDATE stories_topic SET name = 'Port'")
    log.look()
    assert log.changed_since(PAGE | TOPIC, tick) == TOPIC


def test_an_emptied_log_is_noticed(site, log):
    tick = log.look()
    site.commit("UPDATE stories_topic SET name = 'Quay'")
    site.commit("DELETE FROM edge_change")
    log.look()
    assert not log.is_same(TOPIC, tick)


def test_a_backup_put_in_place_of_the_database_counts_as_a_change_of_everything(site, log):
    backup = site.folder / "backup.sqlite3"
    with closing(sqlite3.connect(site.database)) as live, closing(sqlite3.connect(backup)) as kept:
        live.backup(kept)
    site.commit("UPDATE stories_topic SET name = 'Quay'")
    tick = log.look()
    with closing(sqlite3.connect(site.database)) as live, closing(sqlite3.connect(backup)) as kept:
        kept.backup(live)
    log.look()
    assert log.changed_since(TOPIC, tick) == TOPIC


def test_a_missing_database_raises_database_unavailable(tmp_path):
    log = SqliteChangeLog(str(tmp_path / "nowhere.sqlite3"))
    with pytest.raises(DatabaseUnavailable):
        log.look()
    assert not (tmp_path / "nowhere.sqlite3").exists()


def test_check_file_notices_that_another_file_replaced_the_database(site, log):
    other = site.folder / "other.sqlite3"
    with closing(sqlite3.connect(site.database)) as live, closing(sqlite3.connect(other)) as kept:
        live.backup(kept)
    tick = log.look()
    log.check_file()
    assert log.look() == tick, "the same file counts as another"
    other.replace(site.database)
    log.check_file()
    log.look()
    assert log.changed_since(PAGE | TOPIC, tick) == PAGE | TOPIC


# --- replaced rows -----------------------------------------------------------------------------------
def keys_since(log, tick):
    log.look()
    return log.keys_changed("stories_topic", tick)


def test_a_row_that_insert_or_replace_removes_is_logged_with_its_own_key(site, log):
    tick = log.look()
    old = Topic.objects.get(slug="harbour")
    with closing(sqlite3.connect(site.database)) as other, other:  # no recursive_triggers, as in any other program
        names = [row[1] for row in other.execute("PRAGMA table_info(stories_topic)")]
        taken = ", ".join({"id": "id + 1000", "name": "'Docks'"}.get(name, f'"{name}"') for name in names)
        other.execute(f"INSERT OR REPLACE INTO stories_topic SELECT {taken} FROM stories_topic WHERE id = ?", (old.pk,))
    assert not Topic.objects.filter(pk=old.pk).exists(), "no row was replaced"
    assert keys_since(log, tick) == {str(old.pk), str(old.pk + 1000)}


def test_a_page_that_is_replaced_by_a_draft_is_logged(site, log):
    tick = log.look()
    live = Article.objects.get(slug="council-votes")
    with closing(sqlite3.connect(site.database)) as other, other:
        names = [row[1] for row in other.execute("PRAGMA table_info(wagtailcore_page)")]
        taken = ", ".join("0" if name == "live" else f'"{name}"' for name in names)
        other.execute(f"REPLACE INTO wagtailcore_page SELECT {taken} FROM wagtailcore_page WHERE id = ?", (live.pk,))
    log.look()
    assert log.changed_since(PAGE, tick) == PAGE


# --- triggers --------------------------------------------------------------------------------------
def test_every_watched_table_has_its_triggers(site):
    assert triggers.are_complete()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'edge_%' GROUP BY 1"
        )
        counts = dict(cursor.fetchall())
    assert set(counts) == {table for table, rule in rules().items() if rule.watched}
    assert min(counts.values()) >= 3


@pytest.mark.parametrize("harm", [
    "DROP TRIGGER edge_stories_topic_update",
    "CREATE TRIGGER edge_one_too_many AFTER INSERT ON stories_topic BEGIN SELECT 1; END",
], ids=["one is missing", "one is too many"])  # fmt: skip
def test_triggers_that_differ_from_the_code_are_noticed_and_made_again(site, harm):
    site.commit(harm)
    assert not triggers.are_complete()
    triggers.install()
    assert triggers.are_complete()


@pytest.mark.parametrize("harm", [
    lambda site: site.commit("DROP TRIGGER edge_stories_topic_update"),
    lambda site: triggers.drop(),
    lambda site: _remake(),
], ids=["one dropped", "a migration that was killed", "a table remade"])  # fmt: skip
def test_while_a_trigger_is_missing_every_commit_counts_as_a_change_of_everything(site, log, harm):
    tick = log.look()
    harm(site)
    log.look()
    assert log.changed_since(TOPIC, tick) == TOPIC
    tick = log.look()
    site.commit("UPDATE stories_topic SET name = 'This is not logged'")
    log.look()
    assert log.changed_since(TOPIC, tick) == TOPIC
    tick = log.look()
    assert log.look() == tick, "without a commit nothing is new"
    triggers.install()
    tick = log.look()
    site.commit("UPDATE stories_topic SET name = 'This is logged again'")
    log.look()
    assert log.changed_since(PAGE | TOPIC, tick) == TOPIC


def _remake():
    with connection.schema_editor() as editor:
        editor._remake_table(Topic)


def test_readers_get_changes_that_were_written_while_the_triggers_were_missing(site):
    path = site.paths["topics/<uslug:slug>/"]
    assert b"Harbour" in site.ask(path).page
    triggers.drop()
    for name in ("Quay", "Docks"):
        site.commit("UPDATE stories_topic SET name = ?", name)
        assert site.ask(path).page == site.fresh(path).content
        assert name.encode() in site.ask(path).page


def test_making_the_triggers_again_counts_as_a_change_of_everything(log):
    tick = log.look()
    triggers.install()
    log.look()
    assert log.changed_since(PAGE | TOPIC, tick) == PAGE | TOPIC


def test_a_migration_that_remakes_a_table_leaves_its_triggers_complete(site):
    _remake()
    assert not triggers.are_complete(), "SQLite drops the triggers of a table that is remade"
    assert not MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
    call_command("migrate", verbosity=0)
    assert triggers.are_complete()
