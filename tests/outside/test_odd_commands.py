"""Every command with what it cannot do: exit code 1 or 2, a sentence, no traceback, and nothing made or lost."""

import os
import shutil
import socket
import sqlite3
import subprocess
from contextlib import closing

import pytest

from broadsheet import __version__
from tests.outside.test_installing import EXPORT, PAGE
from tests.served import BROADSHEET, ROOT, run, site_env

pytestmark = [pytest.mark.outside, pytest.mark.timeout(600)]
SETTINGS = f"BROADSHEET_SECRET_KEY=only-for-tests-{'x' * 32}\nBROADSHEET_EDITIONS=en,fr\n"
MISSING = "newsroom.sqlite3 does not exist"
# What works on a site with a database; {} is a folder beside the site's.
ON_A_SITE = [
    ["serve"], ["edition", "add", "fr"], ["import", "page", "{}/page.html"], ["import", "wordpress", "{}/export.xml", "--report", "{}/r.json"],
    ["search", "build"], ["consent", "export", "{}/consent.csv"], ["edge", "explain", "/"], ["edge", "status"], ["edge", "clear"],
    ["backup", "{}/backup"], ["manage", "check", "--database", "default"], ["manage", "showmigrations"], ["manage", "migrate"],
]  # fmt: skip
ODD = {
    "a port that is none": (["serve", "--port", "99999"], "--port"),
    "port 0": (["serve", "--port", "0"], "--port"),
    "a negative port": (["serve", "--port", "-1"], "--port"),
    "a port of words": (["serve", "--port", "http"], "--port"),
    "a port of digits without end": (["serve", "--port", "9" * 5000], ""),
    "no host": (["serve", "--host", ""], "--host 127.0.0.1"),
    "a host of elsewhere": (["serve", "--host", "203.0.113.7"], "no address of this machine"),
    "a host that is no name": (["serve", "--host", "x" * 70 + ".example"], "no address of this machine"),
    "init in /proc": (["init", "/proc/nope"], "/proc/nope"),
    "init below a file": (["init", "{}/page.html/paper"], "page.html"),
    "init over a file": (["init", "{}/page.html"], "page.html exists"),
    "init of a long name": (["init", "{}/" + "x" * 300], "name too long"),
    "init with a name of two lines": (["init", "{}/new", "--name", "The\nCourier"], "one printable line"),
    "init in a folder of two lines": (["init", "{}/new\npaper"], "not one printable line"),
    "init with a long name": (["init", "{}/new", "--name", "x" * 5000], "characters"),
    "init with an odd account": (["init", "{}/new", "--admin", "an a\n"], "username"),
    "init without an account": (["init", "{}/new", "--admin", ""], ""),
    "init without editions": (["init", "{}/new", "--editions", " , "], "BROADSHEET_EDITIONS"),
    "init in no zone": (["init", "{}/new", "--time-zone", "\x07"], "BROADSHEET_TIME_ZONE"),
    "an edition of no language": (["edition", "add", "xx"], "xx"),
    "an edition in no zone": (["edition", "add", "fr", "--time-zone", "Nowhere/City"], "Nowhere/City"),
    "an edition of two lines": (["edition", "add", "fr", "--name", "a\nb"], "one printable line"),
    "a page that is a folder": (["import", "page", "{}"], "directory"),
    "a page of nowhere": (["import", "page", "{}/nowhere.html"], "nowhere.html"),
    "a page of a device": (["import", "page", "/dev/null"], "/dev/null"),
    "a page from no host": (["import", "page", "http://[bad/"], ""),
    "a page in no section": (["import", "page", "{}/page.html", "--section", "\x07/../x"], ""),
    "an export that is a folder": (["import", "wordpress", "{}"], "is a folder"),
    "an export of nowhere": (["import", "wordpress", "{}/nowhere.xml"], "nowhere.xml"),
    "an export that is a page": (["import", "wordpress", "{}/page.html", "--edition", "fr"], ""),
    "a report in /proc": (["import", "wordpress", "{}/export.xml", "--report", "/proc/x.json"], "Nothing was imported"),
    "a report that is a folder": (["import", "wordpress", "{}/export.xml", "--report", "{}/folder.json"], "Nothing was imported"),
    "a report of another kind": (["import", "wordpress", "{}/export.xml", "--report", "{}/r.exe"], ".json or .csv"),
    "files that are a file": (["import", "wordpress", "{}/export.xml", "--report", "{}/r.json", "--files", "{}/page.html"], ""),
    "consent in /proc": (["consent", "export", "/proc/x.csv"], "/proc/x.csv"),
    "consent over a folder": (["consent", "export", "{}"], "cannot be written"),
    "consent since never": (["consent", "export", "{}/c.csv", "--since", "0000-99-99"], "0000-99-99"),
    "an address of another site": (["edge", "explain", "https://other.example/"], "other.example"),
    "an address that is none": (["edge", "explain", "http://[bad"], ""),
    "a backup in /proc": (["backup", "/proc/backup"], "/proc/backup"),
    "a backup below a file": (["backup", "{}/page.html/backup"], "page.html"),
    "a backup over a file": (["backup", "{}/page.html"], "exists"),
    "a backup of nowhere": (["backup", "--verify", "{}/nowhere"], "is not a backup"),
    "a backup that is a file": (["backup", "--verify", "{}/page.html"], "page.html"),
    "restore of nowhere": (["restore", "{}/nowhere", "{}/new"], "is not a backup"),
    "a command that is none": (["manage", "nonsense"], "nonsense"),
    "a file of Django's that cannot be written": (["manage", "dumpdata", "auth", "-o", "/proc/x.json"], "/proc/x.json"),
    "a word too many": (["version", "now"], "now"),
}  # fmt: skip


