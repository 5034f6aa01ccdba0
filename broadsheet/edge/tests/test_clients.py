"""Who asks, behind proxies and without."""

import re
from urllib.parse import urlencode

import pytest

from broadsheet.edge.http.clients import address_behind

READER, PROXY = "203.0.113.7", "127.0.0.1"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (READER, "", READER),
        (READER, "198.51.100.1", READER),  # a stranger who makes something up
        (PROXY, "", PROXY),
        (PROXY, READER, READER),
        (PROXY, f"198.51.100.1, {READER}", READER),  # made up to the left of what the proxy appended
        (PROXY, f"{READER}, 10.1.2.3", READER),  # a second proxy of the paper's
        (PROXY, "10.1.2.3", "10.1.2.3"),
        (PROXY, "2001:db8::7", "2001:db8::7"),
        (PROXY, "[2001:db8::7]", "2001:db8::7"),
        (PROXY, "nonsense", PROXY),
        (PROXY, f"nonsense, {READER}", READER),
        (PROXY, f"{READER}, nonsense", PROXY),
    ],
)
def test_a_trusted_proxy_is_believed_and_nobody_else(settings, peer, forwarded, client):
    settings.EDGE = settings.EDGE | {"trusted_proxies": ("127.0.0.1", "10.0.0.0/8")}
    assert address_behind(peer, forwarded) == client


FORWARDED = ("x-forwarded-for", READER)


def test_monitors_ask_the_machine_by_its_number_and_pages_still_answer_to_their_own_hosts(site):
    assert site.ask("/health/", host="127.0.0.1:8000").status == 200
    assert site.ask("/metrics", host="127.0.0.1:8000").status == 200
    assert site.ask("/world/", host="127.0.0.2:8000").status == 421


@pytest.mark.parametrize("header", [FORWARDED, ("x-forwarded-proto", "https"), ("x-forwarded-host", "paper.example")])
def test_the_figures_are_not_given_out_through_a_proxy(site, header):
    assert site.ask("/metrics", header).status == 404


def test_whoever_tries_passwords_through_the_proxy_keeps_no_colleague_out(site):
    """Eight wrong passwords lock the name for the reader's address that tried them, not for all behind the proxy."""
    login = "/admin/login/"

    def tried_from(address):
        page = site.ask(login, ("x-forwarded-for", address))
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body.decode())[1]
        cookie = re.search(r"csrftoken=([^;]+)", page["set-cookie"])[1]
        sent = urlencode({"username": "ana", "password": "wrong", "csrfmiddlewaretoken": token}).encode()
        return site.ask(
            login, ("x-forwarded-for", address), ("cookie", f"csrftoken={cookie}"), ("content-length", str(len(sent))),
            ("content-type", "application/x-www-form-urlencoded"), ("origin", "http://testserver"), method="POST", body=sent,
        ).status  # fmt: skip

    tries = [tried_from("198.51.100.9") for _ in range(10)]
    assert tries[0] == 200
    assert tries[-1] == 429
    assert tried_from(READER) == 200
