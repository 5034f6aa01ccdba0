"""The front: an RSGI application for Granian, with Django behind it in threads of the same process.

A stored page is answered from memory on the event loop, without entering Django. Every other request goes to Django as a
WSGI request, and so does every request with a valid marker cookie (`marker.py`). Requests of anonymous clients that need
a thread wait in a fair queue (`fair_queue.py`).
"""

from __future__ import annotations

import asyncio
import gc
import io
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from operator import itemgetter
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError

from ..changes.log import DatabaseUnavailable
from ..rendering.renderer import NotStored
from ..storable import Key, TooManyParameters, key_of, leads_elsewhere
from ..store.machine import Maintenance, page_store
from ..store.page_store import Answer, Entry, PageStore
from ..store.single_flight import SingleFlight
from . import marker
from .answers import (
    AWAY,
    NO_PAGE,
    OFF,
    SESSION,
    UNSTORED,
    PreparedAnswer,
    answer,
    bypass_status,
    cache_status,
    compressed,
    gzip_headers,
    matches,
)
from .bodies import AT_ONCE, SIGNED_IN, STRANGERS, RequestBody, too_slow
from .clients import client_of, neighbourhood_of
from .django_behind import call_django, environ_of
from .fair_queue import FairQueue, QueueFull
from .refusals import RequestRefused, check, too_many
from .rsgi_protocol import RsgiHeaders, RsgiProtocol, RsgiScope
from .streaming import AnswerStream

# For one worker. Signed-in users do not queue; anonymous clients leave two of Django's threads free for them.
RENDER_THREADS = 3  # for pages of the store; this limits the work that a crowd can cause
DJANGO_THREADS = 6  # for everything else
WAITING = {"waiting_per_address": 256, "waiting_in_all": 2048}  # requests, including those that run

SETTLED_AFTER = 60.0  # seconds, after which the first requests have loaded the modules that they need


