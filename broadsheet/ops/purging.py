"""Purges changed pages from the cache in front (Varnish, a CDN), right after they change.

A thread looks at the change log as the page store does. It runs the queries of recently sent pages again, and purges, by URL,
only those pages that readers would now get in another version. Failed purges are tried again. If a purge fails for good, the
page expires in shared caches within five seconds (`edge.http.answers.CACHE_CONTROL`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from urllib.parse import quote, urlsplit

from django.conf import settings
from wagtail.contrib.frontend_cache.utils import get_backends

from broadsheet.edge.rendering.fragments import is_fragment
from broadsheet.edge.rendering.renderer import NotStored
from broadsheet.edge.storable import Key, key_named
from broadsheet.edge.store.machine import page_store
from broadsheet.edge.store.page_store import PageStore

logger = logging.getLogger(__name__)
INTERVAL = 0.25  # seconds between two looks
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before each further try
# Seconds that a shared cache may keep a page, plus one second in which the workers save which pages they sent.
KEPT_IN_FRONT = 6.0
# How many pages are rendered again to see whether they really changed; if more may have changed, all of those are purged.
MOST_RENDERS = 200


class Purger:
    """Purges the pages that the workers of one machine have sent recently; older copies have already expired."""

    def __init__(self, store: PageStore) -> None:
        self._store = store
        self._tick = 0
        self._given: dict[str, tuple[float, str]] = {}  # page -> when it was last sent, and its digest then
        self._waiting: dict[str, tuple[float, int]] = {}  # URL -> when it is tried again, tries so far

    def run_once(self) -> list[str]:
        """Purge the pages that have changed since the last call, and failed purges; returns the URLs that were purged."""
        tick = self._store.log.look()
        urls = [url for url, (at, _) in self._waiting.items() if at <= time.monotonic()]
        recent = self._recent()
        if tick != self._tick:
            urls += [url_of(key_named(name)) for name in self._changed(recent)]
            self._tick = tick
        for name in recent:
            if name not in self._given:
                self._note(name)
        return self._purge(list(dict.fromkeys(urls)))

    def _recent(self) -> list[str]:
        """The pages of which a shared cache may still have a copy."""
        since = time.time() - KEPT_IN_FRONT
        self._given = {name: given for name, given in self._given.items() if given[0] >= since}
        names = [
            *self._store.memory.used_since(since),
            *self._store.disk.keys(build=self._store.build, used_since=since),
        ]
        pages = [name for name in dict.fromkeys(names) if not is_fragment(name)]
        now = time.time()
        for name in pages:
            if name in self._given:
                self._given[name] = (now, self._given[name][1])
        return pages

    def _changed(self, recent: list[str]) -> list[str]:
        """The recently sent pages that readers would now get in another version."""
        names = list(dict.fromkeys([*recent, *self._given]))
        suspects = {name for name in names if not self._store.recheck(name)}
        changed = []
        for name in names:
            before = self._given.get(name)
            if name in suspects and len(suspects) > MOST_RENDERS:
                self._given.pop(name, None)
                changed.append(name)
                continue
            after = self._note(name)
            if before is None and name in suspects or before is not None and before[1] != after:
                changed.append(name)
        return changed

    def _note(self, name: str) -> str:
        """Remember the page's current digest, and return it; empty for a page that is no longer stored."""
        before = self._store.entry(name)
        used = before.used if before else 0.0
        try:
            digest = self._store.page(key_named(name)).composed.digest
        except NotStored:
            self._given.pop(name, None)
            return ""
        if used and (entry := self._store.entry(name)) is not None:
            entry.used = used  # a check does not count as a use
        given = self._given.get(name)
        self._given[name] = (given[0] if given else time.time(), digest)
        return digest

    def _purge(self, urls: list[str]) -> list[str]:
        if not urls:
            return []
        failed: set[str] = set()
        for backend in get_backends().values():
            for url in urls:
                with _errors() as errors:
                    backend.purge_batch([url])
                if errors:
                    failed.add(url)
        for url in urls:
            _, tries = self._waiting.pop(url, (0.0, 0))
            if url in failed and tries < len(PAUSES):
                self._waiting[url] = (time.monotonic() + PAUSES[tries], tries + 1)
            elif url in failed:
                logger.error("%s could not be purged from the cache in front after %s tries.", url, tries + 1)
        return [url for url in urls if url not in failed]


def url_of(key: Key) -> str:
    """The page's address as readers and the cache know it; the cache itself must drop unknown parameters."""
    base = urlsplit(settings.EDGE["base_url"])
    netloc = base.netloc if key.host == base.hostname else key.host
    return f"{base.scheme}://{netloc}{quote(key.path)}{'?' if key.query else ''}{key.query}"


class _Errors(logging.Handler):
    """Collects this thread's errors from Wagtail's backends, which log failures and continue."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.messages.append(record.getMessage())


@contextmanager
def _errors() -> Iterator[list[str]]:
    handler, source = _Errors(), logging.getLogger("wagtail.frontendcache")
    source.addHandler(handler)
    try:
        yield handler.messages
    except Exception as error:  # other backends may raise
        handler.messages.append(str(error))
        logger.warning("The cache in front could not be purged: %s", error)
    finally:
        source.removeHandler(handler)


@lru_cache(maxsize=1)
def _purger() -> Purger:
    return Purger(page_store())


def run_once() -> None:
    """Purge once; the purger's thread calls this."""
    _purger().run_once()