@pytest.fixture
def site(tmp_path, migrated_file):
    folder = tmp_path / "paper"
    (folder / "media").mkdir(parents=True)
    (folder / "theme").mkdir()
    (folder / "broadsheet.env").write_text(SETTINGS)
    (folder / "static").mkdir()
    shutil.copyfile(migrated_file, folder / "newsroom.sqlite3")
    with closing(sqlite3.connect(folder / "newsroom.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=WAL")  # as every site's is
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "export.xml").write_text(EXPORT)
    (tmp_path / "folder.json").mkdir()
    return folder


def refused(arguments, site, *, before=(), **env):
    """What a command said that does not do what it is asked."""
    done = subprocess.run(
        [*before, BROADSHEET, *(word.replace("{}", str(site.parent)) for word in arguments)],
        env=site_env(site, **env), cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode in {1, 2}, (arguments, done.stdout, done.stderr)
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    if done.returncode == 1 and arguments[0] != "manage":
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stdout + done.stderr


def everything_in(folder):
    """Name -> content of every file and folder there, without what SQLite keeps beside a database."""
    return {
        str(path.relative_to(folder)): path.is_file() and path.read_bytes()
        for path in folder.rglob("*")
        if not path.name.endswith(("-wal", "-shm")) and path.parent.name != "cache" and path.name != "cache"
    }


@pytest.mark.parametrize("kind", ODD)
def test_what_cannot_be_is_refused_in_words_and_leaves_nothing(site, kind):
    before = everything_in(site.parent)
    arguments, words = ODD[kind]
    said = refused(arguments, site)
    assert words in " ".join(said.replace("│", " ").split())
    assert everything_in(site.parent) == before


@pytest.mark.parametrize("arguments", ON_A_SITE, ids=" ".join)
def test_a_database_that_is_not_there_is_told_and_not_made(site, arguments):
    (site / "newsroom.sqlite3").rename(site.parent / "elsewhere")
    before = everything_in(site.parent)
    assert MISSING in refused(arguments, site)
    assert everything_in(site.parent) == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a database " * 100, "is not a SQLite database"),
        (b"", "contains no Broadsheet site"),
        (None, "cannot be used (Is a directory)"),
    ],
    ids=["garbage", "empty", "folder"],
)
@pytest.mark.parametrize("arguments", [["serve"], ["backup", "{}/backup"], ["search", "build"]], ids=" ".join)
def test_what_is_no_paper_is_told_and_left(site, arguments, content, words):
    file = site / "newsroom.sqlite3"
    file.unlink()
    file.mkdir() if content is None else file.write_bytes(content)
    before = everything_in(site.parent)
    assert words in refused(arguments, site)
    assert everything_in(site.parent) == before


