"""A backup while the newsroom writes twenty times a second, restored elsewhere and compared row by row."""

import json
import shutil
import subprocess
import sys

import pytest

from broadsheet.settings.env import read_file
from tests.outside.postgresql import binaries, server
from tests.served import BROADSHEET, ROOT, Served, site_env

pytestmark = [pytest.mark.outside, pytest.mark.timeout(600)]
MAKE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.newsroom import SmallNewsroom, picture
newsroom = SmallNewsroom()
for number in range(20):
    newsroom.story(f"Story {number}", lead_picture=picture(f"Picture {number}"))
"""
# Rows that number themselves, each with a file; every third file is deleted again.
WRITE = """
import sys, time
from django.core.files.base import ContentFile
from broadsheet.media.models import NewsDocument
number = 0
while True:
    made = NewsDocument.objects.create(title=f"Marker {number}", file=ContentFile(b"%d" % number, f"marker-{number}.txt"))
    if number % 3 == 2:
        made.delete()
    print(number, flush=True)
    number += 1
    time.sleep(0.03)
"""
ROWS = """
import hashlib, json
from pathlib import Path
from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from broadsheet.ops.backups.databases import files_named_now
tables = {}
with connection.cursor() as cursor:
    for name in connection.introspection.table_names(cursor):
        if "fts" in name or "search_" in name:
            continue
        cursor.execute(f'SELECT * FROM "{name}"')
        rows = sorted(json.dumps(row, cls=DjangoJSONEncoder, default=str) for row in cursor.fetchall())
        tables[name] = [len(rows), hashlib.sha256("".join(rows).encode()).hexdigest()]
