"""A feed reader that others wrote takes every edition's feeds."""

import shutil
import sqlite3
import subprocess

import pytest

from tests.served import EDITIONS, browser, served  # noqa: F401 - pytest finds the fixtures here

pytestmark = [
    pytest.mark.outside,
    pytest.mark.skipif(shutil.which("newsboat") is None, reason="newsboat is not installed (apt-get install newsboat)"),
]


def test_newsboat_takes_rss_and_atom_of_every_edition(served, tmp_path):
    fronts = [served.address + ("/" if code == "en" else f"/{code}/") for code in EDITIONS]
    feeds = [f"{front}feeds/{name}" for front in fronts for name in ("rss.xml", "atom.xml")]
    (tmp_path / "urls").write_text("\n".join(feeds))
    (tmp_path / "config").write_text("reload-threads 2\n")
    command = [
        "newsboat",
        "-u",
        tmp_path / "urls",
        "-c",
        tmp_path / "cache.db",
        "-C",
        tmp_path / "config",
        "-x",
        "reload",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, env={"HOME": str(tmp_path), "TERM": "dumb"}
    )
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(tmp_path / "cache.db") as cache:
        items = dict(cache.execute("SELECT feedurl, count(*) FROM rss_item GROUP BY feedurl"))
        titles = [title for (title,) in cache.execute("SELECT title FROM rss_item")]
    # An item that two feeds share is kept once, under the feed that came first.
    assert sum(items.values()) >= 10 * len(EDITIONS)
    for front in fronts:
        assert any(feed.startswith(f"{front}feeds/") for feed in items), front
    assert all(title.strip() for title in titles)
