"""A PostgreSQL server for the tests alone: its own folder, a free port of 127.0.0.1, gone afterwards."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.served import CACHE, Served, free_port, locked, run, share_static_files

MIGRATE = """
import broadsheet, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""


def binaries():
    """The folder of the newest installed server's programs, or None."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return installed[-1].parent if installed else Path(on_path).parent if on_path else None


class Database(str):
    """The address of a database, whose server can be stopped and started again."""

    def start(self):
        """Start the server; returns when it answers."""
        self.control("-w", "start")

    def stop(self, mode="fast"):
        """Stop it."""
        self.control("-m", mode, "stop")


@contextmanager
def server(administrator="paper", *, migrated_file=None):
    """Yields the `Database`; `administrator` may do everything there.

    It is empty, or has the tables of `migrated_file`, an SQLite database, whose name tells which these are.
    """
    cluster = _migrated_cluster(migrated_file.stem) if migrated_file else None
    folder = Path(tempfile.mkdtemp(prefix="broadsheet-pg-"))
    # PostgreSQL refuses to run as root; Debian's package brings a user of its own.
    other = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if other:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": folder, **other}
    data, programs = folder / "data", binaries()
    if cluster:
        subprocess.run(["cp", "-a", cluster, data], check=True)
    else:
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", administrator, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"],
            **run,
        )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    database = Database(f"postgres://{administrator}@127.0.0.1:{port}/postgres")
    database.folder, database.port, database.data = folder, port, data
    database.control = lambda *words: subprocess.run(
        [programs / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", *words], **run
    )
    database.start()
    try:
        yield database
    finally:
        database.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _migrated_cluster(name):
    """The folder of a stopped server whose database has all tables; made once, for migrating takes half a minute."""
    cluster = CACHE / f"postgresql-{name}"
    with locked("postgresql-lock"):
        if not cluster.exists():
            for old in CACHE.glob("postgresql-migrated-*"):
                shutil.rmtree(old)
            with server() as address, tempfile.TemporaryDirectory() as site:
                run(
                    [sys.executable, "-c", MIGRATE], folder=Path(site), DJANGO_SETTINGS_MODULE="broadsheet.settings.site",
                    BROADSHEET_DATABASE_URL=address, BROADSHEET_SECRET_KEY="only-for-tests-" + "x" * 32, BROADSHEET_EDITIONS="en,ar,fr",
                )  # fmt: skip
                address.stop()
                subprocess.run(["cp", "-a", address.data, cluster.with_suffix(".making")], check=True)
                cluster.with_suffix(".making").rename(cluster)
                address.start()
    return cluster


@contextmanager
def database(kind, folder, migrated_file):
    """The address of a database of this kind with the tables of `migrated_file`, and no rows of a newsroom."""
    if kind == "sqlite":
        shutil.copyfile(migrated_file, folder / "newsroom.sqlite3")
        yield f"sqlite:///{folder / 'newsroom.sqlite3'}"
        return
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed: this is not tried on it")
    with server(migrated_file=migrated_file) as address:
        yield address


@contextmanager
def site_of_two_workers(kind, folder, migrated_file, code):
    """A site on a `database` of this kind, which `code` fills, served by two workers; yields it and what the code printed."""
    (folder / "media").mkdir(parents=True)
    share_static_files(folder)
    with database(kind, folder, migrated_file) as address:
        settings = {
            "SECRET_KEY": "only-for-tests-" + "x" * 32, "DATABASE_URL": address, "WORKERS": "2", "EDITIONS": "en,ar,fr"
        }  # fmt: skip
        (folder / "broadsheet.env").write_text(
            "".join(f"BROADSHEET_{name}={text}\n" for name, text in settings.items())
        )
        site = Served(folder, free_port())
        printed = site.python(code)
        site.start()
        try:
            yield site, printed
        finally:
            if site.process.poll() is None:
                site.stop()
