"""Malicious pages: each yields a story or one clear sentence, quickly and in bounded memory."""

# Word lists and patterns are easiest to read unformatted.

import gzip
import os
import random
import resource
import time
from pathlib import Path

import pytest

from broadsheet.imports.page import SavedPage, UnreadablePage, find_story_safely, read_source

HEAD = b"<html><head><title>A headline</title></head><body>"
STORY = b"<h1>A headline</h1><article>" + b"".join(
    b"<p>The council voted on Tuesday to keep the old library open for another %d years, said the mayor.</p>" % years
    for years in range(8)
)
MOST = 10_000_000

HOSTILE = {
    "200,000 nested divs": HEAD + b"<div>" * 200_000 + STORY,
    "200,000 nested paragraphs": HEAD + b"<p>" * 200_000 + STORY,
    "100,000 nested lists": HEAD + b"<ul><li>" * 100_000 + STORY,
    "100,000 nested links": HEAD + b"<a href=x>" * 100_000 + STORY,
    "800,000 attributes": HEAD + b"<div " + b" ".join(b"a%d=1" % at for at in range(800_000)) + b">" + STORY,
    "millions of tags": HEAD + b"<b>" * 3_000_000 + STORY,
    "millions of comments": HEAD + b"<!--" * 2_400_000 + STORY,
    "an endless attribute": HEAD + b'<a href="' + b"x" * 9_000_000,
    "deep JSON-LD": HEAD + b'<script type="application/ld+json">' + b"[" * 4_000_000 + b"</script>" + STORY,
    "wide JSON-LD": HEAD + b'<script type="application/ld+json">[' + b'{"a":1},' * 1_000_000 + b"{}]</script>" + STORY,
    "one endless paragraph": HEAD + STORY + b"<p>" + b"word and " * 1_000_000,
    "one endless class": HEAD + b'<div class="' + b"aB-" * 3_000_000 + b'">' + STORY,
    "one endless byline": HEAD + STORY + b"<p class=byline>" + b"By and " * 1_300_000,
    "one endless title": b"<html><title>" + b" - a | " * 1_400_000 + b"</title><body>" + STORY,
    "an entity bomb": b'<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + HEAD + b"&b;" + STORY,
    "NUL bytes": HEAD + b"\0" * 9_000_000 + STORY,
    "noise": random.Random(7).randbytes(1_000_000),
    "noise after a tag": b"<html>" + random.Random(7).randbytes(9_000_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_malicious_page_yields_a_story_or_one_sentence_within_ten_seconds(name: str) -> None:
    started = time.monotonic()
    try:
        assert find_story_safely(SavedPage(HOSTILE[name][:MOST])).headline
    except UnreadablePage as refusal:
        assert str(refusal).endswith(".") and "\n" not in str(refusal)
    assert time.monotonic() - started < 10


def test_no_child_process_used_a_gibibyte() -> None:
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert kilobytes < 1024 * 1024


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        (b"%PDF-1.7\n...", "This is a PDF, not a saved web page."),
        (b"\x89PNG\r\n\x1a\n....", "This is a PNG picture, not a saved web page."),
        (b'{"headline": "No"}', "This is JSON, not a saved web page: it has no HTML in it."),
        (b"Dear reader,\nno tags here.", "This is plain text or data, not a saved web page: it has no HTML in it."),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "This is an XML file such as a feed or a drawing, not a saved web page."),
        (b"", "The page is empty."),
        (b" \n\t\n ", "The page is empty."),
        (b"<html><body><p>Hello.</p></body></html>", "No story was found on this page: it has no text that reads like one."),
    ],
)  # fmt: skip
def test_other_kinds_of_files_are_refused_by_name(start: bytes, sentence: str) -> None:
    with pytest.raises(UnreadablePage) as refusal:
        find_story_safely(SavedPage(start))
    assert str(refusal.value) == sentence


def test_the_child_process_reads_the_same_story() -> None:
    from broadsheet.imports.page import find_story

    page = SavedPage(HEAD + STORY, "https://paper.example/a")
    assert find_story_safely(page) == find_story(page)


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.html"
    with huge.open("wb") as file:
        file.truncate(200_000_000)
    started = time.monotonic()
    with pytest.raises(UnreadablePage, match="larger than 10 MB"):
        read_source(str(huge))
    assert time.monotonic() - started < 0.5


def test_a_gzip_bomb_is_refused_at_the_limit(tmp_path: Path) -> None:
    import zlib

    bomb = tmp_path / "bomb.html.gz"
    pack = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    with bomb.open("wb") as file:
        for _ in range(100):
            file.write(pack.compress(b"\0" * 10_000_000))
        file.write(pack.flush())
    started = time.monotonic()
    with pytest.raises(UnreadablePage, match="larger than 10 MB"):
        read_source(str(bomb))
    assert time.monotonic() - started < 2


def test_broken_and_odd_files_are_reported_in_one_sentence(tmp_path: Path) -> None:
    cut = tmp_path / "cut.html.gz"
    cut.write_bytes(gzip.compress(HEAD + STORY)[:-20])
    fake = tmp_path / "fake.html.gz"
    fake.write_bytes(b"\x1f\x8b nothing")
    empty = tmp_path / "empty.html"
    empty.touch()
    pipe = tmp_path / "pipe.html"
    os.mkfifo(pipe)
    for path, words in (
        (cut, "breaks off"),
        (fake, "cannot be unpacked"),
        (empty, "is empty"),
        (pipe, "not a regular file"),
    ):
        with pytest.raises(UnreadablePage, match=words):
            read_source(str(path))
