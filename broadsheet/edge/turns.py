"""Turns: so many at a time, of one address fewer; the others wait. Whoever sends a thousand requests waits for themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager


class TooMany(Exception):
    """No more may wait. `is_own`: of this address; else of all together."""

    def __init__(self, *, is_own: bool) -> None:
        super().__init__(is_own)
        self.is_own = is_own


class Count:
    """How many things each address has under way; more than may be are refused."""

    def __init__(self, *, each: int, together: int) -> None:
        """`each`: of one address; `together`: of all."""
        self._each, self._together = each, together
        self._counts: dict[str, int] = {}
        self._sum = 0

    def is_full_of(self, address: str) -> bool:
        """Whether this address has as many as it may have."""
        return self._counts.get(address, 0) >= self._each

    def has_room(self, address: str) -> bool:
        """Whether there may be one more of this address."""
        return self._sum < self._together and not self.is_full_of(address)

    @contextmanager
    def one(self, address: str) -> Iterator[None]:
        """One more while the block runs; raises TooMany."""
        if not self.has_room(address):
            raise TooMany(is_own=self.is_full_of(address))
        self._counts[address] = self._counts.get(address, 0) + 1
        self._sum += 1
        try:
            yield
        finally:
            self._sum -= 1
            if self._counts[address] == 1:
                del self._counts[address]
            else:
                self._counts[address] -= 1


class Turns:
    """Places that are taken in turn on one event loop."""

    def __init__(self, *, each: int, together: int, waiting_each: int, waiting_together: int) -> None:
        """`each`: places that one address may have; `together`: all places. The others: how many may wait for them."""
        self._each, self._places = each, asyncio.Semaphore(together)
        self._count = Count(each=waiting_each, together=waiting_together)
        self._own: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """A place while the block runs, once it is this address's turn; raises TooMany.

        An address waits in the common queue with no more than it may have, so that no other waits behind all of its.
        """
        with self._count.one(address), self._own_places(address) as own:
            async with own, self._places:
                yield

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
