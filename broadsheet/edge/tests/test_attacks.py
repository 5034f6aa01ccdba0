"""Attacks on the page store by crafted requests, tried on every page that may be stored.

Each test sends the attack to an empty store and to a full one, and then requests the page as another reader.
"""

import re
from urllib.parse import quote

from broadsheet.edge.storable import opted_at

from .asking import HOST
from .content import ADDRESSES, storable_patterns
from .victim import CANARY, every_page


def test_every_view_that_may_be_stored_has_an_address_here():
    assert storable_patterns() == set(ADDRESSES)


# --- headers ---------------------------------------------------------------------------------------
UNKEYED = {
    "x-forwarded-host": f"{CANARY}.example", "x-forwarded-server": f"{CANARY}.example", "x-forwarded-proto": "https",
    "x-forwarded-scheme": CANARY, "x-forwarded-ssl": "on", "x-forwarded-port": "4711", "x-forwarded-for": CANARY,
    "x-forwarded-prefix": f"/{CANARY}", "x-forwarded-path": f"/{CANARY}", "x-host": f"{CANARY}.example",
    "forwarded": f"for={CANARY};host={CANARY}.example;proto=https", "x-original-host": f"{CANARY}.example",
    "x-original-url": f"/{CANARY}/", "x-rewrite-url": f"/{CANARY}/", "x-http-method-override": "POST",
    "x-http-method": "DELETE", "x-method-override": "PUT", "x-script-name": f"/{CANARY}", "script-name": f"/{CANARY}",
    "accept-language": "ar, fr;q=0.9", "user-agent": CANARY, "accept": f"text/{CANARY}", "origin": f"https://{CANARY}.example",
    "referer": f"https://{CANARY}.example/", "sec-gpc": "1", "dnt": "1", "save-data": "on", "authorization": f"Bearer {CANARY}",
    "x-requested-with": "XMLHttpRequest", "cache-control": f"no-cache, {CANARY}", "pragma": "no-cache", "via": CANARY,
    "x-real-ip": CANARY, "cf-connecting-ip": CANARY, "true-client-ip": CANARY, "x-wap-profile": CANARY, "proxy": CANARY,
    "http_host": f"{CANARY}.example", "x_forwarded_host": f"{CANARY}.example", "host_": f"{CANARY}.example",
    "upgrade-insecure-requests": "1", "surrogate-capability": CANARY, "next-router-prefetch": "1", "x-edge-fragment": CANARY,
    "expect": CANARY, "te": "trailers", "upgrade": "h2c", "connection": f"close, {CANARY}", "remote-user": CANARY,
}  # fmt: skip


@every_page
def test_a_header_that_is_not_in_the_key_changes_nothing(victim, name):
    page = victim(name)
    assert page.same_as_plain(page.ask(*UNKEYED.items()))
    assert page.is_unharmed()
    for header in UNKEYED.items():
        assert page.same_as_plain(page.ask(header)), header


HOSTS = {
    "unknown": ({"host": f"{CANARY}.example"}, 421),
    "none": ({"host": None}, 421),
    "empty": ({"host": ""}, 421),
    "trailing dot": ({"host": f"{HOST}."}, 421),
    "an invalid port": ({"host": f"{HOST}:{CANARY}"}, 421),
    "two in one": ({"host": f"{HOST}, {CANARY}.example"}, 421),
    "with a user": ({"host": f"{CANARY}@{HOST}"}, 421),
    "with a path": ({"host": f"{HOST}/{CANARY}"}, 421),
    "a subdomain of the known one": ({"host": f"{CANARY}.{HOST}"}, 421),
    "another in the request line": ({"authority": f"{CANARY}.example"}, 400),
    "another in the request line, and no Host header": ({"host": None, "authority": f"{CANARY}.example"}, 421),
}


@every_page
def test_a_host_that_is_not_literally_in_allowed_hosts_is_refused(victim, name):
    page = victim(name)
    for is_stored in (False, True):
        for options, status in HOSTS.values():
            reply = page.ask(**options)
            assert reply.status == status, options
            assert (reply["connection"], reply["cache-control"]) == ("close", "no-store")
            assert reply.how.startswith("fwd=bypass")
            assert CANARY.encode() not in reply.everything
        for second in (HOST, f"{CANARY}.example"):
            assert page.ask(("host", second)).status == 400
            assert page.ask(("host", second), ("accept-encoding", "gzip")).status == 400
        assert (page.entry is not None) == is_stored
        page.ask()
    assert page.is_unharmed()


