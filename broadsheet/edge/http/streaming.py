"""Streamed answers: one of Django's threads makes them, and the event loop sends them."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from granian.rsgi import ProtocolClosed

from .rsgi_protocol import RsgiProtocol

logger = logging.getLogger(__name__)
StreamStep = Callable[[], Awaitable[Any]]


class AnswerStream:
    """Passes the chunks of an answer from Django's thread to the event loop, which sends them to the client."""

    def __init__(self, protocol: RsgiProtocol, tell: Callable[[list[tuple[str, str]], int], None]) -> None:
        """`tell(headers, status)` adds the front's own headers."""
        self._protocol, self._tell = protocol, tell
        self._loop = asyncio.get_running_loop()
        self._chunks: asyncio.Queue[StreamStep | None] = asyncio.Queue()
        self._stream: Any = None
        self._is_gone = threading.Event()

    def begin(self, status: int, headers: list[tuple[str, str]]) -> None:
        """Send the status and headers; called in Django's thread."""
        self._tell(headers, status)
        self._put(partial(self._begin, status, headers))

    def send(self, chunk: bytes) -> bool:
        """Send one chunk; returns whether the client is still connected. Called in Django's thread."""
        self._put(lambda: self._stream.send_bytes(chunk))
        return not self._is_gone.is_set()

    def _put(self, step: StreamStep | None) -> None:
        self._loop.call_soon_threadsafe(self._chunks.put_nowait, step)

    async def _begin(self, status: int, headers: list[tuple[str, str]]) -> None:
        self._stream = self._protocol.response_stream(status, headers)

    def end(self) -> None:
        """Note that there are no more chunks."""
        self._chunks.put_nowait(None)

    async def pour(self) -> None:
        """Send the chunks as they come, until the end."""
        while (step := await self._chunks.get()) is not None:
            if self._is_gone.is_set():
                continue
            try:
                await step()
            except ProtocolClosed:
                logger.debug("A client disconnected before the whole answer was sent.")
                self._is_gone.set()