@pytest.mark.parametrize("arguments", [["search", "build"], ["edition", "add", "ar"], ["edge", "status"]], ids=" ".join)
def test_a_database_of_an_older_version_is_told(site, arguments):
    with closing(sqlite3.connect(site / "newsroom.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE app = 'desk' AND name LIKE '0003%'")
    assert "is of an older version" in refused(arguments, site)
    assert subprocess.run([BROADSHEET, "backup", site.parent / "backup"], env=site_env(site), cwd=site).returncode == 0


@pytest.mark.parametrize("arguments", [["serve"], ["search", "build"]], ids=" ".join)
def test_a_database_of_a_later_release_is_told_and_left(site, arguments):
    with closing(sqlite3.connect(site / "newsroom.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('desk', '9999_later', '2036-01-01')"
        )
    before = everything_in(site)
    assert f"was changed by a later release of Broadsheet (desk.9999_later); this is {__version__}." in refused(
        arguments, site
    )
    assert everything_in(site) == before


def test_a_database_that_a_later_release_has_served_is_told_although_no_table_of_ours_differs(site):
    for release, is_refused in {"0.1.7": False, "0.10.0": True, "1.0.0": True}.items():
        with closing(sqlite3.connect(site / "newsroom.sqlite3")) as database, database:
            database.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('broadsheet', ?, '2036-01-01')", [release]
            )
        if is_refused:
            said = refused(["search", "build"], site)
            assert f"was changed by Broadsheet {release}; this is {__version__}." in said
        else:
            run([BROADSHEET, "search", "build"], folder=site)


def test_a_database_server_that_is_down_is_told(site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        address = f"postgres://ana:geheim@127.0.0.1:{taken.getsockname()[1]}/paper"
        for arguments in (
            ["manage", "migrate"],
            ["edge", "status"],
            ["import", "page", "{}/page.html"],
            ["init", "{}/new"],
        ):
            said = refused(arguments, site, BROADSHEET_DATABASE_URL=address)
            assert "does not answer" in said and "BROADSHEET_DATABASE_URL" in said and "geheim" not in said
    assert not (site.parent / "new").exists()


def test_init_takes_no_database_that_is_in_use(site):
    file = site / "newsroom.sqlite3"
    before = everything_in(site.parent)
    said = refused(["init", "{}/new"], site, BROADSHEET_DATABASE_URL=f"sqlite:///{file}")
    assert "is not empty" in said
    assert everything_in(site.parent) == before
    garbage = site.parent / "page.html"
    assert "is not a SQLite database" in refused(
        ["init", "{}/new"], site, BROADSHEET_DATABASE_URL=f"sqlite:///{garbage}"
    )
    assert everything_in(site.parent) == before


def test_a_backup_lies_outside_of_what_is_copied(site):
    before = everything_in(site.parent)
    (site.parent / "link").symlink_to(site / "media")
    for folder in ("paper/media/backup", "paper/theme/backup", "paper/backup", "paper/a/b/backup", "link/backup"):
        assert "which is backed up" in refused(["backup", "{}/" + folder], site)
    (site.parent / "link").unlink()
    assert everything_in(site.parent) == before


# Root may read and write everything, unless it gives that up (capabilities(7)).
LIKE_ANYBODY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@pytest.mark.skipif(
    bool(LIKE_ANYBODY) and not shutil.which("setpriv"), reason="root can read everything, and setpriv is not there"
)
@pytest.mark.parametrize(
    ("closed", "mode", "arguments", "words"),
    [
        ("paper/broadsheet.env", 0o000, ["serve"], "broadsheet.env cannot be read"),
        ("paper/newsroom.sqlite3", 0o000, ["serve"], "newsroom.sqlite3 cannot be used (Permission denied)"),
        ("paper/newsroom.sqlite3", 0o400, ["search", "build"], "newsroom.sqlite3 cannot be used (Permission denied)"),
        ("paper", 0o500, ["serve"], "Nothing can be written to"),
        ("paper", 0o000, ["serve"], "Permission denied"),
        ("shut", 0o500, ["init", "{}/shut/new"], "Permission denied"),
        ("shut", 0o500, ["backup", "{}/shut/new"], "Permission denied"),
        ("shut", 0o000, ["backup", "{}/shut/new"], "Permission denied"),
        ("shut", 0o000, ["backup", "--verify", "{}/shut"], "readable"),
        ("shut", 0o500, ["consent", "export", "{}/shut/new.csv"], "Permission denied"),
        ("page.html", 0o000, ["import", "page", "{}/page.html"], "permission denied"),
        ("export.xml", 0o000, ["import", "wordpress", "{}/export.xml"], "readable"),
        ("shut", 0o500, ["import", "wordpress", "{}/export.xml", "--report", "{}/shut/new.json"], "Permission denied"),
    ],
)  # fmt: skip
def test_what_may_not_be_read_or_written_is_told(site, closed, mode, arguments, words):
    (site.parent / "shut").mkdir()
    before = everything_in(site.parent)
    path = site.parent / closed
    usual = path.stat().st_mode
    path.chmod(mode)
    try:
        said = refused(arguments, site, before=LIKE_ANYBODY)
    finally:
        path.chmod(usual)
    assert words in said
    assert everything_in(site.parent) == before


def test_names_of_files_need_not_be_text(site):
    folder = os.fsencode(site.parent) + b"/p\xff\x07"
    done = subprocess.run(
        [os.fsencode(BROADSHEET), b"backup", folder], env=site_env(site), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert os.path.isdir(folder)


def test_a_manifest_that_leads_elsewhere_is_refused(site):
    subprocess.run([BROADSHEET, "backup", site.parent / "backup"], env=site_env(site), cwd=ROOT, check=True)
    manifest = site.parent / "backup" / "manifest.json"
    whole = manifest.read_text()
    for changed in (
        whole.replace('"broadsheet.env"', '"../page.html"'), whole.replace('"sqlite"', '"mysql"'), "[]", "{", '{"files": 5}',
        whole.replace('"files": {', '"files": {"a": 5, '),
    ):  # fmt: skip
        assert changed != whole
        manifest.write_text(changed)
        refused(["restore", "{}/backup", "{}/new"], site)
        refused(["backup", "--verify", "{}/backup"], site)
        assert not (site.parent / "new").exists()
