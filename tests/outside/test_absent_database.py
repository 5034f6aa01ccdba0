"""PostgreSQL is stopped while a crowd asks, and comes back: one line a minute, 503 or what is stored, and no restart."""

import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.outside import postgresql
from tests.outside.test_backup import MAKE, command, site_at
from tests.served import free_port

pytestmark = [
    pytest.mark.outside,
    pytest.mark.timeout(300),
    pytest.mark.skipif(postgresql.binaries() is None, reason="PostgreSQL is not installed"),
]
STORED = ("/", "/world/", "/ar/", "/feeds/", "/topics/", "/lite/")
OTHERS = ("/admin/", "/admin/login/", "/search/?q=a", "/health/", "/nothing-here/", "/media/documents/1/0/x", "/robots.txt")  # fmt: skip
SECONDS = 5


def ask(site, path):
    """(status, Retry-After)."""
    try:
        with urllib.request.urlopen(site.address + path, timeout=20) as answer:
            return answer.status, answer.headers["Retry-After"]
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Retry-After"]


def test_it_is_told_once_and_ends_by_itself(tmp_path, migrated_file):
    with postgresql.server(migrated_file=migrated_file) as database:
        site = site_at(tmp_path / "paper", database)
        site.port = free_port()
        site.address = f"http://127.0.0.1:{site.port}"
        site.python(MAKE)
        site.start()
        try:
            for _ in range(2):  # the first makes renditions
                assert [ask(site, path)[0] for path in STORED] == [200] * len(STORED)
            said = len(site.log.read_text())
            database.stop()
            until, answers = time.monotonic() + SECONDS, Counter()

            def crowd(_):
                while time.monotonic() < until:
                    answers.update((path in STORED, *ask(site, path)) for path in (*STORED, *OTHERS))

            with ThreadPoolExecutor(8) as threads:
                list(threads.map(crowd, range(8)))
            assert set(answers) == {(True, 200, None), (False, 503, "5")}, answers
            assert sum(answers.values()) > 200
            lines = site.log.read_text()[said:].splitlines()
            assert 1 <= len(lines) <= 4, lines
            assert all("The database does not answer" in line for line in lines)
            database.start()
            until = time.monotonic() + 20
            while any(ask(site, path)[0] == 503 for path in (*STORED, *OTHERS)):
                assert time.monotonic() < until
                time.sleep(0.1)
        finally:
            site.stop()


def test_a_server_that_is_started_before_its_database_waits_for_it_and_a_command_says_so(tmp_path, migrated_file):
    with postgresql.server(migrated_file=migrated_file) as database:
        site = site_at(tmp_path / "paper", database)
        site.port = free_port()
        site.address = f"http://127.0.0.1:{site.port}"
        site.python(MAKE)
        database.stop()
        said = command(site.folder, "edition", "add", "fr", code=1)
        assert len(said.splitlines()) <= 3, said  # PostgreSQL's own words may have several
        assert "The database does not answer" in said and "Check BROADSHEET_DATABASE_URL." in said
        back = threading.Timer(7, database.start)
        back.start()
        try:
            site.start()
            back.join()
            assert ask(site, "/")[0] == 200
            log = site.log.read_text()
            assert log.count("The database does not answer") == 1
            assert "Traceback" not in log
        finally:
            back.join()
            site.stop()
