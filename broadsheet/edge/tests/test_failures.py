"""The store when something breaks: the database, a render, or its own file."""

import errno
import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from broadsheet.edge.store import page_store as store
from broadsheet.edge.store.disk_store import DiskStore
from broadsheet.stories.models import Article

PAGE = "/world/council-votes/"


def retitle(title):
    story = Article.objects.get(slug="council-votes")
    story.title = title
    story.save_revision().publish()


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


# --- the disk store --------------------------------------------------------------------------------
def _delete(path):
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _delete_the_file_alone(path):
    path.unlink()


def _truncate(path):
    path.write_bytes(b"")


def _halve(path):
    os.truncate(path, path.stat().st_size // 2)


def _garbage(path):
    path.write_bytes(b"not a database" * 5000)


def _garbage_within(path):
    with path.open("r+b") as file:
        file.seek(2000)
        file.write(os.urandom(path.stat().st_size - 2000))


def _flip_some_bytes(path):
    """Change the content of rows in an intact file, which no file system reports."""
    with sqlite3.connect(path) as other:
        rows = other.execute("SELECT key, content FROM entry").fetchall()
        for key, content in rows:
            middle = len(content) // 2
            other.execute(
                "UPDATE entry SET content = ? WHERE key = ?",
                (content[:middle] + b"\xff\x00" + content[middle + 2 :], key),
            )
    other.close()


def _replace(path):
    _delete(path)
    sqlite3.connect(path).close()


def _folder_gone(path):
    import shutil

    shutil.rmtree(path.parent)


HARMS = [
    _delete,
    _delete_the_file_alone,
    _truncate,
    _halve,
    _garbage,
    _garbage_within,
    _flip_some_bytes,
    _replace,
    _folder_gone,
]


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__.strip("_"))
def test_pages_are_served_and_stored_again_after_harm_to_the_disk_store(site, harm):
    stored = {target: site.ask(target).page for target in (PAGE, "/topics/")}
    checkpoint(site)
    harm(site.store.disk.path)
    for target, page in stored.items():
        assert site.ask(target).page == page
    rename = "UPDATE wagtailcore_page SET title = ? WHERE slug = 'council-votes'"
    site.commit(rename, "Council votes again")
    other = site.another_front(site.another_store())
    for front in (site.front, other):
        for target in stored:
            reply = site.ask(target, front=front)
            assert (reply.status, reply.page) == (200, site.fresh(target).content)
    site.store.disk.trim(build="test")
    for title in ("Council votes once more", "Council votes at last"):
        site.commit(rename, title)
        assert title.encode() in site.ask(PAGE).page
    assert site.ask(PAGE).how == "hit"
    kept = site.another_store().disk.take("testserver" + PAGE, build="test")
    assert kept is not None, "the disk store was not repaired"


def checkpoint(site):
    with sqlite3.connect(site.store.disk.path) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()


def test_on_a_full_disk_pages_are_served_from_memory(site):
    site.ask("/topics/")
    full = site.another_store()
    pages = full.disk._connection.execute("PRAGMA page_count").fetchone()[0]
    front = site.another_front(full)
    for pool in (front._renders,):
        gate = threading.Barrier(pool._max_workers)

        def limit(gate=gate):
            gate.wait(10)
            full.disk._connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()

        for done in [pool.submit(limit) for _ in range(pool._max_workers)]:
            done.result(20)
    for target in (PAGE, "/", "/people/", "/world/"):
        reply = site.ask(target, front=front)
        assert (reply.status, reply.page) == (200, site.fresh(target).content)
        assert site.ask(target, front=front).how == "hit"
    assert full.disk.take("testserver/world/", build="test") is None
    retitle("Council votes again")
    assert b"Council votes again" in site.ask(PAGE, front=front).page


