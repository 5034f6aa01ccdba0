"""Installed as the README's second way says, by the pip that Debian 12 has, from nothing but the wheel."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.outside.postgresql import binaries, server
from tests.served import ROOT

pytestmark = [pytest.mark.outside, pytest.mark.timeout(900)]
DEBIANS_PIP = "pip==23.0.1"
PAGE = """<html lang="en"><head><title>Harbour reopens</title><meta property="og:type" content="article"></head><body><article>
<h1>Harbour reopens after the storm</h1><p class="byline">By Ana Ruiz</p><time datetime="2026-03-01T10:00:00Z">1 March 2026</time>
<p>The harbour of Vellamar reopened on Sunday, three weeks after the storm had closed it to every ship but the pilot's.</p>
<p>“We lost a pier and no people,” said the harbour master, who had been awake for two nights when the wind fell.</p>
</article></body></html>"""
EXPORT = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old paper</title>
<link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://old.example</wp:base_site_url>
<item><title>Tram line opens</title><link>https://old.example/2024/05/tram/</link><dc:creator>ana</dc:creator>
<content:encoded><![CDATA[<p>The tram runs.</p>]]></content:encoded><wp:post_id>7</wp:post_id>
<wp:post_date>2024-05-01 10:00:00</wp:post_date><wp:post_date_gmt>2024-05-01 10:00:00</wp:post_date_gmt>
<wp:post_name>tram</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"""


def plain_environment():
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BROADSHEET_", "DJANGO_", "PYTHON", "VIRTUAL_ENV"))
    }


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """`broadsheet` of a fresh environment, without any lock, run in a folder of its own."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    pip = [folder / "venv/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, DEBIANS_PIP], check=True, env=plain_environment())
    subprocess.run([*pip, str(ROOT)], check=True, env=plain_environment(), cwd=folder)

    def command(*arguments, code=0, at="", **env):
        done = subprocess.run(
            [folder / "venv/bin/broadsheet", *arguments],
            cwd=folder / at,
            env=plain_environment() | env,
            capture_output=True,
            text=True,
        )
        assert done.returncode == code, f"{arguments}:\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr

    command.folder = folder
    return command


def test_every_command_does_its_work(installed):
    installed("init", "paper", "--name", "My Paper", "--editions", "en,fr")
    folder = installed.folder / "paper"
    (folder / "page.html").write_text(PAGE)
    (folder / "export.xml").write_text(EXPORT)
    installed("manage", "shell", "-c", "from broadsheet.fronts.models import FrontPage; from broadsheet.stories.models import Section; "
              "front = FrontPage.objects.get(locale__language_code='en'); s = Section(title='World', slug='world', locale=front.locale); "
              "front.add_child(instance=s); s.save_revision().publish()", at="paper")  # fmt: skip
    assert "Harbour reopens" in installed("import", "page", "page.html", "--section", "/world/", at="paper")
    assert "1" in installed(
        "import", "wordpress", "export.xml", "--edition", "en", "--no-pictures", "--credit", "Old paper", at="paper"
    )
    installed("edition", "add", "fr", "--name", "Mon Journal", at="paper")
    installed("search", "build", at="paper")
    installed("edge", "status", at="paper")
    installed("edge", "clear", at="paper")
    installed("consent", "export", "consent.csv", at="paper")
    assert installed("version").strip()
    stories = installed(
        "manage",
        "shell",
        "-c",
        "from broadsheet.stories.models import Article; print(sorted(Article.objects.values_list('title', 'live')))",
        at="paper",
    )
    assert "('Harbour reopens after the storm', False)" in stories and "('Tram line opens', True)" in stories


def test_the_database_is_for_the_sites_own_account(installed):
    installed("init", "private", "--editions", "en")
    for file in (installed.folder / "private").glob("newsroom.sqlite3*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_a_refused_init_leaves_nothing_behind(installed):
    refused = {
        "no driver": {"BROADSHEET_DATABASE_URL": "postgres://ana:secret@127.0.0.1:1/paper"},
        "no database": {"BROADSHEET_DATABASE_URL": "nonsense"},
        "mail": {"BROADSHEET_EMAIL_URL": "smtp://ana:secret@mail.example:587/?starttls=true"},
    }
    for env in refused.values():
        said = installed("init", "again", "--editions", "en", code=1, **env)
        assert len(said.strip().splitlines()) == 1 and "secret" not in said, said
        assert not (installed.folder / "again").exists()
    assert "pip install 'broadsheet[postgresql]'" in installed("init", "again", code=1, **refused["no driver"])
    said = installed("init", "again", "--editions", "en,xx", code=1)
    assert "xx" in said and not (installed.folder / "again").exists()
    installed("init", "again", "--editions", "en")


@pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed: its address is not tried")
def test_the_database_given_to_init_is_the_sites_from_then_on(tmp_path):
    broadsheet = Path(sys.executable).with_name("broadsheet")
    with server() as address:
        env = plain_environment() | {"BROADSHEET_DATABASE_URL": address}
        subprocess.run(
            [broadsheet, "init", "pg", "--editions", "en"], cwd=tmp_path, env=env, check=True, capture_output=True
        )
        code = "from django.db import connection; from broadsheet.editions.models import Edition; print(connection.vendor, Edition.objects.count())"
        said = subprocess.run(
            [broadsheet, "manage", "shell", "-c", code], cwd=tmp_path / "pg", env=plain_environment(), check=True, capture_output=True, text=True
        )  # fmt: skip
        assert "postgresql 1" in said.stdout
    unreachable = subprocess.run(
        [broadsheet, "init", "gone", "--editions", "en"], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert unreachable.returncode == 1
    assert "does not answer" in unreachable.stderr and "Traceback" not in unreachable.stderr
    assert not (tmp_path / "gone").exists()
