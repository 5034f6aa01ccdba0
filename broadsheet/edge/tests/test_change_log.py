"""The change log: every commit of anybody is seen once, by everybody."""

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
    made = SqliteChangeLog(str(site.database))
    made.look()
    yield made
    made.close()


def changed(log, since):
    """The tables that changed after `since`, as one finds out who looks now."""
    log.look()
    return {table for table, tick in log.last_change.items() if tick > since}


def test_at_first_everything_counts_as_changed(site):
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
def test_the_event_loop_reads_so_many_rows_and_no_more(site, log, count, is_read):
    tick, asked = log.look(), []
    log._connection.set_trace_callback(asked.append)
    _many_rows(site, count)
    log.look()
    assert any('WHERE "id" >' in statement for statement in asked) == is_read
    assert log.changed_since(PAGE | TOPIC, tick) == (TOPIC if is_read else PAGE | TOPIC)
    # And from there on as ever.
    tick = log.look()
    site.commit("UPDATE wagtailcore_page SET title = 'Another' WHERE slug = 'council-votes'")
    log.look()
    assert log.changed_since(PAGE | TOPIC, tick) == PAGE


def test_who_begins_to_look_reads_nothing_of_what_was_before(site, monkeypatch):
    _many_rows(site, 5000)
    log, taken = SqliteChangeLog(str(site.database)), []
    monkeypatch.setattr(log, "_take_in", taken.append)
    log.look()
    assert taken == [[EVERYTHING]]
    log.close()


def test_without_a_commit_nothing_is_new(log):
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
def test_however_a_row_is_written_the_log_tells_it(log, write):
    tick = log.look()
    write()
    assert Topic._meta.db_table in changed(log, tick)


def _renamed():
    topic = Topic.objects.get(slug="harbour")
    topic.name = "Port"
    return topic


def test_what_is_rolled_back_was_never_there(site, log):
    tick = log.look()
    with transaction.atomic():
        Topic.objects.filter(slug="harbour").update(name="Port")
        transaction.set_rollback(True)
    assert log.look() == tick
    site.commit("UPDATE stories_topic SET name = 'Quay'")
    log.look()
    assert log.all_changed <= tick, "an id that was rolled back counts as a gap"
    assert log.changed_since(TOPIC, tick) == TOPIC


def test_what_only_a_draft_touches_is_not_told(log):
    tick = log.look()
    story = Article.objects.get(slug="not-to-be-seen-yet")
    story.title = "Still a draft"
    story.save_revision()
    live = Article.objects.get(slug="council-votes")
    live.title = "A change that is not published"
    live.save_revision()
    assert not changed(log, tick) & {"wagtailcore_page", "stories_article"}


def test_a_page_that_leaves_sight_changes_all_that_belongs_to_pages(log):
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


def test_pruning_what_was_read_is_no_gap(site, log):
    pruner = Pruner(keep=2)
    for number in range(10):
        site.commit("UPDATE stories_topic SET name = ?", str(number))
    tick = log.look()
    assert pruner.prune() == 0, "what a reader may not have seen yet was deleted"
    site.commit("UPDATE stories_topic SET name = 'Quay'")
    log.look()
    assert pruner.prune() > 0
    assert Change.objects.count() >= 2
    site.commit("UPDATE stories_topic SET name = 'Port'")
    log.look()
    assert log.changed_since(PAGE | TOPIC, tick) == TOPIC


def test_an_empty_log_after_pruning_is_found_out(site, log):
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


def test_a_database_that_is_not_there_is_told(tmp_path):
    log = SqliteChangeLog(str(tmp_path / "nowhere.sqlite3"))
    with pytest.raises(DatabaseUnavailable):
        log.look()
    assert not (tmp_path / "nowhere.sqlite3").exists()


def test_another_file_in_place_of_the_database_is_noticed_when_the_file_is_looked_at(site, log):
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


# --- rows that are pushed out ------------------------------------------------------------------------
def keys_since(log, tick):
    log.look()
    return log.keys_changed("stories_topic", tick)


def test_a_row_that_another_one_pushes_out_is_told_by_its_own_key(site, log):
    tick = log.look()
    old = Topic.objects.get(slug="harbour")
    with closing(sqlite3.connect(site.database)) as other, other:  # no recursive_triggers, as in any other program
        names = [row[1] for row in other.execute("PRAGMA table_info(stories_topic)")]
        taken = ", ".join({"id": "id + 1000", "name": "'Docks'"}.get(name, f'"{name}"') for name in names)
        other.execute(f"INSERT OR REPLACE INTO stories_topic SELECT {taken} FROM stories_topic WHERE id = ?", (old.pk,))
    assert not Topic.objects.filter(pk=old.pk).exists(), "nothing was pushed out"
    assert keys_since(log, tick) == {str(old.pk), str(old.pk + 1000)}


def test_a_page_that_a_draft_pushes_out_is_told(site, log):
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
        found = dict(cursor.fetchall())
    assert set(found) == {table for table, rule in rules().items() if rule.watched}
    assert min(found.values()) >= 3


@pytest.mark.parametrize("harm", [
    "DROP TRIGGER edge_stories_topic_update",
    "CREATE TRIGGER edge_one_too_many AFTER INSERT ON stories_topic BEGIN SELECT 1; END",
], ids=["one is missing", "one is too many"])  # fmt: skip
def test_triggers_that_are_not_those_of_the_code_are_found_out_and_mended(site, harm):
    site.commit(harm)
    assert not triggers.are_complete()
    triggers.install()
    assert triggers.are_complete()


@pytest.mark.parametrize("harm", [
    lambda site: site.commit("DROP TRIGGER edge_stories_topic_update"),
    lambda site: triggers.drop(),
    lambda site: _remake(),
], ids=["one dropped", "a migration that was killed", "a table remade"])  # fmt: skip
def test_where_a_trigger_is_missing_every_commit_counts_as_a_change_of_everything(site, log, harm):
    tick = log.look()
    harm(site)
    log.look()
    assert log.changed_since(TOPIC, tick) == TOPIC
    tick = log.look()
    site.commit("UPDATE stories_topic SET name = 'Nobody logs this'")
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


def test_readers_get_what_was_written_while_the_triggers_were_away(site):
    path = site.paths["topics/<uslug:slug>/"]
    assert b"Harbour" in site.ask(path).page
    triggers.drop()
    for name in ("Quay", "Docks"):
        site.commit("UPDATE stories_topic SET name = ?", name)
        assert site.ask(path).page == site.fresh(path).content
        assert name.encode() in site.ask(path).page


def test_making_the_triggers_again_has_everything_looked_at_again(log):
    tick = log.look()
    triggers.install()
    log.look()
    assert log.changed_since(PAGE | TOPIC, tick) == PAGE | TOPIC


def test_a_migration_that_remakes_a_table_leaves_its_triggers_whole(site):
    _remake()
    assert not triggers.are_complete(), "SQLite drops the triggers of a table that is remade"
    assert not MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
    call_command("migrate", verbosity=0)
    assert triggers.are_complete()