def test_if_the_disk_store_cannot_be_written_pages_are_served_from_memory(site, monkeypatch):
    site.ask("/topics/")

    def unwritable(*args, **kwargs):
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(DiskStore, "_id_of", unwritable)
    for _ in range(2):
        reply = site.ask(PAGE)
        assert (reply.status, reply.page) == (200, site.fresh(PAGE).content)
    retitle("Council votes again")
    assert site.ask(PAGE).page == site.fresh(PAGE).content


def test_pages_of_another_build_are_not_served(site):
    site.commit("UPDATE wagtailcore_page SET title = title")
    stored = site.ask(PAGE)
    with sqlite3.connect(site.store.disk.path) as other:
        other.execute("UPDATE entry SET build = 'before'")
    other.close()
    newer = site.another_front(site.another_store(build="after"))
    reply = site.ask(PAGE, front=newer)
    assert (reply.how, reply.page) == ("fwd=miss; stored", stored.page)


# --- the machine -----------------------------------------------------------------------------------
def _refuse(monkeypatch, which, error):
    """Make it impossible to open files whose paths contain `which`."""
    real = os.open

    def open_(path, *args, **kwargs):
        if which in str(path):
            raise OSError(error, os.strerror(error), str(path))
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", open_)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EMFILE, errno.EROFS, errno.EACCES, errno.EIO])
def test_if_a_lock_file_cannot_be_opened_pages_are_rendered_without_a_lock(site, monkeypatch, error):
    _refuse(monkeypatch, "/locks/", error)
    assert site.ask(PAGE).how == "fwd=miss; stored"
    assert site.ask(PAGE).how == "hit"
    retitle("Council votes again")
    reply = site.ask(PAGE)
    assert b"Council votes again" in reply.page
    assert reply.page == site.fresh(PAGE).content


def test_if_a_file_cannot_be_locked_pages_are_rendered_without_a_lock(site, monkeypatch):
    def flock(handle, operation):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(store.fcntl, "flock", flock)
    for number in range(20):
        retitle(f"Title number {number}.")
        assert b"Title number %d." % number in site.ask(PAGE).page
    opened = [os.path.realpath(descriptor) for descriptor in Path("/proc/self/fd").iterdir()]
    assert not [path for path in opened if "/locks/" in path], "the lock files stay open"


def test_without_a_lock_an_older_render_does_not_replace_a_newer_one(site, monkeypatch):
    """Two threads render at once; the one that looked first finishes last."""
    _refuse(monkeypatch, "/locks/", errno.ENOSPC)
    retitle("Title number 1.")
    stopped, go = threading.Event(), threading.Event()
    first, real = threading.Lock(), site.store.renderer._answer

    def answer(request):
        response = real(request)
        if first.acquire(blocking=False):
            stopped.set()
            assert go.wait(20)
        return response

    monkeypatch.setattr(site.store.renderer, "_answer", answer)
    early = []
    thread = threading.Thread(target=lambda: early.append(site.store.page(site.key(PAGE))))
    thread.start()
    assert stopped.wait(20)
    retitle("Title number 2.")
    assert b"Title number 2." in site.store.page(site.key(PAGE)).composed.plain()
    go.set()
    thread.join(20)
    assert site.ask(PAGE).how == "hit"
    assert b"Title number 2." in site.ask(PAGE).page
    assert early[0].status == 200


@pytest.mark.parametrize("error", [errno.EACCES, errno.EMFILE, errno.ENOSPC])
def test_if_the_disk_store_cannot_be_opened_pages_are_served_from_memory(site, monkeypatch, error):
    disk = site.store.disk
    real = os.stat

    def stat(path, *args, **kwargs):
        if str(path) == str(disk.path):
            raise OSError(error, os.strerror(error), str(path))
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "stat", stat)
    assert site.ask(PAGE).how == "fwd=miss; stored"
    assert site.ask(PAGE).how == "hit"
    retitle("Council votes again")
    assert b"Council votes again" in site.ask(PAGE).page
    disk.touch(["a"])
    disk.trim(build="test")
    disk.write_counts("1", {"hit": 1})
    assert disk.read_counts() == {}
    assert disk.keys(build="test") == []