missing = [name for name in files_named_now() if not (Path(settings.MEDIA_ROOT) / name).is_file()]
from broadsheet.media.models import NewsDocument
markers = sorted(int(title.split()[1]) for title in NewsDocument.objects.filter(title__startswith="Marker").values_list("title", flat=True))
print(json.dumps({"rows": tables, "missing": missing, "markers": markers}))
"""


def site_at(folder, address=""):
    (folder / "media").mkdir(parents=True)
    database = f"BROADSHEET_DATABASE_URL={address}\n" if address else ""
    (folder / "broadsheet.env").write_text(
        f"BROADSHEET_SECRET_KEY=only-for-tests-{'x' * 32}\nBROADSHEET_EDITIONS=en,ar,fr\n{database}"
    )
    if not address:
        (folder / "newsroom.sqlite3").touch()
    return Served(folder, 0)


def command(folder, *arguments, code=0, **env):
    done = subprocess.run(
        [BROADSHEET, *arguments], env=site_env(folder, **env), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == code, f"{arguments}:\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def backed_up_while_written_to(site, backup):
    code = "import broadsheet, django\ndjango.setup()\n" + WRITE
    writer = subprocess.Popen(
        [sys.executable, "-c", code], env=site_env(site.folder, DJANGO_SETTINGS_MODULE="broadsheet.settings.site"), cwd=ROOT,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        for _ in range(20):  # it is at it
            before = int(writer.stdout.readline())
        said = command(site.folder, "backup", str(backup))
    finally:
        writer.terminate()
        writer.wait(10)
    return before, said


def compare(site, restored, before):
    """The restored site is the written one at one moment after `before` markers, with every file that it names."""
    copied = json.loads(restored.python(ROWS))
    assert copied["missing"] == []
    last = max(copied["markers"])
    assert last >= before - 1
    expected = [number for number in range(last + 1) if number % 3 != 2]
    assert (
        set(expected) - {last} <= set(copied["markers"]) <= set(expected) | {last}
    )  # the last one may not have been deleted yet
    there = json.loads(site.python(ROWS))["rows"]
    same = [
        name
        for name in there
        if not name.startswith(
            ("media_newsdocument", "wagtailcore_referenceindex", "edge_", "django_tasks", "wagtailsearch")
        )
    ]
    assert len(same) > 60
    assert {name: copied["rows"][name] for name in same} == {name: there[name] for name in same}


def test_sqlite(tmp_path):
    site = site_at(tmp_path / "paper")
    site.python(MAKE)
    backup = tmp_path / "backup"
    before, said = backed_up_while_written_to(site, backup)
    assert "files and" in said
    assert "is complete" in command(site.folder, "backup", "--verify", str(backup))
    command(site.folder, "restore", str(backup), str(tmp_path / "restored"))
    compare(site, Served(tmp_path / "restored", 0), before)
    assert "exists" in command(site.folder, "backup", str(backup), code=1)
    assert "not empty" in command(site.folder, "restore", str(backup), str(site.folder), code=1)
    # What is damaged is named, and nothing is restored of it.
    picture = next((backup / "media" / "originals").iterdir())
    picture.write_bytes(picture.read_bytes()[:-1])
    assert "is damaged" in command(site.folder, "backup", "--verify", str(backup), code=1)
    assert "is damaged" in command(site.folder, "restore", str(backup), str(tmp_path / "again"), code=1)
    assert not (tmp_path / "again").exists()
    (backup / "manifest.json").unlink()
    assert "is not a backup" in command(site.folder, "restore", str(backup), str(tmp_path / "again"), code=1)


def test_a_backup_that_is_stopped_leaves_nothing_under_its_name(tmp_path):
    site = site_at(tmp_path / "paper")
    site.python(MAKE)
    for number in range(400):
        (site.folder / "media" / f"{number}.bin").write_bytes(b"x" * 200_000)
    running = subprocess.Popen(
        [BROADSHEET, "backup", str(tmp_path / "backup")],
        env=site_env(site.folder),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    running.stdout.readline()
    running.kill()
    running.wait(10)
    assert not (tmp_path / "backup").exists()
    command(site.folder, "backup", str(tmp_path / "backup"))
    assert not list(tmp_path.glob(".backup*"))


def rows_of(site):
    return json.loads(site.python(ROWS))["rows"]


def refused_restore(folder, site, **env):
    """What `restore` said in one line; nothing of the new site is left, nor of the folders above it."""
    before = sorted(folder.iterdir())
    said = command(
        site.folder, "restore", str(folder / "backup"), str(folder / "new" / "below" / "paper"), code=1, **env
    )
    assert len(said.strip().splitlines()) == 1 and "secret" not in said, said
    assert sorted(folder.iterdir()) == before
    (folder / "empty").mkdir()
    command(site.folder, "restore", str(folder / "backup"), str(folder / "empty"), code=1, **env)
    assert not list((folder / "empty").iterdir())
    (folder / "empty").rmdir()
    return said


def marked(site):
    return site.python("from broadsheet.media.models import NewsDocument; print(NewsDocument.objects.count())").strip()


def test_a_restored_site_works_on_the_database_that_was_restored(tmp_path, migrated_file):
    """Whatever the old one's was called, and wherever it lies: the old database is left alone."""
    old = tmp_path / "elsewhere" / "news.sqlite3"
    old.parent.mkdir()
    site = site_at(tmp_path / "paper", f"sqlite:///{old}")
    shutil.copyfile(migrated_file, old)
    command(site.folder, "backup", str(tmp_path / "backup"))
    (tmp_path / "own folder").mkdir()
    for folder in (tmp_path / "restored", tmp_path / "own folder"):
        command(site.folder, "restore", str(tmp_path / "backup"), str(folder))
        add = 'from broadsheet.media.models import NewsDocument; NewsDocument.objects.create(title="Marker", file="x.txt")'
        Served(folder, 0).python(add)
        assert (marked(Served(folder, 0)), marked(site)) == ("1", "0")
        assert (folder / "broadsheet.env").stat().st_mode & 0o777 == (
            site.folder / "broadsheet.env"
        ).stat().st_mode & 0o777
    # The environment wins over the restored settings: then it is restored there, and never over what is there.
    assert "already exists" in refused_restore(tmp_path, site, BROADSHEET_DATABASE_URL=f"sqlite:///{old}")
    assert "is of a SQLite database" in refused_restore(
        tmp_path, site, BROADSHEET_DATABASE_URL="postgres://ana:secret@host/paper"
    )
    third, own = tmp_path / "third.sqlite3", tmp_path / "fourth" / "own.sqlite3"
    for folder, file in ((tmp_path / "third", third), (own.parent, own)):
        command(
            site.folder, "restore", str(tmp_path / "backup"), str(folder), BROADSHEET_DATABASE_URL=f"sqlite:///{file}"
        )
        assert file.is_file() and not (folder / "newsroom.sqlite3").exists()
        assert marked(Served(folder, 0)) == "0"


@pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed: its backup is not tried")
def test_postgresql(tmp_path, migrated_file):
    with server(migrated_file=migrated_file) as address, server() as other:
        site = site_at(tmp_path / "paper", address)
        site.python(MAKE)
        before, _said = backed_up_while_written_to(site, tmp_path / "backup")
        restored = tmp_path / "restored"
        command(site.folder, "restore", str(tmp_path / "backup"), str(restored), BROADSHEET_DATABASE_URL=other)
        compare(site, Served(restored, 0), before)
        assert read_file(restored / "broadsheet.env")["BROADSHEET_DATABASE_URL"] == other
        # What is refused leaves nothing, and what is there as it was.
        there = rows_of(site)
        refusals = {
            "is not empty": {"BROADSHEET_DATABASE_URL": other},
            f"{address.partition('@')[2]} is not empty": {},  # the one that the backup names
            "does not answer": {"BROADSHEET_DATABASE_URL": "postgres://ana:secret@127.0.0.1:1/paper"},
            "which is not a database address": {"BROADSHEET_DATABASE_URL": "nonsense://ana:secret@host"},
            "The backup is of a PostgreSQL database": {
                "BROADSHEET_DATABASE_URL": f"sqlite:///{tmp_path / 'news.sqlite3'}"
            },
        }
        for words, env in refusals.items():
            assert words in refused_restore(tmp_path, site, **env)
        other.stop()
        assert "does not answer" in refused_restore(tmp_path, site, BROADSHEET_DATABASE_URL=other)
        other.start()
        assert rows_of(site) == there
