"""One render for all who wait: never for longer than two, never an older answer than the request, and nothing spins."""

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
    """Threads that work when the test says so."""

    def __init__(self):
        self.waiting = []
        self._thread = ThreadPoolExecutor(1)

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self.waiting.append((future, lambda: fn(*args, **kwargs)))
        return future

    def take_up(self):
        """One call; its result is handed over by what this gives, which takes the call's value."""
        future, call = self.waiting.pop(0)
        found = self._thread.submit(call).result(20)
        return lambda: future.set_result(found)


def retitle(site, number):
    site.commit("UPDATE wagtailcore_page SET title = ? WHERE slug = 'council-votes'", f"Title number {number}.")


# --- nothing spins ---------------------------------------------------------------------------------
@pytest.mark.timeout(60)
def test_who_comes_between_the_end_of_a_flight_and_its_callback_is_answered(site, monkeypatch):
    """The flight is done, the callback that forgets it has not run, and something has been committed meanwhile."""
    site.ask(PAGE)
    threads = ByHand()
    monkeypatch.setattr(site.front._flights, "_threads", threads)
    asked = []
    ready = site.store.ready

    def counted(*args):
        asked.append(args)
        assert len(asked) < 100, "the event loop spins"
        return ready(*args)

    monkeypatch.setattr(site.store, "ready", counted)

    async def go():
        retitle(site, 1)
        first = asyncio.ensure_future(site.asking(PAGE))
        while not threads.waiting:
            await asyncio.sleep(0)
        land = threads.take_up()
        retitle(site, 2)
        land()  # the loop hears of it, then of the second reader, and only then of what is to be called back
        second = asyncio.ensure_future(site.asking(PAGE))
        while not threads.waiting:
            await asyncio.sleep(0)
        threads.take_up()()
        return await first, await second

    first, second = site.loop.run_until_complete(asyncio.wait_for(go(), 20))
    assert b"Title number 1." in first.page
    assert b"Title number 2." in second.page


# --- one answer for each flight --------------------------------------------------------------------
def test_who_waits_takes_what_any_flight_brings_that_began_after_they_came():
    threads = ByHand()
    flights, brought = SingleFlight(threads), iter("abc")

    def asked():
        return asyncio.ensure_future(flights.take("page", lambda: next(brought), lambda: None))

    async def go():
        early = [asked(), asked()]
        await asyncio.sleep(0)
        early.append(asked())  # the call still waits for a thread
        await asyncio.sleep(0)
        land = threads.take_up()
        late = [asked() for _ in range(20)]
        await asyncio.sleep(0)
        land()
        assert await asyncio.gather(*early) == ["a", "a", "a"]
        while not threads.waiting:
            await asyncio.sleep(0)
        assert len(threads.waiting) == 1, "twenty who wait for the next one begin more than one"
        threads.take_up()()
        assert await asyncio.gather(*late) == ["b"] * 20
        assert not flights._under_way

    asyncio.run(go())


def test_after_a_flight_that_began_too_early_what_is_good_now_needs_no_other():
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


def test_what_a_flight_raises_reaches_all_who_wait_and_the_next_one_begins_anew():
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
        for each in waiting:
            with pytest.raises(OSError, match="canary7f3a"):
                await each
        again = asyncio.ensure_future(flights.take("page", lambda: "made", lambda: None))
        await asyncio.sleep(0)
        threads.take_up()()
        assert await again == "made"

    asyncio.run(go())


class SlowRenders:
    """Each render of a page takes a while, and right after it has read the page's title, that changes."""

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
    site.ask(PAGE)  # its fragments are there
    retitle(site, 0)
    slow = SlowRenders(monkeypatch, site, seconds=0.05)
    replies = site.all_at_once(PAGE, 20)
    assert {reply.status for reply in replies} == {200}
    assert slow.most == 1
    # The page twice, and each time the one fragment that shows the title.
    assert slow.count <= 4, "each reader has a render of their own"


def test_what_comes_while_a_page_changes_all_the_time_is_never_older_than_the_request(site, monkeypatch):
    site.ask(PAGE)
    retitle(site, 0)
    slow = SlowRenders(monkeypatch, site, seconds=0.01)
    stale = []

    async def reader(number):
        await asyncio.sleep(number * 0.003)
        known = slow.committed
        reply = await site.asking(PAGE)
        shown = max(
            (each for each in range(slow.committed + 1) if b"Title number %d." % each in reply.page), default=-1
        )
        if shown < known:
            stale.append((known, shown))

    async def go():
        await asyncio.gather(*(reader(number) for number in range(100)))

    site.loop.run_until_complete(go())
    assert stale == []
    assert slow.most == 1


def test_the_store_gives_what_was_good_at_any_moment_since_it_was_asked(site, monkeypatch):
    """One round is enough, though everything changes while the page is put together."""
    key = site.key(PAGE)
    site.store.page(key)
    retitle(site, 0)
    slow = SlowRenders(monkeypatch, site, seconds=0)
    page = site.store.page(key)
    assert page.how == "rendered"
    assert b"Title number 0." in page.composed.plain()
    assert slow.count <= 2
    monkeypatch.undo()
    assert site.ask(PAGE).page == site.fresh(PAGE).content  # what was given once is not taken for good later


def test_a_store_that_has_no_room_for_the_page_says_so(site, monkeypatch):
    monkeypatch.setattr(site.store.memory, "keep", lambda name, entry: None)
    with pytest.raises(NotStored, match="had to make room"):
        site.store.page(site.key(PAGE))
