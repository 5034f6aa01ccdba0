"""Reads a page in a child process, which may run out of time or memory without harm.

The child gets the page on its standard input and answers in JSON, never in pickle. So even a child
that a malicious page has taken over can return nothing but a story.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from broadsheet.imports.markup.tree import UnreadablePage, refuse_bombs
from broadsheet.imports.page.source import SavedPage, refuse_other_formats
from broadsheet.imports.page.story import FoundStory

WALL_SECONDS = 9.0
_CHILD = "broadsheet.imports.page.child"
_MOST_ANSWER = 50_000_000  # bytes
_ROOT = Path(__file__).resolve().parents[3]


def find_story_safely(page: SavedPage, *, wall_seconds: float = WALL_SECONDS) -> FoundStory:
    """As `find_story`, within `wall_seconds` and the limits of `child`. Raises UnreadablePage."""
    refuse_other_formats(page)
    refuse_bombs(page.html)
    head = json.dumps({"url": page.url, "charset": page.charset}).encode()
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))
    try:
        child = subprocess.run(
            [sys.executable, "-m", _CHILD],
            input=head + b"\n" + page.html,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=wall_seconds,
            check=False,
            env={
                "PYTHONPATH": path,
                "PATH": os.environ.get("PATH", ""),
                "LC_ALL": "C.UTF-8",
                "HOME": "/nonexistent",
            },
        )
    except subprocess.TimeoutExpired:
        raise UnreadablePage("This page takes too long to read, so the import was stopped.") from None
    return _answer(child.stdout[:_MOST_ANSWER])


def _answer(output: bytes) -> FoundStory:
    try:
        answer = json.loads(output)
        if refusal := answer.get("refusal"):
            raise UnreadablePage(str(refusal))
        return FoundStory.from_message(answer["story"])
    except UnreadablePage:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sentence = "This page takes more time or memory than any news page should, so the import was stopped."
        raise UnreadablePage(sentence) from None
