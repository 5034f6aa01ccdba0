"""The same tests on PostgreSQL: search by `wagtail.search`, the archive, addresses, the clock and the outbox."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.outside.postgresql import binaries, server

ROOT = Path(__file__).resolve().parents[2]
TESTS = [
    "broadsheet/finding/tests/test_search_page.py",
    "broadsheet/stories/tests/test_addresses.py",
    "broadsheet/stories/tests/test_lists.py",
    "broadsheet/events/tests",
]

pytestmark = pytest.mark.outside


@pytest.mark.timeout(900)
@pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed: nothing is tested on it")
def test_what_holds_on_sqlite_holds_on_postgresql():
    with server() as address:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *TESTS],
            cwd=ROOT, env=os.environ | {"TEST_DATABASE_URL": address}, capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    assert int(passed.group(1)) > 60
