"""The client's address, with and without proxies."""

import re
from urllib.parse import urlencode

import pytest

from broadsheet.edge.http.clients import address_behind

READER, PROXY = "203.0.113.7", "127.0.0.1"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (READER, "", READER),
        (READER, "198.51.100.1", READER),  # made up by the client
        (PROXY, "", PROXY),
        (PROXY, READER, READER),
        (PROXY, f"198.51.100.1, {READER}", READER),  # the left part is made up by the client
        (PROXY, f"{READER}, 10.1.2.3", READER),  # a second trusted proxy
        (PROXY, "10.1.2.3", "10.1.2.3"),
        (PROXY, "2001:db8::7", "2001:db8::7"),
        (PROXY, "[2001:db8::7]", "2001:db8::7"),
        (PROXY, "nonsense", PROXY),
        (PROXY, f"nonsense, {READER}", READER),
        (PROXY, f"{READER}, nonsense", PROXY),
    ],
)
def test_x_forwarded_for_counts_only_from_a_trusted_proxy(settings, peer, forwarded, client):
    settings.EDGE = settings.EDGE | {"trusted_proxies": ("127.0.0.1", "10.0.0.0/8")}
    assert address_behind(peer, forwarded) == client


FORWARDED = ("x-forwarded-for", READER)


def test_health_and_metrics_answer_for_any_host_but_pages_only_for_their_own(site):
    assert site.ask("/health/", host="127.0.0.1:8000").status == 200
    assert site.ask("/metrics", host="127.0.0.1:8000").status == 200
    assert site.ask("/world/", host="127.0.0.2:8000").status == 421


@pytest.mark.parametrize("header", [FORWARDED, ("x-forwarded-proto", "https"), ("x-forwarded-host", "paper.example")])
def test_metrics_are_not_available_through_a_proxy(site, header):
    assert site.ask("/metrics", header).status == 404


def test_wrong_passwords_from_one_address_do_not_lock_out_others_behind_the_proxy(site):
    """Eight wrong passwords lock the name for the address that they came from, not for all clients behind the proxy."""
    login = "/admin/login/"

    def tried_from(address):
        page = site.ask(login, ("x-forwarded-for", address))
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body.decode())[1]
        cookie = re.search(r"csrftoken=([^;]+)", page["set-cookie"])[1]
        form = urlencode({"username": "ana", "password": "wrong", "csrfmiddlewaretoken": token}).encode()
        return site.ask(
            login, ("x-forwarded-for", address), ("cookie", f"csrftoken={cookie}"), ("content-length", str(len(form))),
            ("content-type", "application/x-www-form-urlencoded"), ("origin", "http://testserver"), method="POST", body=form,
        ).status  # fmt: skip

    tries = [tried_from("198.51.100.9") for _ in range(10)]
    assert tries[0] == 200
    assert tries[-1] == 429
    assert tried_from(READER) == 200
