"""Turns: so many at a time, of one address fewer; the others wait. Whoever sends a thousand requests waits for themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager


class QueueFull(Exception):
    """No more may wait. `is_own`: of this address; else of all together."""

    def __init__(self, *, is_own: bool) -> None:
        super().__init__(is_own)
        self.is_own = is_own


class AddressCount:
    """How many things each address has under way; more than may be are refused."""

    def __init__(self, *, each: int, together: int) -> None:
        """`each`: of one address; `together`: of all."""
        self._each, self._together = each, together
        self._counts: dict[str, int] = {}
        self._sum = 0

    @contextmanager
    def one(self, address: str) -> Iterator[None]:
        """One more while the block runs; raises QueueFull."""
        count = self._counts.get(address, 0)
        if count >= self._each or self._sum >= self._together:
            raise QueueFull(is_own=count >= self._each)
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
    """Places that are taken in turn on one event loop."""

    def __init__(
        self,
        *,
        each: int,
        together: int,
        waiting_each: int,
        waiting_together: int,
        patience: float | None = None,
    ) -> None:
        """`each`: places that one address may have; `together`: all places. `waiting_...`: how many may have one or wait for one,
        for `patience` seconds (None: as long as it takes)."""
        self._each, self._places, self._patience = each, asyncio.Semaphore(together), patience
        self._count = AddressCount(each=waiting_each, together=waiting_together)
        self._own: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """A place while the block runs, once it is this address's turn; raises QueueFull.

        An address waits in the common queue with no more than it may have, so that no other waits behind all of its.
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
        own, users = self._own.get(address) or (asyncio.Semaphore(self._each), 0)
        self._own[address] = (own, users + 1)
        try:
            yield own
        finally:
            own, users = self._own.pop(address)
            if users > 1:
                self._own[address] = (own, users - 1)
