"""Flights: one thread renders a page for all requests that wait for it.

Flights and waiting requests are numbered in one sequence. A request takes the result of any flight that began after the
request arrived, because that result cannot be older than the request. A request therefore waits for at most two flights,
the one under way and the next, however often the page changes meanwhile.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Generic, TypeVar

Found = TypeVar("Found")


class Flight(Generic[Found]):
    """One call in a thread. `began` is its number, 0 until a thread has started it."""

    __slots__ = ("began", "landing")

    def __init__(self) -> None:
        self.began = 0
        self.landing: asyncio.Future[Found]


class SingleFlight(Generic[Found]):
    """The flights of one event loop, at most one at a time for each name."""

    def __init__(self, threads: Executor) -> None:
        self._threads = threads
        self._order = itertools.count(1)
        self._under_way: dict[str, Flight[Found]] = {}

    def is_under_way(self, name: str) -> bool:
        """Whether there is a flight to wait for."""
        flight = self._under_way.get(name)
        return flight is not None and not flight.landing.done()

    async def take(self, name: str, fetch: Callable[[], Found], known: Callable[[], Found | None]) -> Found:
        """The result of a call of `fetch` that began after this call; raises what `fetch` raises.

        After a flight that began too early, `known` is called: it returns a result that is good now, or None.
        """
        came = next(self._order)
        while True:
            flight = self._under_way[name] if self.is_under_way(name) else self._start(name, fetch)
            result = await asyncio.shield(flight.landing)
            if flight.began > came:
                return result
            if (other := known()) is not None:
                return other

    def _start(self, name: str, fetch: Callable[[], Found]) -> Flight[Found]:
        flight: Flight[Found] = Flight()

        def fly() -> Found:
            flight.began = next(self._order)
            return fetch()

        flight.landing = asyncio.get_running_loop().run_in_executor(self._threads, fly)
        self._under_way[name] = flight
        flight.landing.add_done_callback(lambda _: self._forget(name, flight))
        return flight

    def _forget(self, name: str, flight: Flight[Found]) -> None:
        if self._under_way.get(name) is flight:
            del self._under_way[name]
