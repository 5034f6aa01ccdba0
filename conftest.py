"""Fixtures for every test: a database copied from a migrated template, no network, separate files."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import translation

CACHE = Path(__file__).parent / ".cache"
# Jobs of the default queue run at once. Background jobs are only recorded; a test that needs one runs it itself.
# Mail is kept in memory, password hashing is fast, and static files have plain names.
PLAINLY = {
    "TASKS": {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
        "background": settings.TASKS["background"] | {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    },
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "STORAGES": settings.STORAGES
    | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
}


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[str]:
    """Gives each worker a copy of a database that was migrated once; it is migrated again when a migration changes. Yields its name."""
    if connection.vendor != "sqlite":
        yield from _other_database(django_db_blocker)
        return
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    own = settings.SITE / f"test-{worker}.sqlite3"
    with django_db_blocker.unblock():
        shutil.copyfile(_template(), own)
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = str(own)
        # A test database need not survive a power failure.
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        yield str(own)
        connection.close()


def _other_database(django_db_blocker: Any) -> Iterator[str]:
    """A database created by a server (`TEST_DATABASE_URL`, see tests/outside/)."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False)
        yield connection.settings_dict["NAME"]
        teardown_databases(databases, verbosity=0)


def _template() -> Path:
    """The migrated database; created if there is none for exactly these migrations."""
    CACHE.mkdir(exist_ok=True)
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    for made_after_migrating in (
        "broadsheet/core/page_indexes.py", "broadsheet/search/tables.py", "broadsheet/core/page_changes.py",
        "broadsheet/edge/changes/watching.py", "broadsheet/edge/changes/triggers.py",
    ):  # fmt: skip
        digest.update((Path(__file__).parent / made_after_migrating).read_bytes())
    template = CACHE / f"migrated-{digest.hexdigest()[:16]}.sqlite3"
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for old in CACHE.glob("migrated-*"):
                old.unlink()
            _migrate(template)
    return template


def _migrate(template: Path) -> None:
    from django.core.management import call_command

    making = template.with_suffix(".making")
    making.unlink(missing_ok=True)
    making.touch()  # our settings never create a database by opening it
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(making)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    connection.settings_dict["NAME"] = before
    making.rename(template)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves the machine: connecting to any other machine fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if (
            isinstance(address, tuple)
            and not str(address[0]).startswith("127.")
            and address[0] not in {"::1", "localhost"}
        ):
            raise AssertionError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Reset the language, because a page in another language leaves that language active in the thread."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _plain_settings(settings: Any) -> None:
    """Every test may change its settings. These are the initial ones."""
    for name, value in PLAINLY.items():
        setattr(settings, name, value)


@contextmanager
def opened(name: str, blocker: Any) -> Iterator[None]:
    """Within the block, Django uses another database in every thread."""
    before = connection.settings_dict["NAME"]
    with blocker.unblock():
        _open(name)
        try:
            yield
        finally:
            _open(before)


def _open(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    cache.clear()


@pytest.fixture(scope="session")
def migrated_file(django_db_blocker: Any) -> Path:
    """An SQLite database with all tables and no newsroom, for copying."""
    with django_db_blocker.unblock():
        return _template()


@pytest.fixture(scope="session")
def furnished(django_db_setup: str, django_db_blocker: Any) -> Callable[..., Any]:
    """`with furnished(name) as copy:` - everything made within the block is kept in a copy of the database `name`."""

    @contextmanager
    def furnish(name: str, *, suffix: str) -> Iterator[str]:
        with opened(name, django_db_blocker):
            connection.close()
            connection.creation.clone_test_db(suffix, verbosity=0, autoclobber=True)
            copy = connection.creation.get_test_db_clone_settings(suffix)["NAME"]
        with opened(copy, django_db_blocker), override_settings(**PLAINLY), translation.override("en"):
            yield copy

    return furnish


@pytest.fixture(scope="session")
def newsroom_database(django_db_setup: str, furnished: Callable[..., Any]) -> str:
    """A worker's database in which the small newsroom is made once.

    If many tests of a file need the same stories, a fixture of the file whose name ends in `_database` adds
    them to a copy, once. Tests that use this fixture start from that copy.
    """
    from tests.newsroom import SmallNewsroom

    with furnished(django_db_setup, suffix="newsroom") as copy:
        SmallNewsroom()
    return copy


@pytest.fixture
def _where_it_begins(request: pytest.FixtureRequest, django_db_setup: str, django_db_blocker: Any) -> Iterator[None]:
    """Opens the test's database before its transaction begins, whatever another test left open."""
    own = [name for name in request.fixturenames if name.endswith("_database") and name != "newsroom_database"]
    database = own[0] if own else "newsroom_database" if "newsroom" in request.fixturenames else ""
    name = request.getfixturevalue(database) if database else django_db_setup
    if name == connection.settings_dict["NAME"]:
        yield
        return
    with opened(name, django_db_blocker):
        yield


@pytest.fixture
def newsroom(db: None) -> Any:
    """Editions en, ar and fr, each with a section and a person (`tests/newsroom.py`)."""
    from tests.newsroom import SmallNewsroom

    return SmallNewsroom()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open the database first in every test that uses it. Run slow tests first."""
    from tests.sharing_out import long_ones_first

    long_ones_first(items)
    for item in items:
        if "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db"):
            item.fixturenames.insert(0, "_where_it_begins")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Resources started once per file, such as a server, are used by one worker (`--dist loadscope`)."""
    from tests.sharing_out import ByFile

    return ByFile(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Messages of tests, such as the random seed that they used."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, words in getattr(report, "user_properties", ()):
                if name == "said" and getattr(report, "when", "") == "call":
                    terminalreporter.write_line(words)
