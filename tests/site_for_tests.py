"""A pytest plugin, loaded before Django's settings: the tests' own site folder."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

SITE = Path(tempfile.mkdtemp(prefix="broadsheet-tests-"))
atexit.register(shutil.rmtree, SITE, ignore_errors=True)

for _name in [name for name in os.environ if name.startswith("BROADSHEET_")]:
    del os.environ[_name]
os.environ |= {
    "BROADSHEET_SITE": str(SITE),
    "BROADSHEET_SECRET_KEY": "only-for-tests-" + "x" * 32,
    "BROADSHEET_TIME_ZONE": "Europe/Athens",
    "BROADSHEET_BASE_URL": "http://testserver",
    "BROADSHEET_HOSTS": "testserver,localhost,127.0.0.1",
    "BROADSHEET_DESK_EMAIL": "desk@courier.example",
    "DJANGO_SETTINGS_MODULE": "broadsheet.settings.site",
}
if url := os.environ.get("TEST_DATABASE_URL"):  # another database than SQLite: tests/outside/test_postgresql.py
    os.environ["BROADSHEET_DATABASE_URL"] = url
(SITE / "media").mkdir()

import broadsheet  # noqa: E402, F401 - the bundled SQLite, before anything opens a database