@every_page
def test_a_port_or_capitals_in_the_host_lead_to_the_same_page(victim, name):
    page = victim(name)
    page.ask()
    known = set(page.site.store.memory)  # with the fragments that this page is the first to need
    page.forget()
    for host in (f"{HOST}:4711", HOST.upper(), f"{HOST.title()}:80"):
        reply = page.ask(host=host)
        assert page.same_as_plain(reply)
        assert b"4711" not in reply.page or b"4711" in page.fresh
    assert page.same_as_plain(page.ask(host=HOST, authority=HOST))
    assert page.is_unharmed()
    assert set(page.site.store.memory) == known


def test_many_spellings_of_the_host_do_not_keep_the_usual_one_from_the_fast_path(site):
    for port in range(1, 151):
        assert site.ask("/topics/", host=f"{HOST}:{port}").status == 200
    site.ask("/topics/")
    before = site.store.counts.hits
    site.ask("/topics/")
    assert site.store.counts.hits == before + 1


CONFUSING = [
    f"{{path}}{CANARY}.css", f"{{path}};{CANARY}.css", f"{{path}}%2f{CANARY}.css", f"{{path}}%5c{CANARY}", f"{{path}}%00{CANARY}.css",
    f"{{path}}..%2f{CANARY}", f"{{path}}%3f{CANARY}=1", f"{{path}}%0d%0aX-{CANARY}:1", "/{path}", "/.{path}", f"//{CANARY}.example{{path}}",
]  # fmt: skip


@every_page
def test_another_spelling_of_the_path_is_never_stored(victim, name):
    page = victim(name)
    page.ask()
    known = set(page.site.store.memory)
    on_disk = set(page.site.store.disk.keys(build="test"))  # other tests of this site may have stored theirs
    for spelling in CONFUSING:
        target = spelling.format(path=page.path)
        reply = page.ask(target=target)
        assert reply.status in {301, 302, 400, 404}, target
        assert reply.how.startswith("fwd=bypass"), target
        assert not re.match(r"(//|/\\|https?://(?!testserver/))", reply["location"]), target
        assert f"x-{CANARY}" not in dict(reply.headers)
    assert set(page.site.store.memory) == known
    assert page.site.store.disk.keys(build="test")
    assert not any(CANARY in key for key in set(page.site.store.disk.keys(build="test")) - on_disk)
    assert page.is_unharmed()


@every_page
def test_no_path_reaches_a_page_with_a_query_or_a_fragment(victim, name):
    """A question mark or a hash sign in a decoded path is part of the path; it begins neither a query nor a fragment's name."""
    page = victim(name)
    page.ask()
    for parameter in sorted(opted_at(page.path).parameters):
        page.ask(target=f"{page.path}?{parameter}=2")
    others = [stored_name for stored_name in page.site.store.memory if "?" in stored_name or "#" in stored_name]
    for known in others:
        for spelling in (known, known.removeprefix("?"), known.removeprefix("#")):
            target = "/" + quote(spelling.removeprefix(HOST).removeprefix("/"))
            reply = page.ask(target=target)
            assert reply.status in {301, 302, 400, 404}, target
            assert reply.how.startswith("fwd=bypass"), target
    assert page.is_unharmed()


def test_an_encoded_query_in_the_path_does_not_reach_the_second_page_of_a_list(quiet_site):
    for target in ("/archive/?part=2", "/archive/?part=2"):
        quiet_site.ask(target)
    assert quiet_site.ask("/archive/%3Fpart=2").status == 404
    quiet_site.ask("/")
    fragment = next(name for name in quiet_site.store.memory if "footer_pages.html" in name)
    for path in (fragment, fragment.removeprefix("#"), fragment.removeprefix(f"#{HOST}")):
        reply = quiet_site.ask("/" + quote(path.removeprefix("/")))
        assert (reply.status, reply.how.partition(";")[0]) == (404, "fwd=bypass")


# --- method and body -------------------------------------------------------------------------------
@every_page
def test_a_get_or_head_request_with_a_body_is_refused(victim, name):
    page = victim(name)
    for is_stored in (False, True):
        for method in ("GET", "HEAD"):
            for header in (("content-length", "10"), ("transfer-encoding", "chunked")):
                reply = page.ask(header, method=method, body=CANARY.encode())
                assert (reply.status, reply["connection"], reply["cache-control"]) == (400, "close", "no-store")
        assert (page.entry is not None) == is_stored
        page.ask()
    assert page.same_as_plain(page.ask(("content-length", "0")))
    for lengths in (("3", "5"), ("3", "x")):
        assert page.ask(*(("content-length", length) for length in lengths), method="POST").status == 400
    # Granian drops a Content-Length beside a Transfer-Encoding, so the front usually sees the latter alone.
    for headers in ((("content-length", "3"), ("transfer-encoding", "chunked")), (("transfer-encoding", "chunked"),)):
        reply = page.ask(*headers, method="POST", body=b"abc")
        assert (reply.status, reply["connection"], reply["cache-control"]) == (411, "close", "no-store")
    assert page.is_unharmed()


