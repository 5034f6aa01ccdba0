"""The bodies of requests: of a bounded length, within a bounded time, and whole."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import IO, NamedTuple

from granian.rsgi import ProtocolClosed, ProtocolError

from .refusals import RequestRefused
from .rsgi_protocol import RsgiProtocol, RsgiScope

_IN_MEMORY = 50_000  # bytes of a body; what is longer lies in a temporary file


class Pace(NamedTuple):
    """How long a body may take: `start` seconds, and one more for each `rate` bytes that came; at most `longest`."""

    start: float
    rate: float
    longest: float


AT_ONCE = Pace(start=0.25, rate=float("inf"), longest=0.25)
STRANGERS = Pace(start=15.0, rate=1000.0, longest=120.0)
SIGNED_IN = Pace(start=60.0, rate=1000.0, longest=float("inf"))


class RequestBody:
    """A request's body as it comes in."""

    def __init__(self, scope: RsgiScope, protocol: RsgiProtocol, *, most: int | None) -> None:
        """`most`: bytes that it may have, None for any. Raises RequestRefused where the request tells a greater length."""
        told = scope.headers.get("content-length")
        self._length = int(told) if told and told.isascii() and told.isdecimal() else None
        if most is not None and self._length is not None and self._length > most:
            raise _too_long(most)
        self._protocol, self._most, self._size = protocol, most, 0
        self._chunks: AsyncIterator[bytes] | None = None
        # What comes next; it is not cancelled while more is wanted, or bytes were lost.
        self._next: asyncio.Future[bytes | None] | None = None
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - whoever reads it closes it

    async def read(self, pace: Pace) -> bool:
        """Take in what comes; returns whether it is all there now, False where the time was over. May be called again.

        Raises RequestRefused: too long, cut short, unreadable, or no room to keep it.
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
        """What came, at its beginning; whoever calls closes it."""
        self._file.seek(0)
        return self._file

    def drop(self) -> None:
        """Want no more of it."""
        if self._next is not None:
            self._next.cancel()
        self._file.close()

    async def _chunk(self) -> bytes | None:
        """What comes next; None at the end."""
        try:
            if self._chunks is None:
                self._chunks = aiter(self._protocol)
            return await anext(self._chunks)
        except StopAsyncIteration:
            return None
        except (ProtocolClosed, ProtocolError):  # the reader went away, or what was sent is no body (RFC 9112, 7)
            raise RequestRefused(400, "The body of the request could not be read.") from None

    def _keep(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._most is not None and self._size > self._most:
            raise _too_long(self._most)
        try:
            self._file.write(chunk)
        except OSError:
            raise RequestRefused(503, "The server has no room for what was sent. Try again later.", wait=60) from None

    def _end(self) -> bool:
        """The server takes a connection that breaks for the body's end, so that its length is compared with what was told."""
        if self._length is not None and self._size != self._length:
            raise RequestRefused(400, f"The body of the request ended after {self._size:,} of {self._length:,} bytes.")
        return True


def too_slow() -> RequestRefused:
    """The refusal of a body that did not come within its time (RFC 9110, 15.5.9)."""
    return RequestRefused(408, "The body of the request came too slowly.")


def _too_long(most: int) -> RequestRefused:
    return RequestRefused(413, f"What is sent without signing in may have {most:,} bytes; this has more.")
