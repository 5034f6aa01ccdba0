"""What a captured render may do, and that it leaves nothing behind."""

import datetime
import threading

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from broadsheet.edge import clock
from broadsheet.edge.clock import this_year, today
from broadsheet.edge.rendering.capture import UnstorablePage, capturing
from broadsheet.edge.rendering.traces import ask, digest_of, tables_read
from broadsheet.stories.models import Article, Person, Topic


@pytest.fixture(autouse=True)
def nothing_is_left_behind(site):
    """After every test, the connection and the caches are as they were before the capture."""
    cache.set("known", "before")
    mode = connection.transaction_mode
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only")
        assert cursor.fetchone() == (0,)
    assert connection.transaction_mode == mode == "IMMEDIATE"
    assert not connection.in_atomic_block
    assert not connection.execute_wrappers
    assert cache.get("known") == "before"
    assert getattr(clock._capture, "readings", None) is None
    Topic.objects.filter(slug="harbour").update(name="Writable again")


def test_every_query_is_kept_with_the_digest_of_its_result(site):
    with capturing() as capture:
        names = list(Topic.objects.values_list("name", flat=True))
        first = Topic.objects.order_by("pk").first()
        list(Topic.objects.values_list("name", flat=True))
    assert names == ["Harbour"]
    assert first.name == "Harbour"
    assert len(capture.trace) == 2
    assert tables_read(capture.trace) == {"stories_topic"}
    assert all(ask(step.question) == step.digest for step in capture.trace)
    Topic.objects.filter(slug="harbour").update(name="Port")
    assert all(ask(step.question) != step.digest for step in capture.trace)


def test_a_captured_query_gives_the_same_rows_however_they_are_fetched(site):
    plain = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    with capturing(), connection.cursor() as cursor:
        captured = list(
            Article.objects.filter(live=True).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=1)
        )
        cursor.execute("SELECT page_ptr_id FROM stories_article ORDER BY 1")
        one, two, rest = cursor.fetchone(), cursor.fetchmany(1), cursor.fetchall()
        assert cursor.fetchone() is None
        assert cursor.fetchall() == []
    assert [one[0], two[0][0], *(row[0] for row in rest)] == plain
    assert set(captured) < set(plain)


@pytest.mark.parametrize("write", [
    lambda: Topic.objects.update(name="Written"),
    lambda: Topic.objects.create(locale_id=1, name="Written", slug="written"),
    lambda: Topic.objects.all().delete(),
    lambda: Topic.objects.bulk_create([Topic(locale_id=1, name="Written", slug="written")]),
    lambda: connection.cursor().execute("UPDATE stories_topic SET name = 'Written'"),
    lambda: connection.cursor().execute("WITH x AS (SELECT 1) UPDATE stories_topic SET name = 'Written'"),
    lambda: connection.cursor().execute("/* SELECT */ DELETE FROM stories_topic"),
    lambda: connection.cursor().execute("PRAGMA query_only = OFF"),
    lambda: connection.cursor().execute("CREATE TABLE written (id)"),
    lambda: connection.cursor().executemany("UPDATE stories_topic SET name = %s", [("Written",)]),
    lambda: connection.connection.execute("UPDATE stories_topic SET name = 'Written'"),
], ids=range(11))  # fmt: skip
def test_a_write_is_refused(site, write):
    with pytest.raises((UnstorablePage, OperationalError, connection.Database.OperationalError)), capturing():
        write()
    assert list(Topic.objects.values_list("name", flat=True)) == ["Harbour"]


def test_another_database_is_refused(site):
    connections.settings["elsewhere"] = connections.settings["default"] | {"NAME": ":memory:"}
    try:
        with pytest.raises(UnstorablePage, match="read another database"), capturing():
            connections["elsewhere"].cursor().execute("SELECT 1")
    finally:
        connections["elsewhere"].close()
        del connections["elsewhere"], connections.settings["elsewhere"]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT NAME FROM Stories_Topic",
        'SELECT name FROM "STORIES_TOPIC"',
        "SELECT name FROM `stories_topic`",
        "SELECT name FROM [stories_topic]",
    ],
)
def test_a_table_is_recognised_however_its_name_is_written(site, sql):
    with capturing() as capture, connection.cursor() as cursor:
        cursor.execute(sql)
    assert tables_read(capture.trace) == {"stories_topic"}


def test_an_unseen_column_counts_if_another_table_of_the_query_has_a_column_of_that_name(site):
    pages_only = "SELECT numchild, locked FROM wagtailcore_page"
    with_collections = (
        "SELECT c.numchild, p.locked FROM wagtailcore_page p JOIN wagtailcore_collection c ON c.id = p.id"
    )
    description = [("numchild",), ("locked",)]

    def is_same(sql, one, other):
        return digest_of(sql, description, [one]) == digest_of(sql, description, [other])

    assert is_same(pages_only, (1, 0), (2, 1))
    assert not is_same(pages_only, (0, 0), (1, 0))
    assert is_same(with_collections, (1, 0), (1, 1))
    assert not is_same(with_collections, (1, 0), (2, 0))


