"""Bodies that arrive slowly, incompletely, or a thousand at a time; and the fair queue for requests of anonymous clients."""

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
    """A site with test views.

    /measure/ answers with the number of bytes in the body, and appends it to `site.measured`. /slow/ waits for `site.go`.
    """
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
    """A body that arrives in chunks, with a pause after each."""

    async def body():
        for chunk in chunks:
            yield chunk
            await asyncio.sleep(pause)

    return body


def post(site, body, *headers, length=None, client="127.0.0.1"):
    """(scope, protocol) of a POST request from an address."""
    declared = [("content-length", str(length))] if length is not None else []
    scope, protocol = Scope("POST", "/measure/", [("host", HOST), *declared, *headers], None), Protocol(body)
    scope.client = f"{client}:50000"
    return scope, protocol


async def until(holds):
    """Wait until the condition `holds`."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.005)


def ask(site, *requests):
    """Send all requests at once; returns their protocols."""

    async def go():
        await asyncio.wait_for(asyncio.gather(*(site.front.__rsgi__(*request) for request in requests)), 30)

    site.loop.run_until_complete(go())
    return [protocol for _, protocol in requests]


@pytest.fixture
def brisk(monkeypatch, measures):
    """Short limits: a body may take 0.2 seconds once it has a place, and one second more for each thousand bytes; that of a
    signed-in user, 0.6 seconds. A body waits 0.125 seconds for a place."""
    monkeypatch.setattr(measures.front._body_turns, "_patience", 0.125)
    monkeypatch.setattr("broadsheet.edge.http.front.AT_ONCE", Pace(start=0.02, rate=1000, longest=0.02))
    monkeypatch.setattr("broadsheet.edge.http.front.STRANGERS", Pace(start=0.2, rate=1000, longest=0.6))
    monkeypatch.setattr("broadsheet.edge.http.front.SIGNED_IN", Pace(start=0.6, rate=1000, longest=float("inf")))


def test_a_body_that_arrives_too_slowly_gets_408_and_reaches_no_view(measures, brisk):
    began = measures.loop.time()
    (protocol,) = ask(measures, post(measures, slowly([b"a"] * 100, 0.05), length=100))
    assert 0.15 < measures.loop.time() - began < 1.5
    assert (protocol.status, dict(protocol.headers)["connection"]) == (408, "close")
    assert protocol.body == b"The body of the request arrived too slowly.\n"
    assert measures.measured == []


def test_a_longer_body_may_take_longer_up_to_a_limit(measures, brisk):
    (steady, endless) = ask(
        measures,
        post(measures, slowly([b"a" * 100] * 5, 0.07), length=500),
        post(measures, slowly([b"a" * 100] * 50, 0.07), length=5000),
    )
    assert (steady.status, steady.body) == (200, b"500")
    assert endless.status == 408


def test_a_signed_in_user_may_send_more_slowly(measures, brisk):
    cookies = ("cookie", both(session_of()))
    (protocol,) = ask(measures, post(measures, slowly([b"a"] * 10, 0.04), cookies, length=10))
    assert (protocol.status, protocol.body) == (200, b"10")
    (protocol,) = ask(measures, post(measures, slowly([b"a"] * 100, 0.04), cookies, length=100))
    assert protocol.status == 408


@pytest.mark.parametrize("headers", [(), ("signed in",)])
@pytest.mark.parametrize("size", [0, 1, 999])
def test_a_body_that_ends_before_its_length_reaches_no_view(measures, headers, size):
    """Granian reports a broken connection as the end of the body; without the check, half a form would be saved."""
    cookies = [("cookie", both(session_of()))] if headers else []
    (protocol,) = ask(measures, post(measures, b"a" * size, *cookies, length=1000))
    assert protocol.status == 400
    assert protocol.body == b"The body of the request ended after %d of 1,000 bytes.\n" % size
    assert measures.measured == []


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_body_that_does_not_fit_on_the_disk_gets_503(measures, monkeypatch, error, settings):
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
    """Bodies hardly wait for a place, and keep it until all other requests were sent, even on a busy machine."""
    monkeypatch.setattr(measures.front._body_turns, "_patience", 0.001)
    monkeypatch.setattr("broadsheet.edge.http.front.STRANGERS", Pace(start=1.5, rate=1000, longest=1.5))


def test_slow_bodies_of_one_address_keep_no_other_client_out(measures, patient_with_bodies_alone):
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


def test_a_slow_body_that_waits_for_its_turn_loses_no_bytes(measures, brisk):
    crowd = [post(measures, slowly([b"a"] * 3, 0.03), length=3, client="192.0.2.1") for _ in range(24)]
    answered = ask(measures, *crowd)
    assert {(protocol.status, protocol.body) for protocol in answered} == {(200, b"3")}
    assert measures.measured == [3] * 24


def test_slow_bodies_of_all_addresses_together_are_limited(measures, patient_with_bodies_alone):
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
    """(scope, protocol) of a GET request from an address."""
    scope, protocol = Scope("GET", target, [("host", HOST), *headers], None), Protocol(b"")
    scope.client = f"{client}:50000"
    return scope, protocol


def test_a_thousand_slow_requests_of_one_address_delay_no_other_client(measures):
    """Django gets three requests of one address at a time, and four of all anonymous clients. The others wait, and those beyond
    the limit are refused."""

    async def go():
        crowd = [get("/slow/") for _ in range(1000)]
        running = [asyncio.ensure_future(measures.front.__rsgi__(*request)) for request in crowd]
        await until(lambda: len(measures.under_way) == 3)
        for scope, protocol in (
            get("/quick/", client="192.0.2.2"), get("/quick/", ("cookie", both(session_of_editor))), get("/page/"),
        ):  # fmt: skip
            await asyncio.wait_for(measures.front.__rsgi__(scope, protocol), 10)
            assert protocol.status == 200
        measures.go.set()
        await asyncio.gather(*running)
        return [protocol.status for _, protocol in crowd]

    session_of_editor = session_of()
    statuses = measures.loop.run_until_complete(go())
    assert max(measures.most) == 3
    assert statuses.count(200) == 256
    assert statuses.count(429) == 744


def test_renders_for_one_address_leave_a_thread_for_other_clients(measures):
    async def go():
        crowd = [get(f"/pages/{number}/") for number in range(100)]
        running = [asyncio.ensure_future(measures.front.__rsgi__(*request)) for request in crowd]
        await until(lambda: len(measures.under_way) == 2)
        other = get("/page/", client="192.0.2.2")
        await asyncio.wait_for(measures.front.__rsgi__(*other), 10)
        measures.go.set()
        await asyncio.gather(*running)
        return other[1].status, {protocol.status for _, protocol in crowd}

    assert measures.loop.run_until_complete(go()) == (200, {200})
    assert max(measures.most) == 2


def test_a_request_that_waits_for_a_running_render_takes_no_place(measures):
    """A whole town may share one address, and all of it may wait for the same page."""

    async def go():
        crowd = [get("/pages/7/") for _ in range(600)]
        running = [asyncio.ensure_future(measures.front.__rsgi__(*request)) for request in crowd]
        await until(lambda: measures.under_way)
        measures.go.set()
        await asyncio.gather(*running)
        return [protocol.status for _, protocol in crowd]

    assert measures.loop.run_until_complete(go()) == [200] * 600
    assert len(measures.most) <= 3


def test_requests_of_one_address_for_the_same_page_share_a_place(measures):
    async def go():
        crowd = [get(f"/pages/{number}/") for number in range(2)] + [get("/pages/7/") for _ in range(600)]
        running = [asyncio.ensure_future(measures.front.__rsgi__(*request)) for request in crowd]
        await until(lambda: len(measures.under_way) == 2)
        assert len(measures.most) == 3  # the first entry, and the two whose turn it is
        measures.go.set()
        await asyncio.gather(*running)
        assert not measures.front._waiting
        return [protocol.status for _, protocol in crowd]

    assert measures.loop.run_until_complete(go()) == [200] * 602
    assert len(measures.most) == 4, "the crowd caused more than one render"


def test_stored_pages_are_answered_however_many_requests_wait(measures):
    (first,) = ask(measures, get("/page/"))
    assert first.status == 200

    async def go():
        running = [asyncio.ensure_future(measures.front.__rsgi__(*get("/slow/"))) for _ in range(300)]
        await asyncio.sleep(0)
        plain, with_query = get("/page/"), get("/page/?utm_source=mail")
        for request in (plain, with_query):
            await asyncio.wait_for(measures.front.__rsgi__(*request), 5)
        measures.go.set()
        await asyncio.gather(*running)
        return plain[1], with_query[1]

    for protocol in measures.loop.run_until_complete(go()):
        assert (protocol.status, dict(protocol.headers)["cache-status"]) == (200, "broadsheet; hit")
