"""How soon readers see a publication, on every page that shows it; see `edge.py`."""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

PUBLISHES, WORKERS = 20, 2


class Seen(NamedTuple):
    """One page after one publish."""

    page: str
    waited: float  # milliseconds from the return of the publish to the last byte of the page
    is_new: bool
    how: str  # Cache-Status


def compare(site: Path) -> int:
    """Serve the site with two workers, publish in another process, request pages over HTTP; returns how many bars were missed."""
    from benchmarks.edge_speed import broadsheet, environment

    os.environ["BROADSHEET_WORKERS"] = str(WORKERS)
    with broadsheet(site) as address:
        command: list[str | Path] = [
            sys.executable,
            Path(__file__).with_name("edge.py"),
            "--inside",
            "latency",
            "--address",
            address,
        ]
        output = subprocess.run(command, env=environment(site), check=True, stdout=subprocess.PIPE, text=True).stdout
    result = json.loads(output.splitlines()[-1])
    for line in result["lines"]:
        print(line)
    return int(result["missed"])


def inside(address: str) -> tuple[list[str], bool]:
    """Publish, and request each page that shows the story, in every worker, as soon as the publish has returned."""
    from django.conf import settings

    from broadsheet.editions.models import Edition
    from broadsheet.stories.models import Article

    readers = [http.client.HTTPConnection(urlsplit(address).netloc, timeout=30) for _ in range(2 * WORKERS)]
    seen: list[Seen] = []
    zone = Edition.objects.get(locale__language_code=settings.LANGUAGE_CODE).zone
    for number in range(PUBLISHES):
        story = Article.objects.filter(live=True).order_by("-listed_at").first()
        assert story is not None and story.section is not None and story.listed_at is not None
        day = story.listed_at.astimezone(zone)
        pages = {
            "the story": story.get_url(), "front": "/", "section": story.section.get_url(), "feed": "/feeds/rss.xml",
            "archive, day": f"/archive/{day.year}/{day.month}/{day.day}/",
        }  # fmt: skip
        for path in pages.values():  # so that all are stored before
            for reader in readers:
                _get(reader, path)
        story.title = f"Latency {number} {time.time_ns()}"
        story.save_revision().publish()
        returned = time.perf_counter()
        for name, path in pages.items():
            for reader in readers:
                body, how = _get(reader, path)
                seen.append(Seen(name, (time.perf_counter() - returned) * 1000, story.title.encode() in body, how))
    return _told(seen)


def _get(reader: http.client.HTTPConnection, path: str) -> tuple[bytes, str]:
    reader.request("GET", path, headers={"Accept-Encoding": "identity"})
    answer = reader.getresponse()
    return answer.read(), answer.headers.get("Cache-Status", "")


def _told(seen: list[Seen]) -> tuple[list[str], bool]:
    stale = [answer for answer in seen if not answer.is_new]
    lines = [
        f"{PUBLISHES} publishes, {len(seen)} answers of {WORKERS} workers after them, stale: {len(stale)}",
        "",
        "| page | answers | stale | first answer after the publish returned: median ms | most ms |",
        "|---|---|---|---|---|",
    ]
    for page in dict.fromkeys(answer.page for answer in seen):
        mine = [answer for answer in seen if answer.page == page]
        firsts = [answer.waited for answer in mine[:: 2 * WORKERS]]
        gone = sum(not answer.is_new for answer in mine)
        lines.append(f"| {page} | {len(mine)} | {gone} | {statistics.median(firsts):.1f} | {max(firsts):.1f} |")
    lines += ["", "The pages are requested one after the other, so each figure includes those above it."]
    return lines, bool(stale)
