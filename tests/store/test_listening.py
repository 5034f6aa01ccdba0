"""Several nodes on PostgreSQL: each is told of a commit by NOTIFY."""

import statistics
import time

import pytest
from django.db import connection

from broadsheet.edge.changes import DatabaseAway, change_log

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL notifies")
COMMITS = 300


@pytest.fixture
def nodes(django_db_setup, django_db_blocker):
    """Two nodes that listen, and somebody who writes."""
    import psycopg

    with django_db_blocker.unblock():
        given = connection.get_connection_params()
        wanted = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
        logs = [change_log(listens=True), change_log(listens=True)]
        for log in logs:
            log.look()
        with psycopg.connect(**wanted, autocommit=True) as writer:
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
            except DatabaseAway:
                assert time.perf_counter() < until
                time.sleep(0.05)


def test_a_transaction_that_was_open_meanwhile_is_not_missed(nodes):
    """Its log row has a lower number than one that was read already."""
    import psycopg

    logs, writer = nodes
    given = connection.get_connection_params()
    wanted = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
    with psycopg.connect(**wanted) as slow:
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
