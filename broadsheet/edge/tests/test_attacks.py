"""Attacks on the page store by crafted requests, tried on every page that may be stored.

Each test sends the attack to an empty store and to a full one, and then requests the page as another reader.
"""

import re
from types import ModuleType
from urllib.parse import quote

import pytest
from django.http import HttpResponse, QueryDict
from django.urls import clear_url_caches, re_path
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.edge.storable import key_of, opted_at, stored
from broadsheet.stories.models import Article, MovedAddress

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
    count = len(page.site.store.memory)
    for host in (f"{HOST}:4711", HOST.upper(), f"{HOST.title()}:80"):
        reply = page.ask(host=host)
        assert page.same_as_plain(reply)
        assert b"4711" not in reply.page or b"4711" in page.fresh
    assert page.same_as_plain(page.ask(host=HOST, authority=HOST))
    assert page.is_unharmed()
    assert len(page.site.store.memory) <= count + 4  # the page, and fragments that it is the first to need


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


# --- parameters ------------------------------------------------------------------------------------
UNKNOWN = [
    f"utm_source={CANARY}", f"utm_source=1;before={CANARY}", f"utm_source=1;part={CANARY}", f"_method={CANARY}",
    f"callback={CANARY}&callback=x", f"Before={CANARY}", f"before[]={CANARY}", f"before%00={CANARY}", f"%20before={CANARY}",
    f"{CANARY}", f"={CANARY}", f"&&{CANARY}&", f"a=%0d%0aX-{CANARY}:1", f"__proto__={CANARY}", f"fbclid={CANARY}", f"preview={CANARY}",
    f"_lang={CANARY}", "x=" + CANARY * 100,
]  # fmt: skip


@every_page
def test_a_parameter_that_the_view_does_not_name_changes_nothing(victim, name):
    page = victim(name)
    page.ask(target=f"{page.path}?utm_source={CANARY}")
    known = set(page.site.store.memory)
    for query in UNKNOWN:
        assert page.same_as_plain(page.ask(target=f"{page.path}?{query}")), query
    assert set(page.site.store.memory) == known
    assert page.is_unharmed()


@every_page
def test_a_flood_of_parameters_leaves_one_entry(victim, name):
    page = victim(name)
    count = 1000 if name == "front" else 25
    names = {str(page.site.key(f"{page.path}?utm_{number}={number}")) for number in range(1000)}
    assert names == {str(page.site.key(page.path))}
    page.ask()
    known, rendered = set(page.site.store.memory), page.site.store.counts.as_dict()["rendered"]
    for number in range(count):
        assert page.ask(target=f"{page.path}?utm_{number}={CANARY}").status == 200
    assert set(page.site.store.memory) == known
    assert page.site.store.counts.as_dict()["rendered"] == rendered
    assert page.is_unharmed()


@every_page
def test_a_parameter_that_the_view_names_has_its_own_entry(victim, name):
    page = victim(name)
    named = opted_at(page.path).parameters
    for parameter in sorted(named or {"before"}):
        target = f"{page.path}?{parameter}={CANARY}"
        reply = page.ask(target=target)
        assert reply.status in {200, 404}
        if "fwd=bypass" not in reply.how:
            assert reply.page == page.site.fresh(target).content
        too_long = page.ask(target=f"{page.path}?{parameter}={'9' * 300}")
        assert too_long.how.startswith("fwd=bypass") == (parameter in named)
    assert page.is_unharmed()


@pytest.mark.parametrize(
    "odd",
    [
        "//a",
        "/./a",
        "/../a",
        "/a/.",
        "/a/..",
        "/a;b",
        "/a%3bb",
        "/a%5cb",
        "/a%00",
        "/a%0a",
        "/a%7f",
        "/a%3fb",
        "/a%23b",
        "/a%25b",
        "/a%ff",
    ],
)
def test_a_path_that_servers_read_differently_has_no_key_even_if_a_view_answers_it(quiet_site, settings, odd):
    urls = ModuleType("any_path_urls")
    urls.urlpatterns = [re_path(r"^(?s:.*)$", stored()(lambda request: HttpResponse("said")))]
    settings.ROOT_URLCONF = urls
    opted_at.cache_clear()
    clear_url_caches()
    try:
        assert quiet_site.key("/plain/a") is not None
        assert quiet_site.key(odd) is None
        assert quiet_site.ask(odd).how.startswith("fwd=bypass")
    finally:
        opted_at.cache_clear()
        settings.ROOT_URLCONF = "broadsheet.urls"
        clear_url_caches()


