"""The bodies of requests: they have a bounded length, arrive within a bounded time, and are complete."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import IO, NamedTuple

from granian.rsgi import ProtocolClosed, ProtocolError

from .refusals import RequestRefused
from .rsgi_protocol import RsgiProtocol, RsgiScope

_IN_MEMORY = 50_000  # bytes; a longer body goes to a temporary file


class Pace(NamedTuple):
    """How long a body may take: `start` seconds, and one more for each `rate` bytes that arrived; at most `longest` seconds."""

    start: float
    rate: float
    longest: float


AT_ONCE = Pace(start=0.25, rate=float("inf"), longest=0.25)
STRANGERS = Pace(start=15.0, rate=1000.0, longest=120.0)
SIGNED_IN = Pace(start=60.0, rate=1000.0, longest=float("inf"))


class RequestBody:
    """A request's body while it arrives."""

    def __init__(self, scope: RsgiScope, protocol: RsgiProtocol, *, most: int | None) -> None:
        """`most`: the greatest length in bytes, None for any. Raises RequestRefused where Content-Length exceeds it."""
        declared = scope.headers.get("content-length")
        self._length = int(declared) if declared and declared.isascii() and declared.isdecimal() else None
        if most is not None and self._length is not None and self._length > most:
            raise _too_long(most)
        self._protocol, self._most, self._size = protocol, most, 0
        self._chunks: AsyncIterator[bytes] | None = None
        # The next chunk. It must not be cancelled while more is wanted, because bytes would be lost.
        self._next: asyncio.Future[bytes | None] | None = None
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the code that reads it closes it

    async def read(self, pace: Pace) -> bool:
        """Read the body; returns whether it is complete, False where the time ran out. May be called again.

        Raises RequestRefused where the body is too long, cut short or unreadable, or where there is no room to keep it.
        """
        began, before = asyncio.get_running_loop().time(), self._size
        while True:
            until = began + min(pace.longest, pace.start + (self._size - before) / pace.rate)
            if self._next is None:
                self._next = asyncio.ensure_future(self._chunk())
            done, _ = await asyncio.wait({self._next}, timeout=until - asyncio.get_running_loop().time())
            if not done:
                return False
            chunk, self._next = self._next.result(), None
            if chunk is None:
                return self._end()
            self._keep(chunk)

    def file(self) -> IO[bytes]:
        """The body that arrived, as a file at its beginning; the caller closes it."""
        self._file.seek(0)
        return self._file

    def drop(self) -> None:
        """Stop reading, and discard what arrived.

        Granian keeps the connection open as long as anything refers to the request, and an exception that a task keeps refers
        to it: without these lines the connection would end with the next cyclic garbage collection only.
        """
        if self._next is not None:
            self._next.cancel()
        self._next = self._chunks = None
        del self._protocol
        self._file.close()

    async def _chunk(self) -> bytes | None:
        """The next chunk; None at the end."""
        try:
            if self._chunks is None:
                self._chunks = aiter(self._protocol)
            return await anext(self._chunks)
        except StopAsyncIteration:
            return None
        except (ProtocolClosed, ProtocolError):  # the client disconnected, or sent invalid chunks (RFC 9112, 7)
            raise RequestRefused(400, "The body of the request could not be read.") from None

    def _keep(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._most is not None and self._size > self._most:
            raise _too_long(self._most)
        try:
            self._file.write(chunk)
        except OSError:
            raise RequestRefused(
                503, "The server has no room for the body of the request. Try again later.", wait=60
            ) from None

    def _end(self) -> bool:
        """Compare the length with Content-Length: Granian reports a broken connection as the body's end."""
        if self._length is not None and self._size != self._length:
            raise RequestRefused(400, f"The body of the request ended after {self._size:,} of {self._length:,} bytes.")
        return True


def too_slow() -> RequestRefused:
    """The refusal of a body that did not arrive in time (RFC 9110, 15.5.9)."""
    return RequestRefused(408, "The body of the request arrived too slowly.")


def _too_long(most: int) -> RequestRefused:
    return RequestRefused(413, f"Without signing in you can send at most {most:,} bytes; this request has more.")
