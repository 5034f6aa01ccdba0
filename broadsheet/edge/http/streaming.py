"""Streamed answers: made in one thread of Django's, sent from the event loop."""

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
    """What Django's thread streams, handed to the event loop, which sends it to the reader."""

    def __init__(self, protocol: RsgiProtocol, tell: Callable[[list[tuple[str, str]], int], None]) -> None:
        """`tell` adds to the headers what the front says of an answer with a status."""
        self._protocol, self._tell = protocol, tell
        self._loop = asyncio.get_running_loop()
        self._chunks: asyncio.Queue[StreamStep | None] = asyncio.Queue()
        self._stream: Any = None
        self._is_gone = threading.Event()

    def begin(self, status: int, headers: list[tuple[str, str]]) -> None:
        """In Django's thread: what stands before the first chunk."""
        self._tell(headers, status)
        self._put(partial(self._begin, status, headers))

    def send(self, chunk: bytes) -> bool:
        """In Django's thread: one chunk; returns whether the reader is still there."""
        self._put(lambda: self._stream.send_bytes(chunk))
        return not self._is_gone.is_set()

    def _put(self, step: StreamStep | None) -> None:
        self._loop.call_soon_threadsafe(self._chunks.put_nowait, step)

    async def _begin(self, status: int, headers: list[tuple[str, str]]) -> None:
        self._stream = self._protocol.response_stream(status, headers)

    def end(self) -> None:
        """Nothing more comes."""
        self._chunks.put_nowait(None)

    async def pour(self) -> None:
        """Send what comes, to its end."""
        while (step := await self._chunks.get()) is not None:
            if self._is_gone.is_set():
                continue
            try:
                await step()
            except ProtocolClosed:
                logger.debug("A reader left before the answer was sent whole.")
                self._is_gone.set()