def test_a_row_that_is_not_live_is_refused(site):
    with pytest.raises(UnstorablePage, match="not live"), capturing():
        list(Article.objects.all())
    with pytest.raises(UnstorablePage, match="not live"), capturing():
        Article.objects.get(slug="not-to-be-seen-yet")
    with capturing():
        assert Article.objects.live().count() == 3


@pytest.mark.parametrize("table", ["django_session", "core_user", "wagtailcore_revision", "edge_change"])
def test_a_table_that_is_not_watched_is_refused(site, table):
    with (
        pytest.raises(UnstorablePage, match=f"read {table}, which is not watched"),
        capturing(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize(
    "sql", ["SELECT random()", "SELECT CURRENT_TIMESTAMP", "SELECT date('now')", "SELECT STRFTIME('%%s')"]
)
def test_a_function_that_gives_another_result_each_time_is_refused(site, sql):
    with pytest.raises(UnstorablePage, match="asked the database for"), capturing(), connection.cursor() as cursor:
        cursor.execute(sql, [])


def test_words_in_a_literal_or_a_quoted_name_do_not_count_as_functions(site):
    with capturing(), connection.cursor() as cursor:
        cursor.execute("SELECT 'random() now() core_user' AS \"date\" FROM stories_topic")


def test_a_nested_transaction_works(site):
    with capturing() as capture:
        with transaction.atomic(), transaction.atomic():
            assert Topic.objects.count() == 1
        with pytest.raises(RuntimeError), transaction.atomic():
            raise RuntimeError
        assert Topic.objects.count() == 1
    assert len(capture.trace) == 1


def test_everything_is_read_in_one_snapshot(site):
    with capturing() as capture:
        before = Topic.objects.get().name
        site.commit("UPDATE stories_topic SET name = 'Changed meanwhile'")
        assert Topic.objects.get().name == before == "Harbour"
    assert ask(capture.trace[0].question) != capture.trace[0].digest


def test_a_render_neither_reads_nor_writes_django_s_caches(site):
    with capturing():
        assert cache.get("known") is None
        cache.set("known", "within")
        assert cache.get("known") == "within"
    assert cache.get("known") == "before"


def test_another_thread_is_not_captured(site):
    times = []

    def work():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM core_user")
        times.append(timezone.now())
        connection.close()

    with capturing() as capture:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(10)
    assert times
    assert not capture.trace


def test_an_error_of_the_page_passes_through(site):
    with pytest.raises(Person.DoesNotExist), capturing():
        Person.objects.get(slug="nobody")


# --- the clock -------------------------------------------------------------------------------------
@pytest.mark.parametrize("read", [timezone.now, timezone.localtime, timezone.localdate])
def test_reading_the_clock_without_edge_clock_is_refused(site, read):
    with pytest.raises(UnstorablePage, match="read the clock"), capturing():
        read()
    assert read()


@pytest.mark.parametrize(
    ("now", "zone", "day", "until"),
    [
        ("2026-11-22T12:00:00+00:00", "Europe/Athens", "2026-11-22", "2026-11-22T22:00:00+00:00"),
        ("2026-11-22T22:30:00+00:00", "Europe/Athens", "2026-11-23", "2026-11-23T22:00:00+00:00"),
        ("2026-11-22T12:00:00+00:00", "Pacific/Auckland", "2026-11-23", "2026-11-23T11:00:00+00:00"),
        ("2026-03-28T23:00:00+00:00", "Europe/Athens", "2026-03-29", "2026-03-29T21:00:00+00:00"),
        ("2026-10-24T22:00:00+00:00", "Europe/Athens", "2026-10-25", "2026-10-25T22:00:00+00:00"),
    ],
    ids=["noon", "past midnight there", "a day ahead", "summer time begins", "summer time ends"],
)
def test_a_page_with_the_date_is_good_until_midnight_of_its_zone(site, now, zone, day, until):
    from zoneinfo import ZoneInfo

    with time_machine.travel(datetime.datetime.fromisoformat(now), tick=False), capturing() as capture:
        assert today(ZoneInfo(zone)).isoformat() == day
    assert capture.readings.valid_until == datetime.datetime.fromisoformat(until).timestamp()


def test_a_page_with_the_year_is_good_until_new_year_unless_another_reading_ends_sooner(site):
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Europe/Athens")
    with (
        time_machine.travel(datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC), tick=False),
        capturing() as capture,
    ):
        assert this_year(zone) == 2026
        assert capture.readings.valid_until == datetime.datetime(2027, 1, 1, tzinfo=zone).timestamp()
        today(zone)
    assert capture.readings.valid_until == datetime.datetime(2026, 11, 23, tzinfo=zone).timestamp()
