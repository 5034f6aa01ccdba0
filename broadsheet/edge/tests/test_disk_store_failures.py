"""Whatever happens to the disk store and to the machine's lock files, pages are served, and stored again afterwards."""

import errno
import os
import sqlite3
import threading
from pathlib import Path

import pytest

from broadsheet.edge.store import render_locks
from broadsheet.edge.store.disk_store import DiskStore

from .content import retitle

PAGE = "/world/council-votes/"


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

    monkeypatch.setattr(render_locks.fcntl, "flock", flock)
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
