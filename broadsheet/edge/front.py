"""The front: an RSGI application for Granian, with Django behind it in threads of the same process.

A stored page is answered from memory on the event loop, without entering Django. Whatever else is asked for
goes to Django as a WSGI request, and so does every request that bears the marker of a session (`marker.py`).
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from django.conf import settings
from granian.rsgi import ProtocolClosed, ProtocolError

from .answers import UNSTORED, Sent, answer, bypass_status, cache_status, gzip_headers, matches
from .changes import DatabaseAway
from .django_behind import TooLong, body_of, call_django, environ_of
from .flights import Flights
from .machine import Keeper, page_store
from .marker import is_marked
from .rendering import NotStored
from .storable import Key, host_name, key_of
from .store import Answer, Entry, PageStore

logger = logging.getLogger(__name__)
RENDER_THREADS = 3  # of one worker, for pages of the store: what bounds the work that a crowd can cause
DJANGO_THREADS = 6  # of one worker, for everything else


class Front:
    """One worker's front. `application` is the WSGI application behind it."""

    def __init__(
        self, application: Callable[..., Any], *, store: PageStore | None, on_start: Callable[[], None] = lambda: None
    ) -> None:
        self._application, self._store, self._on_start = application, store, on_start
        self._renders = ThreadPoolExecutor(RENDER_THREADS, thread_name_prefix="edge-render")
        self._others = ThreadPoolExecutor(DJANGO_THREADS, thread_name_prefix="django")
        self._flights: Flights[Answer | NotStored] = Flights(self._renders)
        self._hosts: dict[str, str] = {}
        self._tick = 0  # as it was looked at for the requests that wait; 0: nobody has looked
        self._keeper = Keeper(store) if store is not None else None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by Granian when the worker starts."""
        self._on_start()
        if self._keeper is not None:
            self._keeper.start()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by Granian when the worker stops."""
        if self._keeper is not None:
            self._keeper.stop()
        if self._store is not None:
            self._store.log.close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:  # noqa: ANN401 - Granian's
        """One request."""
        if scope.proto != "http":  # nothing here speaks WebSocket
            protocol.close(403)
            return
        headers = scope.headers
        host = headers.get("host")
        name = self._hosts.get(host)
        if name is not None and not scope.query_string and self._store is not None and scope.method == "GET":
            try:
                entry = self._store.ready(name + scope.path, self._look())
            except DatabaseAway:
                entry = None
            if entry is not None and scope.authority is None and _is_plain(headers):
                self._store.counts.hits += 1
                send_entry(entry, headers, protocol)
                return
        await self._slowly(scope, protocol, host or scope.authority or "")

    def _look(self) -> int:
        """The tick of the change log, looked at once for all requests that wait on the event loop.

        The loop calls what it was given in order. So whatever is called before `_forget_look` came in before the
        look was taken, and the look is younger than it; whatever came in later is called after it, and looks again.
        """
        if self._tick == 0:
            assert self._store is not None
            self._tick = self._store.log.look()
            asyncio.get_running_loop().call_soon(self._forget_look)
        return self._tick

    def _forget_look(self) -> None:
        self._tick = 0

    async def _slowly(self, scope: Any, protocol: Any, host: str) -> None:  # noqa: ANN401
        """Everything that is not a plain hit."""
        refused = _refused(scope, host)
        if refused is not None:
            _send(protocol, refused)
            return
        key, reason = self._key(scope, host)
        if key is None or self._store is None:
            await self._django(scope, protocol, reason)
            return
        if known := self._store.refusal(str(key)):
            await self._django(scope, protocol, known)
            return
        try:
            page = await self._page(key)
        except DatabaseAway:
            await self._django(scope, protocol, "the database is away")
            return
        if isinstance(page, NotStored):
            if page.response is not None and scope.query_string == key.query:
                self._send_once(page, scope, protocol)
            else:
                await self._django(scope, protocol, page.reason)
            return
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

    def _key(self, scope: Any, host: str) -> tuple[Key | None, str]:  # noqa: ANN401
        """The key of what is asked for; else None and why."""
        if self._store is None:
            return None, "the page store is off"
        if scope.method not in {"GET", "HEAD"}:
            return None, f"method {scope.method}"
        if is_marked("; ".join(scope.headers.get_all("cookie"))):
            return None, "has a session"
        key = key_of(host=host, path=scope.path, query=scope.query_string)
        if key is None:
            return None, "no page of the store"
        if len(self._hosts) >= 100:  # spellings, by their ports; whoever sends many must not keep the usual one out
            self._hosts.clear()
        self._hosts[host] = key.host
        return key, ""

    async def _page(self, key: Key) -> Answer | NotStored:
        """The page; one thread works for all who wait for it. Raises DatabaseAway."""
        return await self._flights.take(str(key), lambda: self._fetch(key), lambda: self._known(key))

    def _known(self, key: Key) -> Answer | None:
        """The page if it is in memory and good now."""
        assert self._store is not None
        try:
            entry = self._store.ready(str(key))
        except DatabaseAway:
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

    def _send_once(self, refused: NotStored, scope: Any, protocol: Any) -> None:  # noqa: ANN401
        """An answer that was rendered for nobody in particular but is not kept: a redirect, a page that is gone."""
        response = refused.response
        assert response is not None
        headers = [(name.lower(), value) for name, value in response.items() if name.lower() != "content-length"]
        headers += [("cache-status", bypass_status(refused.reason)), ("content-length", str(len(response.content)))]
        if not response.has_header("Cache-Control"):
            headers.append(("cache-control", "no-cache"))
        protocol.response_bytes(response.status_code, headers, response.content if scope.method == "GET" else b"")

    async def _django(self, scope: Any, protocol: Any, reason: str) -> None:  # noqa: ANN401
        if self._store is not None:
            self._store.counts.add("pass")
        try:
            body = await self._body(scope, protocol)
        except TooLong as error:
            _send(
                protocol,
                _plainly(413, f"What is sent without signing in may have {error.most:,} bytes; this has more."),
            )
        except (ProtocolClosed, ProtocolError):  # the reader went away, or what was sent is no body (RFC 9112, 7)
            _send(protocol, _plainly(400, "The body of the request could not be read."))
        else:
            with body:
                await self._answer_by_django(scope, protocol, reason, body)

    async def _body(self, scope: Any, protocol: Any) -> IO[bytes]:  # noqa: ANN401
        """What was sent along. Who has no session sends no more than Django would take without files; what a signed-in
        person uploads is bounded by the newsroom's own rules."""
        if scope.method in {"GET", "HEAD"}:
            return io.BytesIO()
        is_known = is_marked("; ".join(scope.headers.get_all("cookie")))
        return await body_of(scope, protocol, most=None if is_known else settings.DATA_UPLOAD_MAX_MEMORY_SIZE)

    async def _answer_by_django(self, scope: Any, protocol: Any, reason: str, body: IO[bytes]) -> None:  # noqa: ANN401
        loop = asyncio.get_running_loop()
        environ = environ_of(scope, body)
        answered = await loop.run_in_executor(self._others, call_django, self._application, environ)
        headers = [*answered.headers, ("cache-status", bypass_status(reason))]
        if not any(name == "cache-control" for name, _ in headers):
            headers.append(("cache-control", UNSTORED))
        if answered.file:
            protocol.response_file(answered.status, headers, answered.file)
            return
        if answered.chunks is None:
            protocol.response_bytes(answered.status, headers, answered.body)
            return
        stream = protocol.response_stream(answered.status, headers)
        try:
            while (chunk := await loop.run_in_executor(self._others, next, answered.chunks, None)) is not None:
                await stream.send_bytes(chunk)
        except ProtocolClosed:
            logger.debug("A reader left before %s was sent whole.", scope.path)
        finally:
            await loop.run_in_executor(self._others, answered.close)