@every_page
def test_only_get_and_head_are_answered_from_the_store(victim, name):
    page = victim(name)
    odd = (("DELETE", "get"), ("POST", "PUT", "PROPFIND", "TRACE", CANARY.upper()))
    for is_stored, methods in zip((False, True), odd, strict=True):
        for method in methods:
            reply = page.ask(("x-probe", CANARY), method=method, body=CANARY.encode())
            assert reply.status in ({200} if method == "get" else {403, 405}), method
            assert reply.how.startswith("fwd=bypass")
            assert CANARY.encode() not in reply.everything
        assert (page.entry is not None) == is_stored
        page.ask()
    for override in ("x-http-method-override", "x-http-method", "x-method-override"):
        assert page.same_as_plain(page.ask((override, "DELETE")))
    head = page.ask(method="HEAD")
    assert (head.status, head.body, head["content-length"]) == (200, b"", str(len(page.fresh)))
    assert page.is_unharmed()


@every_page
def test_a_head_request_stores_the_whole_page(victim, name):
    page = victim(name)
    assert page.ask(method="HEAD").status == 200
    assert page.is_unharmed()


# --- partial and conditional -----------------------------------------------------------------------
@every_page
def test_a_range_request_is_answered_from_the_whole_page(victim, name):
    page = victim(name)
    first = page.ask(("range", "bytes=0-9"), ("accept-encoding", "gzip"))
    size = len(page.fresh)
    assert (first.status, first.body, first["content-encoding"]) == (206, page.fresh[:10], "")
    assert first["content-range"] == f"bytes 0-9/{size}"
    assert page.is_unharmed()
    tag = page.ask()["etag"]
    for wanted, status, body in [
        ("bytes=10-19", 206, page.fresh[10:20]), ("bytes=-5", 206, page.fresh[-5:]), (f"bytes={size - 3}-", 206, page.fresh[-3:]),
        (f"bytes=0-{size * 9}", 206, page.fresh), (f"bytes={size}-", 416, b""), ("bytes=-0", 416, b""),
        ("bytes=0-1,4-5", 200, page.fresh), ("bytes=0-1, -1", 200, page.fresh), ("bytes=9-1", 200, page.fresh), ("lines=0-1", 200, page.fresh),
        (f"bytes={CANARY}", 200, page.fresh), ("bytes=", 200, page.fresh), ("bytes=-", 200, page.fresh), ("bytes=0x0-1", 200, page.fresh),
    ]:  # fmt: skip
        reply = page.ask(("range", wanted))
        assert (reply.status, reply.body) == (status, body), wanted
        assert reply["content-length"] == str(len(body))
        assert reply["content-range"] == (f"bytes */{size}" if status == 416 else reply["content-range"])
    assert page.ask(("range", "bytes=0-9"), ("if-range", tag)).status == 206
    for other in (f"W/{tag}", f'"{CANARY}"', "Sun, 22 Nov 2026 20:00:00 GMT", tag.replace('"', "")):
        assert page.ask(("range", "bytes=0-9"), ("if-range", other)).body == page.fresh
    assert page.is_unharmed()


@every_page
def test_an_empty_answer_is_never_stored(victim, name):
    page = victim(name)
    for headers in (
        [("if-none-match", "*"), ("if-match", f'"{CANARY}"')],
        [
            ("if-modified-since", "Fri, 31 Dec 2100 23:59:59 GMT"),
            ("if-unmodified-since", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ],
        [("if-range", CANARY), ("range", "bytes=0-0")],
    ):
        page.forget()
        assert page.ask(*headers).status in {200, 304}
        assert page.is_unharmed()


# --- denial of service by errors -------------------------------------------------------------------
# `test_failures.py` tests that errors are not stored.
@every_page
def test_headers_that_break_other_servers_change_nothing(victim, name):
    page = victim(name)
    page.forget()
    for headers in (
        [("x-huge", CANARY * 6000)], [(f"x-{number}", CANARY) for number in range(300)], [("x-meta", f"\x07\n\r\x1b{CANARY}")],
        [("accept-encoding", f"\x00{CANARY};q=x")], [("accept-encoding", ",;q=," * 50)], [("content-type", f"\x07{CANARY}")], [("cookie", "a=" + CANARY * 2000)],
        [("cookie", '"' * 500 + CANARY)], [("if-none-match", '"' * 5000)], [("if-modified-since", CANARY)], [("range", "bytes=" + "0-1," * 3000)],
    ):  # fmt: skip
        assert page.same_as_plain(page.ask(*headers)), headers
    assert page.is_unharmed()
