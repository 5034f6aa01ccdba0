"""Sites in which every change is committed, with a front that gets requests as Granian sends them."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import translation

from broadsheet.edge.changes import triggers
from conftest import PLAINLY, _template, opened

from .asking import Site
from .content import furnish
from .victim import Victim


@pytest.fixture(scope="session")
def furnished(django_db_setup, django_db_blocker, tmp_path_factory):
    """(a database file with a small newsroom in it, a mapping from names of pages to their addresses)."""
    if connection.vendor != "sqlite":
        pytest.skip("these tests copy a database file")
    path = tmp_path_factory.mktemp("furnished") / "db.sqlite3"
    path.write_bytes(_template().read_bytes())
    with opened(str(path), django_db_blocker), override_settings(**PLAINLY), translation.override("en"):
        if not triggers.are_complete():
            triggers.install()
        paths = furnish()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA journal_mode=DELETE")
    return path, paths


@contextmanager
def _site(furnished, blocker, folder):
    path, paths = furnished
    own = folder / "db.sqlite3"
    own.write_bytes(path.read_bytes())
    with opened(str(own), blocker):
        site = Site(folder, own, paths)
        try:
            yield site
        finally:
            site.close()


@pytest.fixture
def site(furnished, django_db_blocker, tmp_path):
    """A site for this test alone."""
    with _site(furnished, django_db_blocker, tmp_path) as own_site:
        yield own_site


@pytest.fixture(scope="module")
def quiet_site(furnished, django_db_blocker, tmp_path_factory):
    """One site for all tests of a file, which must not change its database."""
    with _site(furnished, django_db_blocker, tmp_path_factory.mktemp("quiet")) as shared_site:
        yield shared_site


@pytest.fixture
def victim(quiet_site):
    """Makes a `Victim` from the name of a page."""
    return lambda name: Victim(quiet_site, quiet_site.paths[name])
