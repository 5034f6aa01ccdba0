"""Readers who do not wait for one another, at a page that changes faster than it renders: over HTTP, before the real server.

Requests are sent by the clock, whether earlier ones were answered or not. Another process commits all the while. An answer is
stale where it shows an older state than the last one whose commit had returned when the request was sent.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.served import ROOT, Served, site_env

_COMMITTER = """
import broadsheet, django, sys, time
django.setup()
from broadsheet.stories.models import Article
every = float(sys.argv[1])
lead = Article.objects.get(slug=sys.argv[2])
number, at = 0, time.monotonic()
while True:
    number += 1
    Article.objects.filter(pk=lead.pk).update(short_headline=f"State number {number}.")
    print(number, time.monotonic(), flush=True)
    at += every
    time.sleep(max(0.0, at - time.monotonic()))
"""
_LEAD = """
import re
from django.test import Client
from broadsheet.stories.models import Article
shown = re.findall(r'card__headline[^>]*><a href="/[^"]*?([^/"]+)/"', Client().get("/", headers={"host": "localhost"}).content.decode())
print(next(slug for slug in shown if Article.objects.filter(slug=slug, locale__language_code="en").exists()))
"""
_STATE = re.compile(rb"State number (\d+)\.")


@dataclass
class Load:
    """What the readers met. Waits are seconds."""

    waits: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    stale: list[tuple[int, int]] = field(default_factory=list)  # (what was committed, what was shown)
    commits: int = 0

    def wait(self, share: float) -> float:
        """The wait that this share of the readers did not exceed."""
        return (
            sorted(self.waits)[min(len(self.waits) - 1, int(len(self.waits) * share))] if self.waits else float("inf")
        )

    def line(self) -> str:
        """All of it in a line."""
        return (
            f"{len(self.waits)} answers, {len(self.failed)} failed, {len(self.stale)} stale, {self.commits} commits; "
            f"p50 {self.wait(0.5):.2f} s, p99 {self.wait(0.99):.2f} s"
        )


def lead_of(site: Served) -> str:
    """The slug of the story that stands first on the front."""
    return site.python(_LEAD).split()[-1]


class Committer:
    """A process that changes a story's headline all the time, and what it has committed."""

    def __init__(self, site: Served, slug: str, every: float) -> None:
        self.number, self._log = 0, [(0.0, 0)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _COMMITTER, str(every), slug], cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env=site_env(site.folder, DJANGO_SETTINGS_MODULE="broadsheet.settings.site"),
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            number, at = line.split()
            self._log.append((float(at), int(number)))
            self.number = int(number)

    def at(self, moment: float) -> int:
        """What had been committed at a moment (`time.monotonic`)."""
        return max((number for when, number in self._log if when <= moment), default=0)

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self._reader.join()


def run(
    site: Served, *, path: str, slug: str, seconds: float, rate: float = 60.0, every: float = 0.02,
    say: Callable[[str], object] = lambda _: None,
) -> Load:  # fmt: skip
    """`rate` readers a second at `path`, which shows the short headline of the story `slug`; that changes `every` so many seconds."""
    committer = Committer(site, slug, every)
    try:
        until = time.monotonic() + 60
        while not committer.number:
            assert time.monotonic() < until, "nothing is committed"
            time.sleep(0.05)
        asyncio.run(_send(site.port, path, 1.0, 5.0))  # each worker has its templates at hand
        answers = asyncio.run(_send(site.port, path, seconds, rate))
    finally:
        committer.stop()
    load = Load(commits=committer.number)
    for began, ended, status, body in answers:
        match = _STATE.search(body)
        if status != 200 or match is None:
            load.failed.append(f"status {status}: {body[:80]!r}")
            continue
        load.waits.append(ended - began)
        if int(match[1]) < (known := committer.at(began)):
            load.stale.append((known, int(match[1])))
    say(load.line())
    return load


async def _send(port: int, path: str, seconds: float, rate: float) -> list[tuple[float, float, int, bytes]]:
    began = time.monotonic()
    sent = []
    for number in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        sent.append(asyncio.create_task(_get(port, path)))
    return await asyncio.gather(*sent)


async def _get(port: int, path: str) -> tuple[float, float, int, bytes]:
    """(when it was sent, when it was answered whole, status, body); status 0 where there was no answer within a minute."""
    began = time.monotonic()
    got = b""
    try:
        async with asyncio.timeout(60):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            began = time.monotonic()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            got = await reader.read()
            writer.close()
    except (OSError, TimeoutError) as error:
        return began, time.monotonic(), 0, repr(error).encode()
    head, _, body = got.partition(b"\r\n\r\n")
    return began, time.monotonic(), int(head[9:12] or b"0"), body