def _send(protocol: Any, sent: Sent) -> None:  # noqa: ANN401
    protocol.response_bytes(sent.status, sent.headers, sent.body)


def _is_plain(headers: Any) -> bool:  # noqa: ANN401
    """Whether a GET has nothing about it but what the quick way knows: no body, no range, no session."""
    get = headers.get
    if get("content-length") or get("transfer-encoding") or get("range") or get("if-modified-since"):
        return False
    return len(headers.get_all("host")) == 1 and not is_marked("; ".join(headers.get_all("cookie")))


def send_entry(entry: Entry, headers: Any, protocol: Any) -> None:  # noqa: ANN401
    """The quick way: the whole page in gzip, or 304."""
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


def _refused(scope: Any, host: str) -> Sent | None:  # noqa: ANN401
    """The answer to a request that two servers could read differently, or that is for another site (RFC 9112)."""
    headers = scope.headers
    lengths = headers.get_all("content-length")
    if len(headers.get_all("host")) > 1:
        return _plainly(400, "The request names its host more than once.")
    named = headers.get("host")
    if scope.authority and named is not None and scope.authority.lower() != named.lower():
        return _plainly(400, "The request names two hosts.")
    if headers.get("transfer-encoding") and lengths or len(set(lengths)) > 1:
        return _plainly(400, "The request tells its length in two ways.")
    if scope.method in {"GET", "HEAD"} and (headers.get("transfer-encoding") or any(each != "0" for each in lengths)):
        return _plainly(400, "A request that only reads must have no body.")
    if not host_name(host) and not _has_patterns():
        return _plainly(421, "This server does not answer for that host.")
    return None


def _has_patterns() -> bool:
    return any(each.startswith((".", "*")) for each in settings.ALLOWED_HOSTS)


def _plainly(status: int, sentence: str) -> Sent:
    body = f"{sentence}\n".encode()
    headers = [
        ("content-type", "text/plain; charset=utf-8"),
        ("cache-control", "no-store"),
        ("connection", "close"),
        ("content-length", str(len(body))),
        ("cache-status", bypass_status(sentence)),
    ]
    return Sent(status, headers, body)


def front(application: Callable[..., Any], *, is_on: bool, on_start: Callable[[], None] = lambda: None) -> Front:
    """The front of this worker before a WSGI application."""
    return Front(application, store=page_store() if is_on else None, on_start=on_start)