class Front:
    """One worker's front. `application` is the WSGI application behind it."""

    def __init__(
        self, application: Callable[..., Any], *, store: PageStore | None, on_start: Callable[[], None] = lambda: None
    ) -> None:
        self._application, self._store, self._on_start = application, store, on_start
        self._renders = ThreadPoolExecutor(RENDER_THREADS, thread_name_prefix="edge-render")
        self._others = ThreadPoolExecutor(DJANGO_THREADS, thread_name_prefix="django")
        self._flights: SingleFlight[Answer | NotStored] = SingleFlight(self._renders)
        self._flight_turns = FairQueue(per_address=RENDER_THREADS - 1, in_all=RENDER_THREADS, **WAITING)
        self._django_turns = FairQueue(per_address=DJANGO_THREADS - 3, in_all=DJANGO_THREADS - 2, **WAITING)
        self._waiting: dict[tuple[str, str], asyncio.Future[Answer | NotStored]] = {}  # for a turn, by address and page
        self._body_turns = FairQueue(
            per_address=16, in_all=256, waiting_per_address=2048, waiting_in_all=4096, patience=10.0
        )
        self._hosts: dict[str | None, str] = {}
        self._tick = 0  # of the look taken for the requests that wait on the event loop; 0: none was taken
        self._keeper = Maintenance(store) if store is not None else None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by Granian when the worker starts."""
        _settle()
        loop.call_later(SETTLED_AFTER, _settle)
        self._on_start()
        if self._keeper is not None:
            self._keeper.start()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by Granian when the worker stops."""
        if self._keeper is not None:
            self._keeper.stop()
        if self._store is not None:
            self._store.log.close()

    async def __rsgi__(self, scope: RsgiScope, protocol: RsgiProtocol) -> None:
        """One request."""
        if scope.proto != "http":  # WebSocket is not supported
            protocol.close(403)
            return
        headers = scope.headers
        host = headers.get("host")
        name = self._hosts.get(host)
        if name is not None and not scope.query_string and self._store is not None and scope.method == "GET":
            try:
                entry = self._store.ready(name + scope.path, self._look())
            except DatabaseUnavailable:
                entry = None
            if entry is not None and scope.authority is None and _is_plain(headers):
                self._store.counts.hits += 1
                send_entry(entry, headers, protocol)
                return
        await self._slowly(scope, protocol, host or scope.authority or "")

    def _look(self) -> int:
        """The tick of the change log, from one look for all requests that wait on the event loop.

        The loop runs callbacks in the order in which they were added. A request that runs before `_forget_look` therefore
        arrived before the look was taken, so the look is newer than the request. A request that arrived later runs after
        `_forget_look`, and looks again.
        """
        if self._tick == 0:
            assert self._store is not None
            self._tick = self._store.log.look()
            asyncio.get_running_loop().call_soon(self._forget_look)
        return self._tick

    def _forget_look(self) -> None:
        self._tick = 0

    async def _slowly(self, scope: RsgiScope, protocol: RsgiProtocol, host: str) -> None:
        """Answer a request that is not a plain hit."""
        try:
            check(scope, host)
            await self._answer(scope, protocol, host)
        except RequestRefused as refused:
            _send(protocol, refused.sent)
        except QueueFull as error:
            _send(protocol, too_many(is_own=error.is_own).sent)

    async def _answer(self, scope: RsgiScope, protocol: RsgiProtocol, host: str) -> None:
        client = neighbourhood_of(client_of(scope))
        key, reason = self._key(scope, host)
        if key is None or self._store is None or await self._leads_elsewhere(scope, client):
            await self._django(scope, protocol, client, reason)
            return
        if known := self._store.refusal(str(key)):
            await self._django(scope, protocol, client, known)
            return
        try:
            page = await self._page(key, client)
        except DatabaseUnavailable:
            await self._django(scope, protocol, client, AWAY)
            return
        if isinstance(page, NotStored):
            # The target of a redirect may depend on parameters that the key leaves out; the text of an error page does not.
            if page.response is not None and (page.response.status_code >= 400 or scope.query_string == key.query):
                self._send_once(page, scope, protocol)
            else:
                await self._django(scope, protocol, client, page.reason)
            return
        self._send_page(page, scope, protocol)

    def _send_page(self, page: Answer, scope: RsgiScope, protocol: RsgiProtocol) -> None:
        get = scope.headers.get
        sent = answer(
            page,
            page.how,
            accept_encoding=get("accept-encoding"),
            if_none_match=get("if-none-match"),
            if_modified_since=get("if-modified-since"),
            range_=get("range") if scope.method == "GET" else None,
            if_range=get("if-range"),
        )
        protocol.response_bytes(sent.status, sent.headers, sent.body if scope.method == "GET" else b"")

    def _key(self, scope: RsgiScope, host: str) -> tuple[Key | None, str]:
        """The key of the requested page, or None and the reason. Raises RequestRefused."""
        if self._store is None:
            return None, OFF
        if scope.method not in {"GET", "HEAD"}:
            return None, f"method {scope.method}"
        if _has_session(scope):
            return None, SESSION
        try:
            key = key_of(host=host, path=scope.path, query=scope.query_string)
        except TooManyParameters as error:
            raise RequestRefused(400, str(error)) from None
        if key is None:
            return None, NO_PAGE
        if len(self._hosts) >= 100:  # spellings with ports; a client that sends many must not keep the usual one out
            self._hosts.clear()
        self._hosts[host] = key.host
        return key, NO_PAGE

    async def _leads_elsewhere(self, scope: RsgiScope, client: str) -> bool:
        """Whether an old query such as `?p=12` leads to another page, so that Django must answer; raises QueueFull."""
        ask = leads_elsewhere(path=scope.path, query=scope.query_string)
        if ask is None:
            return False
        async with self._django_turns.turn(client):
            try:
                return await asyncio.get_running_loop().run_in_executor(self._others, ask)
            except DatabaseError:
                return True

    async def _page(self, key: Key, client: str) -> Answer | NotStored:
        """The page; one thread renders it for all requests that wait for it. Raises DatabaseUnavailable, QueueFull."""
        name = str(key)
        if (known := self._known(name)) is not None:
            assert self._store is not None
            self._store.counts.add("hit")
            return known
        take = partial(self._flights.take, name, partial(self._fetch, key), partial(self._known, name))
        if self._flights.is_under_way(name):
            return await take()
        waiting = self._waiting.get((client, name))
        if waiting is None:
            waiting = self._waiting[client, name] = asyncio.ensure_future(self._in_turn(client, name, take))
        return await asyncio.shield(waiting)

    async def _in_turn(
        self, client: str, name: str, take: Callable[[], Awaitable[Answer | NotStored]]
    ) -> Answer | NotStored:
        """The page, once it is this address's turn; requests of the same address that arrive before then share the place."""
        try:
            async with self._flight_turns.turn(client):
                del self._waiting[client, name]
                return await take()
        except QueueFull:
            del self._waiting[client, name]
            raise

    def _known(self, name: str) -> Answer | None:
        """The page if it is in memory and still good."""
        assert self._store is not None
        try:
            entry = self._store.ready(name)
        except DatabaseUnavailable:
            return None
        if entry is None or entry.composed is None:
            return None
        return Answer(entry.status, entry.headers, entry.composed, "hit")

    def _fetch(self, key: Key) -> Answer | NotStored:
        assert self._store is not None
        try:
            return self._store.page(key)
        except NotStored as refused:
            return refused

    def _send_once(self, refused: NotStored, scope: RsgiScope, protocol: RsgiProtocol) -> None:
        """Send an answer that is the same for every reader but is not stored: a redirect, or the page of an error."""
        response = refused.response
        assert response is not None
        body, encoding = compressed(response.content, scope.headers.get("accept-encoding"))
        headers = [(name.lower(), value) for name, value in response.items() if name.lower() != "content-length"]
        headers += [("content-length", str(len(body))), *encoding]
        _tell(headers, refused.reason, response.status_code)
        protocol.response_bytes(response.status_code, headers, body if scope.method == "GET" else b"")

    async def _django(self, scope: RsgiScope, protocol: RsgiProtocol, client: str, reason: str) -> None:
        """Answer by the WSGI application; raises RequestRefused, QueueFull."""
        if self._store is not None:
            self._store.counts.add("pass")
        has_session = _has_session(scope)
        with await self._body(scope, protocol, client, has_session) as body:
            async with nullcontext() if has_session else self._django_turns.turn(client):
                await self._answer_by_django(scope, protocol, reason, body)

    async def _body(self, scope: RsgiScope, protocol: RsgiProtocol, client: str, has_session: bool) -> IO[bytes]:
        """The body of the request.

        An anonymous client may send at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes, and queues if they do not arrive at once.
        Uploads of signed-in users are not limited here; the site's own rules limit them. Raises RequestRefused, QueueFull.
        """
        if scope.method in {"GET", "HEAD"}:
            return io.BytesIO()
        incoming = RequestBody(scope, protocol, most=None if has_session else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        try:
            if has_session:
                is_whole = await incoming.read(SIGNED_IN)
            elif not (is_whole := await incoming.read(AT_ONCE)):
                async with self._body_turns.turn(client):
                    is_whole = await incoming.read(STRANGERS)
            if not is_whole:
                raise too_slow()
        except BaseException:
            incoming.drop()
            raise
        return incoming.file()

    async def _answer_by_django(self, scope: RsgiScope, protocol: RsgiProtocol, reason: str, body: IO[bytes]) -> None:
        outlet = AnswerStream(protocol, lambda headers, status: _tell(headers, reason, status))
        work = asyncio.get_running_loop().run_in_executor(
            self._others, call_django, self._application, environ_of(scope, body), outlet
        )
        work.add_done_callback(lambda _: outlet.end())
        await outlet.pour()
        response = await work
        marker.note(scope, response.headers)
        if response.is_streamed:
            return
        headers = response.headers
        _tell(headers, reason, response.status)
        if response.part:
            protocol.response_file_range(response.status, headers, response.file, *response.part)
        elif response.file:
            protocol.response_file(response.status, headers, response.file)
        else:
            protocol.response_bytes(response.status, headers, response.body)


def _tell(headers: list[tuple[str, str]], reason: str, status: int) -> None:
    """Add Cache-Status with the reason why the answer did not come from the store, and Cache-Control where it is missing.

    The headers are sorted by name: "not found" pages are made in two ways, and their headers must not reveal which.
    """
    if not any(name == "cache-control" for name, _ in headers):
        headers.append(("cache-control", UNSTORED))
    headers.append(("cache-status", bypass_status(reason, status)))
    headers.sort(key=itemgetter(0))


def _has_session(scope: RsgiScope) -> bool:
    return marker.is_marked("; ".join(scope.headers.get_all("cookie")))


def _settle() -> None:
    """Exempt the objects that exist now (code, models, URL patterns) from cyclic garbage collection.

    Otherwise each full collection would stop all threads for a tenth or two of a second.
    """
    gc.collect()
    gc.freeze()


def _send(protocol: RsgiProtocol, sent: PreparedAnswer) -> None:
    protocol.response_bytes(sent.status, sent.headers, sent.body)


def _is_plain(headers: RsgiHeaders) -> bool:
    """Whether the fast path can answer a GET request: it has no body, no range, no If-Modified-Since and no session."""
    get = headers.get
    if get("content-length") or get("transfer-encoding") or get("range") or get("if-modified-since"):
        return False
    return len(headers.get_all("host")) == 1 and not marker.is_marked("; ".join(headers.get_all("cookie")))


def send_entry(entry: Entry, headers: RsgiHeaders, protocol: RsgiProtocol) -> None:
    """The fast path: send the whole page in gzip, or 304."""
    composed = entry.composed
    assert composed is not None
    accepted = headers.get("accept-encoding")
    if accepted is None or "gzip" not in accepted or ";" in accepted:
        sent = answer(entry, "hit", accept_encoding=accepted, if_none_match=headers.get("if-none-match"))
        _send(protocol, sent)
        return
    if entry.sent is None or entry.sent[0] is not composed:
        not_modified = answer(entry, "hit", accept_encoding="gzip", if_none_match="*").headers
        entry.sent = (composed, [*gzip_headers(entry), ("cache-status", cache_status("hit"))], not_modified)
    known = headers.get("if-none-match")
    if known is not None and matches(known, f'"{composed.digest}-gzip"'):
        protocol.response_empty(304, entry.sent[2])
    else:
        protocol.response_bytes(entry.status, entry.sent[1], b"".join(composed.parts))


def front(application: Callable[..., Any], *, is_on: bool, on_start: Callable[[], None] = lambda: None) -> Front:
    """This worker's front for a WSGI application."""
    return Front(application, store=page_store() if is_on else None, on_start=on_start)
