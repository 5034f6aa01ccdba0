"""Bodies that come slowly, do not come whole, or come a thousand at a time; and the work of strangers, which they wait for in turn."""

import asyncio
import errno
import tempfile
import threading
from collections import Counter
from types import ModuleType

import pytest
from django.http import HttpResponse
from django.urls import clear_url_caches, path
from django.views.decorators.csrf import csrf_exempt

from broadsheet.edge.http import bodies
from broadsheet.edge.http.bodies import Pace
from broadsheet.edge.storable import opted_at, stored

from .asking import HOST, Protocol, Scope
from .people import both, session_of

PAGE = "/world/council-votes/"


@pytest.fixture
def measures(site, settings):
    """/measure/ says how many bytes were sent; what it was asked for is in `site.measured`. /slow/ waits for `site.go`."""
    site.measured, site.go, site.under_way, site.most = [], threading.Event(), [], [0]

    @csrf_exempt
    def measure(request):
        site.measured.append(len(request.body))
        return HttpResponse(f"{len(request.body)}")

    def slow(request):
        site.under_way.append(1)
        site.most.append(len(site.under_way))
        assert site.go.wait(20)
        site.under_way.pop()
        return HttpResponse("slow")

    def other(request, number):
        return slow(request)

    urls = ModuleType("measuring_urls")
    urls.urlpatterns = [
        path("measure/", measure), path("slow/", slow), path("quick/", lambda request: HttpResponse("quick")),
        path("pages/<int:number>/", stored()(other)), path("page/", stored()(lambda request: HttpResponse("page"))),
    ]  # fmt: skip
    settings.ROOT_URLCONF = urls
    opted_at.cache_clear()
    clear_url_caches()
    yield site
    opted_at.cache_clear()
    clear_url_caches()


def slowly(chunks, pause):
    """A body of which a piece comes now and then."""

    async def body():
        for chunk in chunks:
            yield chunk
            await asyncio.sleep(pause)

    return body


def post(site, body, *headers, length=None, client="127.0.0.1"):
    """(what was answered, a protocol) for a POST from an address."""
    told = [("content-length", str(length))] if length is not None else []
    scope, protocol = Scope("POST", "/measure/", [("host", HOST), *told, *headers], None), Protocol(body)
    scope.client = f"{client}:50000"
    return scope, protocol