OLD = ["p", "page_id", "attachment_id", "cat", "author"]


@pytest.mark.parametrize("name", ["front", "front in Arabic", "section", "story in text only"])
def test_an_old_query_that_leads_nowhere_costs_no_render(victim, name):
    page = victim(name)
    page.ask()
    known, before = set(page.site.store.memory), page.site.store.counts.as_dict()
    for parameter in OLD:
        for value in ("12", "999999", "1" * 18, "9" * 40, "x", "", CANARY):
            assert page.same_as_plain(page.ask(target=f"{page.path}?{parameter}={value}"))
    after = page.site.store.counts.as_dict()
    assert (after["rendered"], after.get("pass")) == (before["rendered"], before.get("pass"))
    assert set(page.site.store.memory) == known
    assert page.is_unharmed()


def test_an_old_query_that_leads_to_a_page_bypasses_the_store(site):
    story = Article.objects.get(slug="council-votes")
    MovedAddress.objects.create(old_path="/?p=12", page=story, made_at=timezone.now())
    MovedAddress.objects.create(old_path="/blog/?page_id=3", page=story, made_at=timezone.now())
    site.ask("/")
    for target in ("/?p=12", "/?utm_source=a&p=12", "/blog/?page_id=3"):
        reply = site.ask(target)
        assert (reply.status, reply["location"]) == (301, "/world/council-votes/"), target
    assert site.ask("/lite/?p=12")["location"] == "/lite/world/council-votes/"
    for target in ("/?p=13", "/?cat=12", "/?p=12x"):
        assert site.ask(target).how == "hit", target


@every_page
def test_a_long_query_costs_no_render(victim, name):
    page = victim(name)
    page.ask()
    known, before = set(page.site.store.memory), page.site.store.counts.as_dict()
    for query in (
        "a" * 2001,
        "a=" + "b" * 60_000,
        "&" * 999,
        "%61" * 20_000,
        f"x={CANARY}&" * 999,
        "before" * 5000,
        f"{'a' * 3000}={CANARY}",
    ):
        assert page.same_as_plain(page.ask(target=f"{page.path}?{query}")), query[:80]
    for query in ("&" * 1000, "a=1&" * 10_000):
        reply = page.ask(target=f"{page.path}?{query}")
        assert (reply.status, reply["connection"]) == (400, "close")
        assert reply.body == b"An address may have at most 1,000 parameters; this one has more.\n"
    after = page.site.store.counts.as_dict()
    assert (after["rendered"], after.get("pass")) == (before["rendered"], before.get("pass"))
    assert set(page.site.store.memory) == known
    assert page.is_unharmed()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["part", "%70art", "pa+rt", "+part", "part%20", "before", "b%65fore", "x", "", "part[]", "PART", "p%61r%74"]),
            st.sampled_from(["=", "", "=="]),
            st.sampled_from(["", "1", "2", "%31", "a+b", "%00", "%ff", "1;2", "é", "%C3%A9", "9" * 199, "9" * 200, "9" * 201, "%39" * 200, "%39" * 201]),
        ),
        max_size=6,
    )
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_the_parameters_of_a_key_are_those_that_django_reads(quiet_site, pairs):
    query = "&".join(f"{name}{between}{value}" for name, between, value in pairs)
    read = QueryDict(query)
    wanted = {name: read[name] for name in ("before", "part") if name in read}
    is_odd = any(not value or len(value) > 200 or "\x00" in value or "\ufffd" in value for value in wanted.values())
    key = key_of(host=HOST, path="/world/", query=query)
    if is_odd:
        assert key is None
    else:
        assert QueryDict(key.query).dict() == wanted


def test_the_last_of_two_values_counts_as_in_django(quiet_site):
    assert quiet_site.key("/topics/?part=1&part=2").query == "part=2"
    assert quiet_site.key("/topics/?part=2;part=1").query == "part=2%3Bpart%3D1"
    assert quiet_site.key("/topics/?part=" + "1" * 201) is None
    assert quiet_site.key("/" + "a" * 1001 + "/") is None


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
