"""The fair queue: a client that sends many requests waits for its own, and does not delay others."""

import asyncio
from types import SimpleNamespace

import pytest

from broadsheet.edge.http.clients import client_of, neighbourhood_of
from broadsheet.edge.http.fair_queue import AddressCount, FairQueue, QueueFull

from .asking import Headers


@pytest.mark.parametrize(
    ("peer", "address", "network"),
    [
        ("192.0.2.7:50000", "192.0.2.7", "192.0.2.7"),
        ("[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[::ffff:192.0.2.7]:1", "::ffff:192.0.2.7", "192.0.2.7"),
        ("[fe80::1%eth0]:1", "fe80::1%eth0", "fe80::/64"),
        ("[::1]:8000", "::1", "::/64"),
        ("", "", ""),
        ("/run/broadsheet.sock", "", ""),
    ],
)
def test_limits_count_ipv4_addresses_and_64_networks_of_ipv6(peer, address, network):
    assert client_of(SimpleNamespace(client=peer, headers=Headers([]))) == address
    assert neighbourhood_of(address) == network


def test_a_count_refuses_requests_beyond_the_limit_of_an_address_and_of_all():
    count = AddressCount(per_address=2, in_all=3)
    with count.one("a"), count.one("a"):
        with pytest.raises(QueueFull) as own, count.one("a"):
            pass
        assert own.value.is_own
        with count.one("b"):
            with pytest.raises(QueueFull) as all_of_them, count.one("c"):
                pass
            assert not all_of_them.value.is_own
        with count.one("c"):
            pass
    assert count._counts == {}
    assert count._sum == 0


def _turns(**other):
    return FairQueue(**({"per_address": 2, "in_all": 3, "waiting_per_address": 50, "waiting_in_all": 60} | other))


def test_one_address_never_has_all_places_and_others_do_not_wait_behind_its_queue():
    order, under_way = [], []

    async def work(turns, address):
        async with turns.turn(address):
            under_way.append(address)
            assert len(under_way) <= 3
            assert under_way.count(address) <= 2
            await asyncio.sleep(0)
            under_way.remove(address)
            order.append(address)

    async def go():
        turns = _turns()
        crowd = [asyncio.ensure_future(work(turns, "crowd")) for _ in range(40)]
        await asyncio.sleep(0)
        other = asyncio.ensure_future(work(turns, "other"))
        await asyncio.gather(*crowd, other)
        assert turns._own == {}

    asyncio.run(go())
    assert order.index("other") < 6


def test_an_address_with_too_many_waiting_requests_is_refused_and_others_are_not():
    async def go():
        turns, held = _turns(waiting_per_address=3, waiting_in_all=5), asyncio.Event()

        async def hold(address):
            async with turns.turn(address):
                await held.wait()

        waiting = [asyncio.ensure_future(hold("crowd")) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(QueueFull) as own:
            await hold("crowd")
        assert own.value.is_own
        waiting += [asyncio.ensure_future(hold(address)) for address in ("a", "b")]
        await asyncio.sleep(0)
        with pytest.raises(QueueFull) as all_of_them:
            await hold("c")
        assert not all_of_them.value.is_own
        waiting[0].cancel()  # a client that disconnects frees its place
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting.append(asyncio.ensure_future(hold("c")))
        held.set()
        await asyncio.gather(*waiting[1:])
        assert turns._own == {}

    asyncio.run(go())
