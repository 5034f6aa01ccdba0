"""The SQLite file is taken away while the site is served: it is told, nothing is made in its place, and it may come back."""

import json
import os
import sqlite3
import time
import urllib.request
from contextlib import closing

import pytest

from tests.outside.test_backup import MAKE, site_at
from tests.served import free_port

pytestmark = [pytest.mark.outside, pytest.mark.timeout(300)]


def health(site):
    status, text = site.get("/health/")
    return status, json.loads(text)["database"]


def becomes(site, expected):
    until = time.monotonic() + 15
    while health(site) != expected:
        assert time.monotonic() < until, health(site)
        time.sleep(0.1)


def test_it_is_told_and_nothing_is_made_in_its_place(tmp_path):
    site = site_at(tmp_path / "paper")
    site.port = free_port()
    site.address = f"http://127.0.0.1:{site.port}"
    site.python(MAKE)
    file, away = site.folder / "newsroom.sqlite3", tmp_path / "away"
    site.start()
    try:
        for _ in range(2):
            assert site.get("/")[0] == 200
        away.mkdir()
        for database_file in site.folder.glob("newsroom.sqlite3*"):
            database_file.rename(away / database_file.name)
        assert health(site) == (503, "away")
        for path in ("/search/?q=a", "/admin/login/", "/nothing-here/"):
            assert site.get(path)[0] == 503
        time.sleep(3)  # the clock and the worker have come by
        assert health(site) == (503, "away")
        assert not list(site.folder.glob("newsroom.sqlite3*"))
        for database_file in away.iterdir():
            os.replace(database_file, site.folder / database_file.name)
        becomes(site, (200, "ok"))
        assert site.get("/admin/login/")[0] == 200
        # Another file in its place is what is worked on from then on.
        with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(away / "copy")) as copy:
            old.backup(copy)
            copy.execute("UPDATE editions_edition SET paper_name = 'The Restored Courier'")
            copy.commit()
        os.replace(away / "copy", file)
        for database_file in site.folder.glob("newsroom.sqlite3-*"):
            database_file.unlink()
        until = time.monotonic() + 15
        while "The Restored Courier" not in site.get("/")[1]:
            assert time.monotonic() < until
            time.sleep(0.2)
        assert health(site) == (200, "ok")
    finally:
        site.stop()


def test_health_is_told_where_only_the_hosts_are_set(tmp_path):
    site = site_at(tmp_path / "paper")
    with (site.folder / "broadsheet.env").open("a") as settings:
        settings.write("BROADSHEET_HOSTS=Paper.Example\n")
    site.port = free_port()
    site.address = f"http://127.0.0.1:{site.port}"
    site.python(MAKE)
    site.start("http://localhost:8000")  # as where BROADSHEET_BASE_URL is left alone
    try:
        for path in ("/health/", "/metrics"):
            assert site.get(path)[0] == 200
        request = urllib.request.Request(site.address + "/", headers={"Host": "paper.example"})
        assert urllib.request.urlopen(request, timeout=20).status == 200
        assert "Traceback" not in site.log.read_text()
    finally:
        site.stop()
