"""The demo newsroom on PostgreSQL, made and served as `make demo` does it."""

import subprocess
import sys

import pytest

from tests.outside import postgresql
from tests.served import ROOT, Served, free_port, site_env

pytestmark = [
    pytest.mark.outside,
    pytest.mark.timeout(600),
    pytest.mark.skipif(postgresql.binaries() is None, reason="PostgreSQL is not installed"),
]


def load(folder, database):
    return subprocess.run(
        [sys.executable, "-m", "demo.load", folder],
        env=site_env(folder, BROADSHEET_DATABASE_URL=database), cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip


def test_it_is_made_and_served_and_no_database_in_use_is_touched(tmp_path):
    with postgresql.server() as database:
        made = load(tmp_path / "demo", database)
        assert made.returncode == 0, made.stdout + made.stderr
        site = Served(tmp_path / "demo", free_port()).start()
        try:
            assert {path: site.get(path)[0] for path in ("/", "/ar/", "/world/", "/search/?q=harbour", "/archive/")} == {
                "/": 200, "/ar/": 200, "/world/": 200, "/search/?q=harbour": 200, "/archive/": 200,
            }  # fmt: skip
            counted = "from django.db import connection; from broadsheet.stories.models import Article; print(connection.vendor, Article.objects.filter(live=True).count() > 100)"
            assert site.python(counted).strip() == "postgresql True"
        finally:
            site.stop()
        refused = load(tmp_path / "another", database)
        assert refused.returncode == 1
        assert "Name an empty one for the demo" in refused.stderr
        assert "Traceback" not in refused.stderr
