"""Sends requests to the front as Granian does: with a scope and a protocol like Granian's (RSGI 1.5)."""

from __future__ import annotations

import asyncio
import gzip
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, connections

from broadsheet.edge.changes.sqlite import SqliteChangeLog
from broadsheet.edge.http.front import Front
from broadsheet.edge.rendering.renderer import Renderer
from broadsheet.edge.storable import key_of
from broadsheet.edge.store.disk_store import DiskStore
from broadsheet.edge.store.page_store import PageStore

HOST = "testserver"
MEMORY = 50_000_000


class Headers:
    """Headers with names in lower case. Headers whose values are not ASCII are dropped, as in Granian."""

    def __init__(self, pairs):
        self._pairs = [(name.lower(), value) for name, value in pairs if value.isascii()]

    def __contains__(self, name):
        return any(name == known for known, _ in self._pairs)

    def get(self, name, default=None):
        return next((value for known, value in self._pairs if known == name), default)

    def get_all(self, name):
        return [value for known, value in self._pairs if known == name]

    def items(self):
        return self._pairs


class Scope:
    """The scope of a request; its path is decoded as Granian decodes it."""

    proto, http_version, rsgi_version, server, client, scheme = (
        "http", "1.1", "1.5", "127.0.0.1:8000", "127.0.0.1:50000", "http",
    )  # fmt: skip

    def __init__(self, method, target, headers, authority):
        path, _, query = target.partition("#")[0].partition("?")
        self.method, self.authority, self.query_string = method, authority, query
        self.path = unquote_to_bytes(path).decode("utf-8", "replace")
        self.headers = Headers(headers)


class _Stream:
    def __init__(self):
        self.body = b""

    async def send_bytes(self, data):
        self.body += data


class Protocol:
    """Records the front's answer."""

    def __init__(self, body):
        self._body, self.status, self.headers, self.answers, self._stream, self._sent = body, None, [], 0, None, b""

    async def __aiter__(self):
        if callable(self._body):  # the test decides how it arrives
            async for chunk in self._body():
                yield chunk
            return
        for start in range(0, len(self._body), 1000):
            yield self._body[start : start + 1000]

    def response_bytes(self, status, headers, body):
        assert isinstance(body, bytes)
        self._note(status, headers)
        self._sent = body

    def response_empty(self, status, headers):
        self._note(status, headers)

    def response_file(self, status, headers, file):
        self._note(status, headers)
        self.file = (file, None)
        self._sent = Path(file).read_bytes()

    def response_file_range(self, status, headers, file, start, end):
        self._note(status, headers)
        self.file = (file, (start, end))
        self._sent = Path(file).read_bytes()[start:end]

    def close(self, status):
        self._note(status, [])

    def response_stream(self, status, headers):
        self._note(status, headers)
        self._stream = _Stream()
        return self._stream

    def _note(self, status, headers):
        assert all(isinstance(text, str) for pair in headers for text in pair)
        assert all(name == name.lower() for name, _ in headers)
        self.status, self.headers, self.answers = status, list(headers), self.answers + 1

    @property
    def body(self):
        return self._stream.body if self._stream else self._sent


class Reply(NamedTuple):
    """The answer that a client got."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name):
        """The value of a header; empty where there is none."""
        return ", ".join(value for known, value in self.headers if known == name) if isinstance(name, str) else None

    @property
    def how(self):
        """What Cache-Status says after the store's name."""
        return self["cache-status"].partition("; ")[2]

    @property
    def page(self):
        """The body, uncompressed."""
        return gzip.decompress(self.body) if self["content-encoding"] == "gzip" else self.body

    @property
    def everything(self):
        """The whole answer as bytes, to search for a canary."""
        return self.page + repr(self.headers).encode()


def _commit(path, sql, params):
    with closing(sqlite3.connect(path, timeout=5)) as other, other:
        other.execute(sql, params)


class Site:
    """A site for tests: its database, and one front with its store."""

    def __init__(self, folder, database, paths):
        self.folder, self.database, self.paths = folder, database, paths
        self.stores, self.fronts = [], []
        self.application = WSGIHandler()
        self.loop = asyncio.new_event_loop()
        self.store = self.another_store()
        self.front = self.another_front(self.store)

    def another_store(self, *, memory=MEMORY, disk=MEMORY, build="test"):
        """A store with the same disk store, as another process has it."""
        store = PageStore(
            disk=DiskStore(self.folder / "cache" / "pages.sqlite3", budget=disk),
            log=SqliteChangeLog(str(self.database)),
            renderer=Renderer(self.application),
            build=build,
            budget=memory,
        )
        self.stores.append(store)
        return store

    def another_front(self, store):
        """A front with `store`; None for a front without a store."""
        front = Front(self.application, store=store)
        self.fronts.append(front)
        return front

    def key(self, target, host=HOST):
        """The key of a page."""
        scope = Scope("GET", target, [], None)
        return key_of(host=host, path=scope.path, query=scope.query_string)

    def fresh(self, target):
        """The page as Django renders it now, with no store."""
        return self.store.renderer.fresh(self.key(target))

    def ask(self, target, *headers, method="GET", host=HOST, body=b"", authority=None, front=None):
        """Send a request and return the answer; `host=None` sends no Host header."""
        return self.loop.run_until_complete(
            self.asking(target, *headers, method=method, host=host, body=body, authority=authority, front=front)
        )

    async def asking(self, target, *headers, method="GET", host=HOST, body=b"", authority=None, front=None):
        """Do what `ask` does, within a coroutine, so that several requests can run at a time."""
        named = [] if host is None else [("host", host)]
        protocol = Protocol(body)
        await (front or self.front).__rsgi__(Scope(method, target, [*named, *headers], authority), protocol)
        assert protocol.answers == 1, f"{protocol.answers} answers to {method} {target}"
        return Reply(protocol.status, protocol.headers, protocol.body)

    def all_at_once(self, target, count):
        """The answers to `count` readers who request the page at the same moment."""

        async def ask():
            return await asyncio.gather(*(self.asking(target) for _ in range(count)))

        return self.loop.run_until_complete(ask())

    def commit(self, sql, *params):
        """Commit one statement over a separate connection of the `sqlite3` module, past Django."""
        _commit(self.database, sql, params)

    def commit_to_disk_store(self, sql, *params):
        """Commit one statement in the disk store's file."""
        _commit(self.store.disk.path, sql, params)

    def close(self):
        """Close all threads and connections."""
        for front in self.fronts:
            front._renders.shutdown()
            front._others.shutdown()
        for store in self.stores:
            store.log.close()
        self.loop.close()
        close_old_connections()
        connections["default"].close()
