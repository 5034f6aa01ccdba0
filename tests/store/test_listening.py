"""Several nodes on PostgreSQL: each is told of a commit by NOTIFY."""

import statistics
import time

import pytest
from django.db import connection

from broadsheet.edge.changes.databases import change_log
from broadsheet.edge.changes.log import MOST_ROWS, DatabaseUnavailable
from broadsheet.edge.changes.pruning import Pruner

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL notifies")
COMMITS = 300


def another_session(**options):
    """A connection to the same database, past Django's."""
    import psycopg

    given = connection.get_connection_params()
    wanted = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
    return psycopg.connect(**wanted, **options)


@pytest.fixture
def nodes(django_db_setup, django_db_blocker):
    """Two nodes that listen, and somebody who writes."""
    with django_db_blocker.unblock():
        logs = [change_log(listens=True), change_log(listens=True)]
        for log in logs:
            log.look()
        with another_session(autocommit=True) as writer:
            yield logs, writer
        for log in logs:
            log.close()


def change(writer, number):
    writer.execute('UPDATE "wagtailcore_site" SET "site_name" = %s', [f"Paper {number}"])


def wait_for(logs, ticks, seconds=5.0):
    """Seconds until each has seen something new."""
    began = time.perf_counter()
    while any(log.tick == tick for log, tick in zip(logs, ticks, strict=True)):
        assert time.perf_counter() - began < seconds, "a node was not told"
        time.sleep(0.0005)
    return time.perf_counter() - began


def test_every_node_knows_of_a_commit_within_a_second_and_mostly_at_once(nodes, record_property):
    logs, writer = nodes
    waits = []
    for number in range(COMMITS):
        ticks = [log.tick for log in logs]
        change(writer, number)
        waits.append(wait_for(logs, ticks))
    p99 = statistics.quantiles(waits, n=100)[98]
    record_property(
        "said",
        f"page store on postgresql: two nodes told after {statistics.median(waits) * 1000:.1f} ms (median), "
        f"{p99 * 1000:.1f} ms (p99), {max(waits) * 1000:.1f} ms (most) of {COMMITS} commits",
    )
    assert max(waits) < 1.0
    assert p99 < 0.1
    assert all(log.last_change["wagtailcore_site"] == log.tick for log in logs)


def test_a_node_that_lost_its_connection_counts_everything_as_changed(nodes):
    logs, writer = nodes
    ticks = [log.tick for log in logs]
    writer.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query <> ''"
    )
    change(writer, -1)
    wait_for(logs, ticks, seconds=10)
    assert all(log.all_changed > tick for log, tick in zip(logs, ticks, strict=True))
    for log in logs:
        until = time.perf_counter() + 5
        while True:
            try:
                log.look()
                break
            except DatabaseUnavailable:
                assert time.perf_counter() < until
                time.sleep(0.05)


def test_a_transaction_that_was_open_meanwhile_is_not_missed(nodes):
    """Its log row has a lower number than one that was read already."""
    logs, writer = nodes
    with another_session() as slow:
        slow.execute('UPDATE "wagtailcore_site" SET "port" = 81')
        slow.execute('INSERT INTO "edge_change" ("table", "kind", "key") VALUES (\'early\', \'update\', \'1\')')
        ticks = [log.tick for log in logs]
        writer.execute('INSERT INTO "edge_change" ("table", "kind", "key") VALUES (\'late\', \'update\', \'1\')')
        writer.execute("SELECT pg_notify('edge_change', '')")
        wait_for(logs, ticks)
        assert all("early" not in log.last_change for log in logs)
        ticks = [log.tick for log in logs]
        slow.commit()
        wait_for(logs, ticks)
    assert all("early" in log.last_change for log in logs)
    writer.execute('UPDATE "wagtailcore_site" SET "port" = 80')


def test_a_session_that_passes_over_triggers_is_seen_all_the_same(nodes):
    """What `session_replication_role = replica` does in restores and replication."""
    logs, writer = nodes
    ticks = [log.tick for log in logs]
    with writer.transaction():
        writer.execute("SET LOCAL session_replication_role = replica")
        change(writer, "replicated")
    assert wait_for(logs, ticks) < 1.0
    assert all(log.last_change["wagtailcore_site"] == log.tick for log in logs)


def everything_counts_within_a_second(logs):
    ticks = [log.tick for log in logs]
    assert wait_for(logs, ticks, seconds=2.5) < 2.0
    return all(log.all_changed == log.tick for log in logs)