async def until(holds):
    """Wait until the threads have come so far."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.005)


def ask(site, *questions):
    """Send all of them at once; returns their protocols."""

    async def go():
        await asyncio.wait_for(asyncio.gather(*(site.front.__rsgi__(*each) for each in questions)), 30)

    site.loop.run_until_complete(go())
    return [protocol for _, protocol in questions]


@pytest.fixture
def brisk(monkeypatch, measures):
    """Bodies have a fifth of a second once it is their turn, and one more for each thousand bytes; of people with a session, three
    times that. They wait for their turn for an eighth of one."""
    monkeypatch.setattr(measures.front._body_turns, "_patience", 0.125)
    monkeypatch.setattr("broadsheet.edge.http.front.AT_ONCE", Pace(start=0.02, rate=1000, longest=0.02))
    monkeypatch.setattr("broadsheet.edge.http.front.STRANGERS", Pace(start=0.2, rate=1000, longest=0.6))
    monkeypatch.setattr("broadsheet.edge.http.front.SIGNED_IN", Pace(start=0.6, rate=1000, longest=float("inf")))


def test_a_body_that_comes_too_slowly_ends_with_408_and_reaches_no_view(measures, brisk):
    began = measures.loop.time()
    (protocol,) = ask(measures, post(measures, slowly([b"a"] * 100, 0.05), length=100))
    assert 0.15 < measures.loop.time() - began < 1.5
    assert (protocol.status, dict(protocol.headers)["connection"]) == (408, "close")
    assert protocol.body == b"The body of the request came too slowly.\n"
    assert measures.measured == []


def test_who_sends_more_has_longer_to_an_end(measures, brisk):
    (steady, endless) = ask(
        measures,
        post(measures, slowly([b"a" * 100] * 5, 0.07), length=500),
        post(measures, slowly([b"a" * 100] * 50, 0.07), length=5000),
    )
    assert (steady.status, steady.body) == (200, b"500")
    assert endless.status == 408


def test_a_signed_in_person_may_be_slower(measures, brisk):
    cookies = ("cookie", both(session_of()))
    (protocol,) = ask(measures, post(measures, slowly([b"a"] * 10, 0.04), cookies, length=10))
    assert (protocol.status, protocol.body) == (200, b"10")
    (protocol,) = ask(measures, post(measures, slowly([b"a"] * 100, 0.04), cookies, length=100))
    assert protocol.status == 408


@pytest.mark.parametrize("headers", [(), ("signed in",)])
@pytest.mark.parametrize("size", [0, 1, 999])
def test_a_body_that_ends_before_its_length_reaches_no_view(measures, headers, size):
    """The server takes a connection that breaks for the end of the body: half a form would be saved."""
    cookies = [("cookie", both(session_of()))] if headers else []
    (protocol,) = ask(measures, post(measures, b"a" * size, *cookies, length=1000))
    assert protocol.status == 400
    assert protocol.body == b"The body of the request ended after %d of 1,000 bytes.\n" % size
    assert measures.measured == []


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_body_that_finds_no_room_is_refused_with_a_sentence(measures, monkeypatch, error, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10**6

    class Full(tempfile.SpooledTemporaryFile):
        def rollover(self):
            raise OSError(error, "canary7f3a")

    monkeypatch.setattr(bodies.tempfile, "SpooledTemporaryFile", Full)
    (small, large) = ask(measures, post(measures, b"a" * 1000), post(measures, b"a" * 200_000))
    assert small.status == 200
    assert (large.status, dict(large.headers)["retry-after"]) == (503, "60")
    assert b"canary" not in large.body


@pytest.fixture
def patient_with_bodies_alone(measures, brisk, monkeypatch):
    """Nobody waits for a turn, and whoever has one keeps it until all others have asked, on a busy machine too."""
    monkeypatch.setattr(measures.front._body_turns, "_patience", 0.001)
    monkeypatch.setattr("broadsheet.edge.http.front.STRANGERS", Pace(start=1.5, rate=1000, longest=1.5))


def test_bodies_of_one_address_that_come_slowly_keep_nobody_else_out(measures, patient_with_bodies_alone):
    crowd = [post(measures, slowly([b"a"] * 100, 0.05), length=100, client="192.0.2.1") for _ in range(50)]
    signed_in = post(measures, b"word", ("cookie", both(session_of())), length=4, client="192.0.2.1")
    neighbour = post(measures, b"word", length=4, client="192.0.2.1")
    answered = ask(measures, *crowd, signed_in, neighbour)
    assert Counter(protocol.status for protocol in answered[:50]) == {408: 16, 429: 34}
    refused = next(protocol for protocol in answered if protocol.status == 429)
    assert dict(refused.headers)["retry-after"] == "5"
    assert dict(refused.headers)["connection"] == "close"
    assert [protocol.status for protocol in answered[50:]] == [200, 200]
    again = ask(measures, post(measures, b"word", length=4, client="192.0.2.1"))
    assert again[0].status == 200


def test_a_slow_body_waits_for_its_turn_and_loses_nothing_of_what_came_before(measures, brisk):
    crowd = [post(measures, slowly([b"a"] * 3, 0.03), length=3, client="192.0.2.1") for _ in range(24)]
    answered = ask(measures, *crowd)
    assert {(protocol.status, protocol.body) for protocol in answered} == {(200, b"3")}
    assert measures.measured == [3] * 24


def test_bodies_of_many_addresses_are_bounded_together(measures, patient_with_bodies_alone):
    crowd = [
        post(measures, slowly([b"a"] * 100, 0.05), length=100, client=f"192.0.2.{number}") for number in range(250)
    ]
    crowd += [
        post(measures, slowly([b"a"] * 100, 0.05), length=100, client=f"198.51.100.{number}") for number in range(50)
    ]
    editor = post(measures, b"word", ("cookie", both(session_of())), length=4, client="192.0.2.1")
    answered = ask(measures, *crowd, editor)
    assert Counter(protocol.status for protocol in answered[:-1]) == {408: 256, 503: 44}
    assert answered[-1].status == 200


def get(target, *headers, client="192.0.2.1"):
    """A GET from an address."""
    scope, protocol = Scope("GET", target, [("host", HOST), *headers], None), Protocol(b"")
    scope.client = f"{client}:50000"
    return scope, protocol


def test_a_thousand_slow_questions_of_one_address_keep_nobody_else_waiting(measures):
    """All that goes to Django: of one address three at a time, of strangers four; the others wait, and too many are refused."""

    async def go():
        crowd = [get("/slow/") for _ in range(1000)]
        running = [asyncio.ensure_future(measures.front.__rsgi__(*each)) for each in crowd]
        await until(lambda: len(measures.under_way) == 3)
        for each in (
            get("/quick/", client="192.0.2.2"), get("/quick/", ("cookie", both(session_of_editor))), get("/page/"),
        ):  # fmt: skip
            await asyncio.wait_for(measures.front.__rsgi__(*each), 10)
            assert each[1].status == 200
        measures.go.set()
        await asyncio.gather(*running)
        return [protocol.status for _, protocol in crowd]

    session_of_editor = session_of()
    statuses = measures.loop.run_until_complete(go())
    assert max(measures.most) == 3
    assert statuses.count(200) == 256
    assert statuses.count(429) == 744


def test_pages_that_one_address_asks_for_first_leave_a_thread_for_those_of_others(measures):
    async def go():
        crowd = [get(f"/pages/{number}/") for number in range(100)]
        running = [asyncio.ensure_future(measures.front.__rsgi__(*each)) for each in crowd]
        await until(lambda: len(measures.under_way) == 2)
        other = get("/page/", client="192.0.2.2")
        await asyncio.wait_for(measures.front.__rsgi__(*other), 10)
        measures.go.set()
        await asyncio.gather(*running)
        return other[1].status, {protocol.status for _, protocol in crowd}

    assert measures.loop.run_until_complete(go()) == (200, {200})
    assert max(measures.most) == 2


def test_who_waits_for_a_page_that_is_being_rendered_takes_no_turn(measures):
    """Behind one address there may be a town: all of it may wait for the same page."""

    async def go():
        crowd = [get("/pages/7/") for _ in range(600)]
        running = [asyncio.ensure_future(measures.front.__rsgi__(*each)) for each in crowd]
        await until(lambda: measures.under_way)
        measures.go.set()
        await asyncio.gather(*running)
        return [protocol.status for _, protocol in crowd]

    assert measures.loop.run_until_complete(go()) == [200] * 600
    assert len(measures.most) <= 3


def test_all_of_an_address_who_wait_for_the_same_page_wait_as_one(measures):
    async def go():
        crowd = [get(f"/pages/{number}/") for number in range(2)] + [get("/pages/7/") for _ in range(600)]
        running = [asyncio.ensure_future(measures.front.__rsgi__(*each)) for each in crowd]
        await until(lambda: len(measures.under_way) == 2)
        assert len(measures.most) == 3  # the first entry, and the two whose turn it is
        measures.go.set()
        await asyncio.gather(*running)
        assert not measures.front._waiting
        return [protocol.status for _, protocol in crowd]

    assert measures.loop.run_until_complete(go()) == [200] * 602
    assert len(measures.most) == 4, "the crowd caused more than one render"


def test_what_is_stored_is_answered_however_many_wait(measures):
    (first,) = ask(measures, get("/page/"))
    assert first.status == 200

    async def go():
        running = [asyncio.ensure_future(measures.front.__rsgi__(*get("/slow/"))) for _ in range(300)]
        await asyncio.sleep(0)
        plain, with_query = get("/page/"), get("/page/?utm_source=mail")
        for each in (plain, with_query):
            await asyncio.wait_for(measures.front.__rsgi__(*each), 5)
        measures.go.set()
        await asyncio.gather(*running)
        return plain[1], with_query[1]

    for protocol in measures.loop.run_until_complete(go()):
        assert (protocol.status, dict(protocol.headers)["cache-status"]) == (200, "broadsheet; hit")
