"""Files that are not exports, broken ones and malicious ones: each gets one sentence, and nothing is half imported."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from broadsheet.imports.models import ImportedItem
from broadsheet.imports.wordpress import export as exports
from broadsheet.ops.actions.make_site import make_site_folder
from broadsheet.stories.models import Article, Section

from .wordpress_exports import CATEGORIES, HEAD, PEOPLE, bring_in, export, item

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "wordpress"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"just words", "is not an XML file"),
        (b"<!DOCTYPE html><html><body><p>x</body></html>", "begins with <html>"),
        (b"<rss><channel><title>x</title></channel></rss>", "not a WordPress export: it has no wp:wxr_version"),
        (b"PK\x03\x04....", "is a ZIP archive"),
        (b"\x1f\x8b....", "is a gzip archive"),
        ((HEAD + item(1)).encode()[:-20], "breaks off at line"),
        ((HEAD + item(1) + "<item><title>x</item></channel></rss>").encode(), "cannot be read at line"),
        (b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss>&b;</rss>', "declares the XML entity"),
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>', "declares the XML entity"),
        (b"<rss>" + b"<a>" * 5000, "nests its elements"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_with_a_message(newsroom, tmp_path, content, words):
    path = tmp_path / "export.xml"
    path.write_bytes(content)
    done = bring_in(path)
    assert words in done.refusal
    assert done.refusal.endswith("Nothing was imported.")
    assert "\n" not in done.refusal
    assert not ImportedItem.objects.exists() and Section.objects.count() == 3


def test_a_missing_file_is_reported(tmp_path):
    assert "cannot be read (No such file" in bring_in(tmp_path / "nowhere.xml").refusal


def test_a_text_that_is_far_too_long_is_refused(newsroom, tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "MOST_TEXT", 100_000)
    done = bring_in(export(tmp_path, item(1, "x" * 200_000)))
    assert "no story is that long" in done.refusal


def test_small_faults_are_repaired(newsroom, tmp_path):
    path = tmp_path / "export.xml"
    post = item(1, "<p>A &amp; B &nbsp; &#8217;</p>", title="Bread").replace(
        "Bread", "Bread & butter &nbsp;&#11;\x0b&eacute;"
    )
    path.write_bytes((HEAD + PEOPLE + CATEGORIES + post + "</channel></rss>").encode().replace(b"voted", b"\xff"))
    done = bring_in(path)
    assert done.story(1).title.startswith("Bread & butter")
    assert "é" in done.story(1).title
    assert "A &amp; B" in done.story(1).body[0].value.source


@pytest.mark.parametrize(
    "head",
    [
        HEAD.replace("1.2", "1.0"),
        HEAD.replace("1.2", "1.1"),
        HEAD.replace("http://wordpress.org", "https://wordpress.org"),
    ],
)
def test_every_version_of_the_format_is_read(newsroom, tmp_path, head):
    assert bring_in(export(tmp_path, item(1), head=head + PEOPLE)).story(1).live


def test_other_prefixes_are_read(newsroom, tmp_path):
    text = (HEAD + PEOPLE + item(1) + "</channel></rss>").replace("wp:", "w:").replace("xmlns:wp=", "xmlns:w=")
    path = tmp_path / "export.xml"
    path.write_text(text.replace("content:encoded", "c:encoded").replace("xmlns:content=", "xmlns:c="), "utf-8")
    assert bring_in(path).story(1).body[0].value.source == "<p>The council voted.</p>"


def test_utf_16_is_read(newsroom, tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(
        (HEAD + PEOPLE + item(1, title="Ölhafen") + "</channel></rss>").replace("UTF-8", "UTF-16"), "utf-16"
    )
    assert bring_in(path).story(1).title == "Ölhafen"


def test_an_interrupted_import_continues_where_it_stopped(newsroom, tmp_path, monkeypatch):
    from broadsheet.imports.wordpress.actions.write_batch import BatchWriter

    path = export(tmp_path, *[item(number) for number in range(1, 7)])
    write, calls = BatchWriter.write, []

    def stop(self, batch):
        calls.append(batch)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return write(self, batch)

    monkeypatch.setattr(BatchWriter, "write", stop)
    done = bring_in(path, batch=2)
    assert (
        done.refusal == "Stopped after 4 of 6 items. Run the same command again to continue. Nothing is imported twice."
    )
    assert Article.objects.count() == 4
    monkeypatch.setattr(BatchWriter, "write", write)
    done = bring_in(path, batch=2)
    assert [line["outcome"] for line in done.items if line["kind"] == "post"] == ["already there"] * 4 + [
        "imported"
    ] * 2
    assert Article.objects.count() == 6


def test_after_a_kill_the_next_run_gives_the_same_result_as_one_run(tmp_path, migrated_file):
    """In a separate site: the process is killed with SIGKILL, twice."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("BROADSHEET_", "DJANGO_"))}
    broadsheet = [sys.executable, "-c", "from broadsheet.command_line import main; main()"]
    site = tmp_path / "site"

    def command(*words):
        return subprocess.Popen(
            [*broadsheet, *map(str, words)], cwd=site if site.exists() else tmp_path, env=environment | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    make_site_folder(folder=site, editions="en", time_zone="UTC")
    shutil.copyfile(migrated_file, site / "newsroom.sqlite3")
    assert command("edition", "add", "en").wait(60) == 0
    text = "\n\n".join(f"Paragraph {number} of this story." for number in range(20))
    path = export(tmp_path, *[item(number, text) for number in range(1, 161)])
    for _ in range(2):
        running = command("import", "wordpress", path, "--no-pictures", "--batch", "5", "--report", tmp_path / "r.json")
        before = _articles(site)
        until = time.monotonic() + 60
        while _articles(site) < before + 10 and running.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
        running.communicate()
    assert 0 < _articles(site) < 160
    out, err = command("import", "wordpress", path, "--no-pictures", "--report", tmp_path / "r.json").communicate(
        timeout=120
    )
    assert "post: " in out, err
    assert _articles(site) == 160
    check = "from wagtail.models import Page; from broadsheet.stories.models import *; from broadsheet.events.models import Event; print(any(Page.find_problems()), Article.objects.values('slug').distinct().count(), Listing.objects.count(), Event.objects.filter(page_type='article').count(), Section.objects.count(), MovedAddress.objects.filter(page__isnull=False).count())"
    out, err = command("manage", "shell", "-v", "0", "-c", check).communicate(timeout=60)
    assert out.split() == ["False", "160", "160", "160", "1", "320"], err


def _articles(site):
    import sqlite3

    databases = list(site.glob("*.sqlite3"))
    if not databases:
        return 0
    with sqlite3.connect(f"file:{databases[0]}?mode=ro", uri=True, timeout=10) as connection:
        return connection.execute("SELECT count(*) FROM stories_article").fetchone()[0]


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"{CORPUS} is not there")
@pytest.mark.parametrize("name", ["themeunittestdata.wordpress.xml", "64-block-test-data.xml"])
def test_the_theme_test_data_is_imported_completely_and_readably(newsroom, client, tmp_path, name):
    path = tmp_path / "export.xml"
    path.write_bytes((CORPUS / name).read_bytes())
    done = bring_in(path)
    posts = [line for line in done.items if line["kind"] in {"post", "page"}]
    assert {line["outcome"] for line in posts} == {"imported"}
    live = 0
    for line in posts:
        response = client.get(line["address"])
        live += response.status_code == 200
        is_draft = any(word in " ".join(line["notes"]) for word in ("draft", "Scheduled for"))
        assert response.status_code == (404 if is_draft else 200), line
        if not is_draft and "?" not in line["old_address"] and line["old_address"] not in {line["address"], "/"}:
            old = client.get(line["old_address"])
            if not any("redirect elsewhere" in note for note in line["notes"]):
                assert old.status_code == 301, line
                assert client.get(old["Location"]).status_code == 200
    assert live > 50
    assert {line["outcome"] for line in bring_in(path).items if line["kind"] in {"post", "page"}} == {"already there"}
