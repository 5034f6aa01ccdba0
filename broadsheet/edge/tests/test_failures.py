"""The store when something breaks: the database, a render, or its own file."""

import os
import sqlite3
import threading
import time
from contextlib import closing

import pytest
from django.db import connection

from .content import retitle

PAGE = "/world/council-votes/"


def break_renders(monkeypatch, site):
    """Make every render fail; returns a function that undoes this."""
    real = site.store.renderer._get_response

    def fail(request):
        from django.http import HttpResponseServerError

        return HttpResponseServerError("canary7f3a")

    monkeypatch.setattr(site.store.renderer, "_get_response", fail)
    return lambda: monkeypatch.setattr(site.store.renderer, "_get_response", real)


# --- the database ----------------------------------------------------------------------------------
def test_pages_are_served_while_another_connection_writes(site):
    stored = site.ask(PAGE)
    writer = sqlite3.connect(site.database, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    writer.execute("UPDATE wagtailcore_page SET title = 'Not yet' WHERE slug = 'council-votes'")
    again = site.ask(PAGE)
    assert (again.status, again.how, again.page) == (200, "hit", stored.page)
    assert site.ask("/topics/").how == "fwd=miss; stored"
    writer.execute("ROLLBACK")
    writer.close()
    assert site.ask(PAGE).how == "hit"


def lock_out_everybody(site):
    """A connection that excludes even readers, as a repair of the database does."""
    connection.close()
    site.store.log.close()
    for front in site.fronts:
        _close_connections_of(front)
    keeper = sqlite3.connect(site.database, isolation_level=None, timeout=5)
    keeper.execute("PRAGMA locking_mode = EXCLUSIVE")
    keeper.execute("BEGIN EXCLUSIVE")
    keeper.execute("UPDATE wagtailcore_page SET title = title WHERE slug = 'council-votes'")
    keeper.execute("COMMIT")
    return keeper


def _close_connections_of(front):
    for pool in (front._renders, front._others):
        count = pool._max_workers
        gate = threading.Barrier(count)

        def close(gate=gate):
            gate.wait(10)
            connection.close()

        for done in [pool.submit(close) for _ in range(count)]:
            done.result(20)


@pytest.fixture
def impatient():
    """Django waits 0.05 seconds for a lock, not twenty."""
    options = connection.settings_dict["OPTIONS"]
    before = options["timeout"]
    options["timeout"] = 0.05
    yield
    options["timeout"] = before


def test_stored_pages_are_served_while_the_database_is_locked(impatient, site):
    stored = site.ask(PAGE)
    keeper = lock_out_everybody(site)
    began = time.monotonic()
    away = site.ask(PAGE)
    assert (away.status, away.page, away.how) == (200, stored.page, "hit; detail=database-away")
    assert time.monotonic() - began < 1, "the event loop, and with it every reader, waits for the lock"
    began = time.monotonic()
    for _ in range(20):
        assert "database-away" in site.ask(PAGE).how
    assert time.monotonic() - began < 1
    keeper.close()
    back = wait_until_back(site)
    assert back.page == stored.page
    retitle("Council votes again")
    assert b"Council votes again" in site.ask(PAGE).page


def wait_until_back(site):
    """The first answer that is no longer marked as database-away; it must come within two seconds."""
    until = time.monotonic() + 2
    while "database-away" in (reply := site.ask(PAGE)).how:
        assert time.monotonic() < until
        time.sleep(0.05)
    return reply


@pytest.fixture
def taken_away(site):
    """A function that moves the database file aside, and returns its new path."""
    aside = site.folder / "aside.sqlite3"

    def take_away():
        site.store.log.close()
        connection.close()
        for front in site.fronts:
            _close_connections_of(front)
        os.rename(site.database, aside)
        return aside

    yield take_away
    if aside.exists():
        os.rename(aside, site.database)


def test_stored_pages_are_served_while_the_database_is_gone(site, taken_away):
    stored, front = site.ask(PAGE), site.ask("/")
    aside = taken_away()
    for target, kept in ((PAGE, stored), ("/", front)):
        away = site.ask(target)
        assert (away.status, away.page, away.how) == (200, kept.page, "hit; detail=database-away")
        assert site.ask(target, ("if-none-match", away["etag"])).status == 304
        assert site.ask(target, ("range", "bytes=0-9")).status == 206
    assert site.store.counts.as_dict()["away"] == 6
    assert not site.database.exists(), "an empty database was made in its place"
    os.rename(aside, site.database)
    assert wait_until_back(site).page == stored.page
    retitle("Council votes again")
    assert b"Council votes again" in site.ask(PAGE).page


def test_pages_in_the_disk_store_alone_are_served_while_the_database_is_gone(site, taken_away):
    stored = site.ask(PAGE)
    taken_away()
    away = site.ask(PAGE, front=site.another_front(site.another_store()))
    assert (away.status, away.page, away.how) == (200, stored.page, "hit; detail=database-away")


def test_threads_that_have_the_old_file_open_serve_a_backup_that_replaced_it(site):
    backup = site.folder / "backup.sqlite3"
    with closing(sqlite3.connect(site.database)) as live, closing(sqlite3.connect(backup)) as kept:
        live.backup(kept)
    site.commit("UPDATE stories_topic SET name = 'After the backup'")
    path = site.paths["topics/<uslug:slug>/"]
    for _ in range(3):
        assert b"After the backup" in site.ask(path).page
    site.commit("UPDATE stories_person SET name = 'Somebody'")  # now a thread has run queries, and keeps its connection
    assert b"After the backup" in site.ask(path).page
    backup.replace(site.database)
    site.store.log.check_file()  # which the maintenance thread calls once a second
    reply = site.ask(path)
    assert b"Harbour" in reply.page
    assert reply.page == site.fresh(path).content


def test_commits_made_while_the_database_was_away_are_seen_when_it_is_back(site, taken_away):
    site.ask(PAGE)
    aside = taken_away()
    assert "database-away" in site.ask(PAGE).how
    other = sqlite3.connect(aside)
    other.execute("UPDATE wagtailcore_page SET title = 'Changed meanwhile' WHERE slug = 'council-votes'")
    other.execute("DELETE FROM edge_change")
    other.commit()
    other.close()
    os.rename(aside, site.database)
    assert b"Changed meanwhile" in wait_until_back(site).page
    assert site.ask(PAGE).page == site.fresh(PAGE).content


def test_a_page_that_could_not_be_stored_is_tried_again_after_a_change(site):
    site.commit("DELETE FROM stories_publisher")  # Wagtail writes the row when a page reads the setting
    refused = site.ask("/?utm_source=1")  # the query avoids the fast path, which looks for changes at every request
    assert refused.how == 'fwd=bypass; detail="not stored"'
    assert any(name.startswith("refused:wrote: INSERT") for name in site.store.counts.as_dict())
    assert site.ask("/?utm_source=1").how in {"fwd=miss; stored", "hit; detail=verified"}


# --- a render --------------------------------------------------------------------------------------
def test_a_render_that_fails_is_not_stored(site, monkeypatch):
    mend = break_renders(monkeypatch, site)
    failed = site.ask(PAGE)
    assert failed.status == 500
    assert failed["cache-control"] == "private, no-cache"
    assert site.store.entry("testserver" + PAGE) is None
    mend()
    assert site.ask(PAGE).page == site.fresh(PAGE).content


def test_after_a_failed_render_the_last_good_page_is_served_for_the_same_data(site, monkeypatch):
    rename = "UPDATE wagtailcore_page SET title = ? WHERE slug = 'council-votes'"
    stored = site.ask(PAGE)
    site.commit(rename, "Another title")
    mend = break_renders(monkeypatch, site)
    assert site.ask(PAGE).status == 500
    site.commit(rename, "Council votes")
    again = site.ask(PAGE)
    assert (again.status, again.page) == (200, stored.page)
    mend()
    assert site.ask(PAGE).page == site.fresh(PAGE).content


def test_a_page_in_the_disk_store_is_served_although_renders_fail(site, monkeypatch):
    stored = site.ask(PAGE)
    break_renders(monkeypatch, site)
    other = site.another_store()
    monkeypatch.setattr(other.renderer, "_get_response", site.store.renderer._get_response)
    again = site.ask(PAGE, front=site.another_front(other))
    assert (again.status, again.page, again.how) == (200, stored.page, "hit; detail=verified")


def test_after_a_failed_render_of_an_expired_page_the_next_request_tries_again(site, monkeypatch):
    site.ask("/")
    entry = site.store.entry("testserver/")
    entry.own_until = entry.valid_until = time.time() - 1
    site.commit_to_disk_store("UPDATE entry SET valid_until = 1 WHERE key = 'testserver/'")
    mend = break_renders(monkeypatch, site)
    assert site.ask("/").status == 500
    assert site.store.entry("testserver/") is entry
    mend()
    again = site.ask("/")
    assert (again.status, again.how) == (200, "fwd=miss; stored")


def test_an_error_within_a_view_is_not_stored(site, monkeypatch):
    from broadsheet.stories.models import Section

    def fail(*_args, **_kwargs):
        raise RuntimeError("canary7f3a")

    monkeypatch.setattr(Section, "get_context", fail)
    failed = site.ask("/world/")
    assert failed.status == 500
    assert b"canary7f3a" not in failed.everything
    assert site.store.entry("testserver/world/") is None
    monkeypatch.undo()
    assert site.ask("/world/").how == "fwd=miss; stored"
