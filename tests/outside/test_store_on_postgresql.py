"""The page store is never stale on PostgreSQL either."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.outside.postgresql import binaries, server

ROOT = Path(__file__).resolve().parents[2]
STEPS = 100

pytestmark = pytest.mark.outside


@pytest.mark.timeout(900)
@pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed: the page store is not tested on it")
def test_the_page_store_is_never_stale_on_postgresql(record_property):
    with server() as address:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "tests/store"],
            cwd=ROOT, env=os.environ | {"TEST_DATABASE_URL": address, "STORE_STEPS": str(STEPS)},
            capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]
    said = [line for line in done.stdout.splitlines() if line.startswith("page store")]
    assert any(line.startswith("page store on postgresql: STORE_SEED=") for line in said)
    for line in said:
        record_property("said", line)
