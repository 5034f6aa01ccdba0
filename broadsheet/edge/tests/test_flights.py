"""Requests for one page share a render: they wait for at most two, get no answer older than themselves, and never spin."""

import asyncio
import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest

from broadsheet.edge.rendering.renderer import NotStored
from broadsheet.edge.store.single_flight import SingleFlight

PAGE = "/world/council-votes/"
NAME = f"testserver{PAGE}"


class ByHand(Executor):
    """An executor that runs a call when the test says so."""

    def __init__(self):
        self.waiting = []
        self._thread = ThreadPoolExecutor(1)

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self.waiting.append((future, lambda: fn(*args, **kwargs)))
        return future

    def take_up(self):
        """Run the next call; returns a function that delivers its result."""
        future, call = self.waiting.pop(0)
        result = self._thread.submit(call).result(20)
        return lambda: future.set_result(result)


def retitle(site, number):
    site.commit("UPDATE wagtailcore_page SET title = ? WHERE slug = 'council-votes'", f"Title number {number}.")


# --- nothing spins ---------------------------------------------------------------------------------
@pytest.mark.timeout(60)
def test_a_request_between_the_end_of_a_flight_and_its_callback_is_answered(site, monkeypatch):
    """The flight is done, the callback that removes it has not run, and something has been committed meanwhile."""
    site.ask(PAGE)
    threads = ByHand()
    monkeypatch.setattr(site.front._flights, "_threads", threads)
    calls = []
    ready = site.store.ready

    def counted(*args):
        calls.append(args)
        assert len(calls) < 100, "the event loop spins"
        return ready(*args)

    monkeypatch.setattr(site.store, "ready", counted)

    async def go():
        retitle(site, 1)
        first = asyncio.ensure_future(site.asking(PAGE))
        while not threads.waiting:
            await asyncio.sleep(0)
        land = threads.take_up()
        retitle(site, 2)
        land()  # the loop sees the result, then the second reader, and only then the callback
        second = asyncio.ensure_future(site.asking(PAGE))
        while not threads.waiting:
            await asyncio.sleep(0)
        threads.take_up()()
        return await first, await second

    first, second = site.loop.run_until_complete(asyncio.wait_for(go(), 20))
    assert b"Title number 1." in first.page
    assert b"Title number 2." in second.page


# --- one answer for each flight --------------------------------------------------------------------
def test_a_request_takes_the_result_of_any_flight_that_began_after_it():
    threads = ByHand()
    flights, results = SingleFlight(threads), iter("abc")

    def request():
        return asyncio.ensure_future(flights.take("page", lambda: next(results), lambda: None))

    async def go():
        early = [request(), request()]
        await asyncio.sleep(0)
        early.append(request())  # the call still waits for a thread
        await asyncio.sleep(0)
        land = threads.take_up()
        late = [request() for _ in range(20)]
        await asyncio.sleep(0)
        land()
        assert await asyncio.gather(*early) == ["a", "a", "a"]
        while not threads.waiting:
            await asyncio.sleep(0)
        assert len(threads.waiting) == 1, "twenty requests that wait for the next flight began more than one"
        threads.take_up()()
        assert await asyncio.gather(*late) == ["b"] * 20
        assert not flights._under_way

    asyncio.run(go())


def test_after_a_flight_that_began_too_early_a_good_page_needs_no_other_flight():
    threads = ByHand()
    flights = SingleFlight(threads)

    async def go():
        first = asyncio.ensure_future(flights.take("page", lambda: "made", lambda: None))
        await asyncio.sleep(0)
        land = threads.take_up()
        late = asyncio.ensure_future(flights.take("page", lambda: "made again", lambda: "still good"))
        await asyncio.sleep(0)
        land()
        assert await asyncio.gather(first, late) == ["made", "still good"]
        assert not threads.waiting

    asyncio.run(go())


def test_an_exception_of_a_flight_reaches_all_that_wait_and_the_next_one_starts_afresh():
    threads = ByHand()
    flights = SingleFlight(threads)

    def fail():
        raise OSError("canary7f3a")

    async def go():
        waiting = [asyncio.ensure_future(flights.take("page", fail, lambda: None)) for _ in range(3)]
        await asyncio.sleep(0)
        future, call = threads.waiting.pop()
        with pytest.raises(OSError, match="canary7f3a") as error:
            call()
        future.set_exception(error.value)
        for request in waiting:
            with pytest.raises(OSError, match="canary7f3a"):
                await request
        again = asyncio.ensure_future(flights.take("page", lambda: "made", lambda: None))
        await asyncio.sleep(0)
        threads.take_up()()
        assert await again == "made"

    asyncio.run(go())


class SlowRenders:
    """Makes each render take a while, and changes the page's title as soon as the render has read it."""

    def __init__(self, monkeypatch, site, seconds):
        self.under_way = self.most = self.count = self.committed = 0
        real, lock = site.store.renderer._answer, threading.Lock()

        def answer(request):
            with lock:
                self.under_way += 1
                self.count += 1
                self.most = max(self.most, self.under_way)
            try:
                response = real(request)
                self.committed += 1
                retitle(site, self.committed)
                time.sleep(seconds)
                return response
            finally:
                with lock:
                    self.under_way -= 1

        monkeypatch.setattr(site.store.renderer, "_answer", answer)


def test_while_a_page_changes_faster_than_it_renders_twenty_readers_cost_two_renders(site, monkeypatch):
    site.ask(PAGE)  # so that its fragments are stored
    retitle(site, 0)
    slow = SlowRenders(monkeypatch, site, seconds=0.05)
    replies = site.all_at_once(PAGE, 20)
    assert {reply.status for reply in replies} == {200}
    assert slow.most == 1
    # The page is rendered twice, and each time the one fragment that shows the title.
    assert slow.count <= 4, "each reader caused a render"


def test_answers_are_never_older_than_the_request_while_a_page_keeps_changing(site, monkeypatch):
    site.ask(PAGE)
    retitle(site, 0)
    slow = SlowRenders(monkeypatch, site, seconds=0.01)
    stale = []

    async def reader(number):
        await asyncio.sleep(number * 0.003)
        known = slow.committed
        reply = await site.asking(PAGE)
        numbers = range(slow.committed + 1)
        shown = max((title for title in numbers if b"Title number %d." % title in reply.page), default=-1)
        if shown < known:
            stale.append((known, shown))

    async def go():
        await asyncio.gather(*(reader(number) for number in range(100)))

    site.loop.run_until_complete(go())
    assert stale == []
    assert slow.most == 1


def test_a_page_that_was_good_at_any_moment_since_the_request_may_be_sent(site, monkeypatch):
    """One round is enough, although everything changes while the page is composed."""
    key = site.key(PAGE)
    site.store.page(key)
    retitle(site, 0)
    slow = SlowRenders(monkeypatch, site, seconds=0)
    page = site.store.page(key)
    assert page.how == "rendered"
    assert b"Title number 0." in page.composed.plain()
    assert slow.count <= 2
    monkeypatch.undo()
    assert site.ask(PAGE).page == site.fresh(PAGE).content  # the page that was sent once does not count as good later


def test_a_page_for_which_memory_has_no_room_is_not_stored(site, monkeypatch):
    monkeypatch.setattr(site.store.memory, "keep", lambda name, entry: None)
    with pytest.raises(NotStored, match="pushed out of memory"):
        site.store.page(site.key(PAGE))