def test_where_a_trigger_is_missing_everything_counts_as_changed_once_a_second(nodes, django_db_blocker):
    from broadsheet.edge.changes import triggers

    logs, writer = nodes
    try:
        writer.execute('DROP TRIGGER "edge_wagtailcore_site_update" ON "wagtailcore_site"')
        for number in range(2):
            change(writer, f"unlogged {number}")
            assert everything_counts_within_a_second(logs)
    finally:
        with django_db_blocker.unblock():
            connection.close()  # another test may have ended it at the server
            triggers.install()
    assert everything_counts_within_a_second(logs)
    time.sleep(1.1)
    ticks = [log.tick for log in logs]
    change(writer, "logged again")
    wait_for(logs, ticks)
    assert not any(log.all_changed == log.tick for log in logs)


def test_triggers_that_were_off_for_one_transaction_are_found_out(nodes):
    logs, writer = nodes
    with writer.transaction():
        writer.execute('ALTER TABLE "wagtailcore_site" DISABLE TRIGGER USER')
        change(writer, "loaded")
        for name in ("rows", "update", "truncate"):
            writer.execute(f'ALTER TABLE "wagtailcore_site" ENABLE ALWAYS TRIGGER "edge_wagtailcore_site_{name}"')
    assert everything_counts_within_a_second(logs)


@pytest.fixture
def reader(django_db_setup, django_db_blocker):
    """A node that reads only when it is asked to look."""
    with django_db_blocker.unblock():
        connection.close()
        log = change_log(listens=False)
        log.look()
        yield log
        log.close()


def test_a_node_that_slept_while_the_log_was_pruned_counts_everything_as_changed(reader):
    connection.cursor().execute('UPDATE "wagtailcore_site" SET "site_name" = \'Never read\'')
    pruner = Pruner(keep=0)
    assert pruner.prune() == 0
    connection.cursor().execute('UPDATE "wagtailcore_site" SET "site_name" = \'Read\'')
    assert pruner.prune() > 0
    tick = reader.tick
    reader.look()
    assert reader.all_changed > tick


@pytest.mark.parametrize(("count", "is_read"), [(MOST_ROWS, True), (MOST_ROWS + 1, False)])
def test_a_node_reads_so_many_rows_at_once_and_no_more(reader, count, is_read):
    tick = reader.look()
    connection.cursor().execute(
        'INSERT INTO "edge_change" ("table", "kind", "key") SELECT \'many\', \'update\', number::text '
        "FROM generate_series(1, %s) AS number",
        [count],
    )
    reader.look()
    assert (reader.all_changed > tick) != is_read
    assert (reader.last_change.get("many", 0) > tick) == is_read
    tick = reader.tick
    name = f"After {count}"  # another than before: what changes nothing is not told
    connection.cursor().execute('UPDATE "wagtailcore_site" SET "site_name" = %s', [name])
    reader.look()
    assert reader.all_changed <= tick < reader.last_change["wagtailcore_site"]


def test_pruning_what_a_node_has_read_changes_nothing_for_it(reader):
    pruner = Pruner(keep=0)
    for number in range(3):
        connection.cursor().execute('UPDATE "wagtailcore_site" SET "site_name" = %s', [f"Paper {number}"])
        reader.look()
        pruner.prune()
        tick = reader.look()
        assert pruner.prune() > 0
        assert reader.look() == tick
    tick = reader.tick
    connection.cursor().execute('UPDATE "wagtailcore_site" SET "site_name" = \'Last\'')
    reader.look()
    assert reader.all_changed < tick < reader.last_change["wagtailcore_site"]


def test_what_is_committed_late_is_not_pruned_before_it_is_read(reader):
    """A long transaction whose log row has a lower number than rows that are old by now."""
    pruner = Pruner(keep=0)
    with another_session() as slow:
        slow.execute('UPDATE "wagtailcore_site" SET "port" = 81')
        connection.cursor().execute(
            'INSERT INTO "edge_change" ("table", "kind", "key") VALUES (\'late\', \'update\', \'1\')'
        )
        pruner.prune()
        tick = reader.look()
        slow.commit()
        pruner.prune()
        reader.look()
    assert reader.all_changed > tick or reader.last_change["wagtailcore_site"] > tick
    connection.cursor().execute('UPDATE "wagtailcore_site" SET "port" = 80')
