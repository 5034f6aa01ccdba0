"""A queue that is fair to clients.

A limited number of requests run at a time, and fewer of any one address; the others wait. A client that sends a thousand
requests therefore waits for its own requests, and does not hold up other clients.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager


class QueueFull(Exception):
    """The queue has no room. `is_own`: this address has too many requests; otherwise all addresses together have."""

    def __init__(self, *, is_own: bool) -> None:
        super().__init__(is_own)
        self.is_own = is_own


class AddressCount:
    """Counts the requests under way of each address, and refuses those beyond the limits."""

    def __init__(self, *, per_address: int, in_all: int) -> None:
        """`per_address`: the limit for one address; `in_all`: the limit for all."""
        self._per_address, self._in_all = per_address, in_all
        self._counts: dict[str, int] = {}
        self._sum = 0

    @contextmanager
    def one(self, address: str) -> Iterator[None]:
        """Count one more request while the block runs; raises QueueFull."""
        count = self._counts.get(address, 0)
        if count >= self._per_address or self._sum >= self._in_all:
            raise QueueFull(is_own=count >= self._per_address)
        self._counts[address] = count + 1
        self._sum += 1
        try:
            yield
        finally:
            self._sum -= 1
            if self._counts[address] == 1:
                del self._counts[address]
            else:
                self._counts[address] -= 1


class FairQueue:
    """A number of places, which requests on one event loop take in turn."""

    def __init__(
        self,
        *,
        per_address: int,
        in_all: int,
        waiting_per_address: int,
        waiting_in_all: int,
        patience: float | None = None,
    ) -> None:
        """`per_address`: how many places one address may have; `in_all`: the number of places.

        `waiting_per_address`, `waiting_in_all`: how many requests may hold or wait for a place. `patience`: how many seconds
        a request waits for one (None: without limit).
        """
        self._per_address, self._places, self._patience = per_address, asyncio.Semaphore(in_all), patience
        self._count = AddressCount(per_address=waiting_per_address, in_all=waiting_in_all)
        self._own: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """Wait for this address's turn, and hold a place while the block runs; raises QueueFull.

        An address has at most `per_address` requests in the common queue, so that no other address waits behind more of
        them.
        """
        with self._count.one(address), self._own_places(address) as own:
            await self._wait_for(own)
            try:
                yield
            finally:
                self._places.release()
                own.release()

    async def _wait_for(self, own: asyncio.Semaphore) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await own.acquire()
                try:
                    await self._places.acquire()
                except BaseException:
                    own.release()
                    raise
        except TimeoutError:
            raise QueueFull(is_own=own.locked()) from None

    @contextmanager
    def _own_places(self, address: str) -> Iterator[asyncio.Semaphore]:
        own, users = self._own.get(address) or (asyncio.Semaphore(self._per_address), 0)
        self._own[address] = (own, users + 1)
        try:
            yield own
        finally:
            own, users = self._own.pop(address)
            if users > 1:
                self._own[address] = (own, users - 1)
