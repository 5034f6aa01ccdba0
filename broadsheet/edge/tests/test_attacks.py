"""The page store's attack table (docs: what each row promises), tried on every page that may be stored.

Each test sends the attack to an empty store and to a full one, then asks as another reader.
"""

import re
import threading
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import Signer
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import clear_url_caches, path, re_path
from django.utils import timezone

from broadsheet.desk.actions.end_preview_link import end_preview_link
from broadsheet.desk.actions.make_preview_link import make_preview_link
from broadsheet.desk.preview_link_token import address_of
from broadsheet.edge import marker
from broadsheet.edge.storable import opted_at, stored
from broadsheet.stories.models import Article

from .asking import HOST
from .content import ADDRESSES, PAGES, storable_patterns

CANARY = "canary7f3a"
every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture
def victim(quiet_site):
    """Asks for a page that nobody has asked for, and looks at what others get."""
    return lambda name: Victim(quiet_site, quiet_site.paths[name])


class Victim:
    """One page under attack."""

    _fresh: dict[str, bytes] = {}  # noqa: RUF012 - what the one database of this file gives

    def __init__(self, site, target):
        self.site, self.path = site, target
        self.forget()

    def forget(self):
        """Nothing of this page is stored."""
        name = str(self.site.key(self.path))
        self.site.store.memory.forget(name)
        self.site.store.shelf.remove(name)
        self.site.store._refused.clear()

    @property
    def entry(self):
        return self.site.store.entry(str(self.site.key(self.path)))

    @property
    def fresh(self):
        known = self._fresh
        if self.path not in known:
            known[self.path] = self.site.fresh(self.path).content
        return known[self.path]

    def is_unharmed(self):
        """What two other readers get is what a fresh render gives."""
        for accepted in ((), (("accept-encoding", "gzip"),)):
            plain = self.site.ask(self.path, *accepted)
            assert plain.status == 200
            assert CANARY.encode() not in plain.everything.lower()
            assert plain.page == self.fresh
            assert "fwd=bypass" not in plain.how
        kept = self.site.store.shelf.take(str(self.site.key(self.path)), build="test")
        assert kept.status == 200
        assert CANARY.encode() not in repr(kept.headers).lower().encode()
        return True

    def ask(self, *headers, **options):
        """The attack, at this page's own address."""
        return self.site.ask(options.pop("target", self.path), *headers, **options)

    def same_as_plain(self, reply):
        """The attacker too gets the plain page, from the store."""
        assert (reply.status, reply.page) == (200, self.fresh)
        assert "fwd=bypass" not in reply.how
        assert CANARY.encode() not in reply.everything.lower()
        return True


def test_every_view_that_may_be_stored_has_an_address_here():
    assert storable_patterns() == set(ADDRESSES)


# --- what is sent along ----------------------------------------------------------------------------
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
    "a port that is none": ({"host": f"{HOST}:{CANARY}"}, 421),
    "two in one": ({"host": f"{HOST}, {CANARY}.example"}, 421),
    "with a user": ({"host": f"{CANARY}@{HOST}"}, 421),
    "with a path": ({"host": f"{HOST}/{CANARY}"}, 421),
    "below the known one": ({"host": f"{CANARY}.{HOST}"}, 421),
    "another in the request line": ({"authority": f"{CANARY}.example"}, 400),
    "another in the request line, none beside": ({"host": None, "authority": f"{CANARY}.example"}, 421),
}


@every_page
def test_a_host_that_is_not_known_word_by_word_is_sent_away(victim, name):
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


def test_many_spellings_of_the_host_do_not_keep_the_usual_one_from_the_quick_way(site):
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
    for spelling in CONFUSING:
        target = spelling.format(path=page.path)
        reply = page.ask(target=target)
        assert reply.status in {301, 302, 400, 404}, target
        assert reply.how.startswith("fwd=bypass"), target
        assert not re.match(r"(//|/\\|https?://(?!testserver/))", reply["location"]), target
        assert f"x-{CANARY}" not in dict(reply.headers)
    assert set(page.site.store.memory) == known
    assert page.site.store.shelf.keys(build="test")
    assert not any(CANARY in key for key in page.site.store.shelf.keys(build="test"))
    assert page.is_unharmed()


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
def test_a_parameter_that_the_view_names_has_an_entry_of_its_own(victim, name):
    page = victim(name)
    named = opted_at(page.path).parameters
    for parameter in sorted(named or {"before"}):
        target = f"{page.path}?{parameter}={CANARY}"
        reply = page.ask(target=target)
        assert reply.status in {200, 404}
        too_long = page.ask(target=f"{page.path}?{parameter}={'9' * 300}")
        assert too_long.how.startswith("fwd=bypass") == (parameter in named)
    if "fwd=bypass" not in reply.how:
        assert reply.page == page.site.fresh(target).content
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
def test_a_path_that_some_server_reads_as_another_has_no_key_even_where_a_view_answers_it(quiet_site, settings, odd):
    urls = ModuleType("any_path_urls")
    urls.urlpatterns = [re_path(r"^(?s:.*)$", stored()(_says()))]
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


def test_the_last_of_two_values_counts_as_in_django(quiet_site):
    assert quiet_site.key("/topics/?part=1&part=2").query == "part=2"
    assert quiet_site.key("/topics/?part=2;part=1").query == "part=2%3Bpart%3D1"
    assert quiet_site.key("/topics/?part=" + "1" * 201) is None
    assert quiet_site.key("/topics/?x=" + "1" * 2001) is None
    assert quiet_site.key("/" + "a" * 1001 + "/") is None
    assert quiet_site.key("/world/?p=12") is None


# --- method and body -------------------------------------------------------------------------------
@every_page
def test_a_body_where_none_belongs_is_refused(victim, name):
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
        assert page.ask(*(("content-length", each) for each in lengths), method="POST").status == 400
    assert page.ask(("content-length", "3"), ("transfer-encoding", "chunked"), method="POST").status == 400
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
def test_a_head_first_stores_the_whole_page(victim, name):
    page = victim(name)
    assert page.ask(method="HEAD").status == 200
    assert page.is_unharmed()


# --- partial and conditional -----------------------------------------------------------------------
@every_page
def test_a_request_for_a_part_is_answered_from_the_whole(victim, name):
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


# --- denial by errors ------------------------------------------------------------------------------
@every_page
def test_an_error_that_somebody_brings_about_is_not_stored(victim, name):
    page = victim(name)
    page.forget()
    for headers in (
        [("x-huge", CANARY * 6000)], [(f"x-{number}", CANARY) for number in range(300)], [("x-meta", f"\x07\n\r\x1b{CANARY}")],
        [("accept-encoding", f"\x00{CANARY};q=x")], [("accept-encoding", ",;q=," * 50)], [("content-type", f"\x07{CANARY}")], [("cookie", "a=" + CANARY * 2000)],
        [("cookie", '"' * 500 + CANARY)], [("if-none-match", '"' * 5000)], [("if-modified-since", CANARY)], [("range", "bytes=" + "0-1," * 3000)],
    ):  # fmt: skip
        assert page.same_as_plain(page.ask(*headers)), headers
    assert page.is_unharmed()


# --- cookies ---------------------------------------------------------------------------------------
def true_marker():
    return f"{marker.COOKIE}={Signer(salt='broadsheet.edge.marker').sign('1')}"


@every_page
def test_a_cookie_changes_nothing(victim, name):
    page = victim(name)
    for cookie in (
        f"consent={CANARY}", f"{settings.SESSION_COOKIE_NAME}={CANARY}", f"csrftoken={CANARY}", f"{settings.LANGUAGE_COOKIE_NAME}=ar",
        f"{marker.COOKIE}=1", f"{marker.COOKIE}={Signer(salt=CANARY).sign('1')}", f"{marker.COOKIE}=1:{CANARY}", f"{marker.COOKIE}=",
        f"x{true_marker()}", f"messages={CANARY}", f"{marker.COOKIE}={CANARY}; {true_marker()}",
    ):  # fmt: skip
        assert page.same_as_plain(page.ask(("cookie", cookie))), cookie
    assert page.is_unharmed()


@every_page
def test_a_true_marker_goes_past_the_store_both_ways(victim, name):
    page = victim(name)
    marked = ("cookie", f"a=1; {true_marker()}")
    reply = page.ask(marked)
    assert (reply.status, reply.how) == (200, 'fwd=bypass; detail="has a session"')
    assert page.entry is None
    page.ask()
    # HTTP/2 may send each cookie as a header of its own (RFC 9113, 8.2.3).
    assert page.ask(("cookie", "a=1"), marked).how == 'fwd=bypass; detail="has a session"'
    assert page.is_unharmed()


def test_an_editor_who_is_signed_in_sees_nothing_stored_and_stores_nothing(site):
    editor = get_user_model().objects.create_superuser("editor", "editor@courier.example", "secret")
    client = Client()
    client.force_login(editor)
    cookies = "; ".join([*(f"{name}={morsel.value}" for name, morsel in client.cookies.items()), true_marker()])
    assert site.ask("/world/", ("cookie", cookies)).status == 200
    assert len(site.store.memory) == 0
    site.ask("/world/")
    reply = site.ask("/world/", ("cookie", cookies))
    assert "has a session" in reply.how
    assert site.ask("/world/").page == site.fresh("/world/").content


def test_signing_in_sets_the_marker_and_signing_out_takes_it_away(site):
    get_user_model().objects.create_superuser("editor", "editor@courier.example", "secret")
    client = Client()
    client.post("/admin/login/", {"username": "editor", "password": "secret"})
    assert marker.is_marked(f"{marker.COOKIE}={client.cookies[marker.COOKIE].value}")
    client.post("/admin/logout/")
    assert client.cookies[marker.COOKIE].value == ""


# --- what a view answers ---------------------------------------------------------------------------
def _says(**headers):
    def view(request):
        return HttpResponse("said", headers={name.replace("_", "-"): value for name, value in headers.items()})

    return view


def _cookie(request):
    response = HttpResponse("said")
    response.set_cookie("of", CANARY)
    return response


def _random_policy(request):
    return HttpResponse("said", headers={"Content-Security-Policy": "script-src 'self' 'Nonce-abc'"})


REFUSED = {
    # Django's CVE-2026-6907 (Vary: *), CVE-2026-48587 (blanks in Vary), CVE-2026-48588 (a cookie that has nothing to do with it)
    "vary-all": (_says(Vary="*"), "varies by *"),
    "vary-blanks": (_says(Vary="  Accept-Encoding ,\t* "), "varies by *"),
    "vary-cookie": (_says(Vary="cOOkie"), "varies by cookie"),
    "vary-padded": (_says(Vary=" Cookie "), "varies by cookie"),
    "vary-language": (_says(Vary="Accept-Encoding, Accept-Language"), "varies by accept-language"),
    # CVE-2026-8404 (directives in capitals)
    "no-store": (_says(Cache_Control="no-store"), "is no-store"),
    "no-store-mixed": (_says(Cache_Control="max-age=0, No-Store"), "is no-store"),
    "private": (_says(Cache_Control="private"), "is private"),
    "private-capitals": (_says(Cache_Control="PRIVATE, max-age=600"), "is private"),
    "private-fields": (_says(Cache_Control='max-age=5, private="Set-Cookie, X-A"'), "is private"),
    "private-blanks": (_says(Cache_Control='public ,\tPrivate ="x"'), "is private"),
    # CVE-2026-35192 (a cookie without Vary)
    "cookie": (_cookie, "set a cookie"),
    "cookie-by-hand": (_says(Set_Cookie=f"of={CANARY}"), "set a cookie"),
    "csrf": (lambda request: HttpResponse(get_token(request)), "set a cookie"),
    "session-read": (lambda request: HttpResponse(request.session.get("of", "")), "read the session"),
    "session-written": (lambda request: request.session.update(of=1) or HttpResponse("said"), None),
    "user": (lambda request: HttpResponse(str(request.user.is_authenticated)), "read the session"),
    "nonce": (_random_policy, "holds a nonce"),
    "streamed": (lambda request: StreamingHttpResponse(iter([b"said"])), "streamed"),
    "encoded": (_says(Content_Encoding="br"), "is partial or encoded"),
    "partial": (_says(Content_Range="bytes 0-3/9"), "is partial or encoded"),
    "missing": (lambda request: HttpResponse("said", status=404), "status 404"),
    "failed": (lambda request: HttpResponse("said", status=500), "status 500"),
    "teapot": (lambda request: HttpResponse("said", status=418), "status 418"),
    "moved": (lambda request: HttpResponse(status=301, headers={"Location": "/"}), "status 301"),
    "unchanged": (lambda request: HttpResponse(status=304), "status 304"),
    "part": (lambda request: HttpResponse("said", status=206), "status 206"),
    "empty": (lambda request: HttpResponse(status=204), "status 204"),
}
STORED = {
    "plain": _says(),
    "public": _says(Cache_Control="public, max-age=60"),
    "accept-encoding": _says(Vary=" accept-encoding"),
    "unprivate": _says(Cache_Control="max-age=1, x-private-thing"),
}


@pytest.fixture
def views(quiet_site, settings):
    """Throwaway views below /try/."""
    made = {**{name: view for name, (view, _) in REFUSED.items()}, **STORED}
    urls = ModuleType("throwaway_urls")
    urls.urlpatterns = [
        path(f"try/{name}/", stored()(lambda request, view=view: view(request))) for name, view in made.items()
    ]
    settings.ROOT_URLCONF = urls
    opted_at.cache_clear()
    clear_url_caches()
    yield quiet_site
    opted_at.cache_clear()
    clear_url_caches()


@pytest.mark.parametrize("name", REFUSED)
def test_an_answer_for_one_reader_is_refused_and_counted(views, name):
    before = views.store.counts.as_dict()
    views.store._refused.clear()
    first, second = views.ask(f"/try/{name}/"), views.ask(f"/try/{name}/")
    for reply in (first, second):
        assert reply.how.startswith("fwd=bypass; detail=")
    assert views.store.entry(f"{HOST}/try/{name}/") is None
    assert views.store.shelf.take(f"{HOST}/try/{name}/", build="test") is None
    counted = {reason for reason, count in views.store.counts.as_dict().items() if count > before.get(reason, 0)}
    refusals = {reason for reason in counted if reason.startswith("refused:")}
    if (reason := REFUSED[name][1]) is None:
        assert len(refusals) == 1
    else:
        assert refusals == {f"refused:{reason}"}


@pytest.mark.parametrize("name", STORED)
def test_the_same_answer_for_all_is_stored(views, name):
    assert views.ask(f"/try/{name}/").how == "fwd=miss; stored"
    assert views.ask(f"/try/{name}/").how == "hit"


def test_no_view_of_the_admin_can_be_stored():
    assert not any(pattern.startswith("admin") for pattern in storable_patterns())


def test_a_preview_is_not_stored(site):
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@courier.example", "secret"))
    draft = Article.objects.get(slug="not-to-be-seen-yet")
    preview = f"/admin/pages/{draft.pk}/view_draft/"
    shown = client.get(preview)
    assert shown.status_code == 200
    assert b"Not to be seen yet" in shown.content
    for target in (preview, f"/world/{draft.slug}/"):
        assert site.ask(target).status in {302, 404}
        assert b"Not to be seen yet" not in site.ask(target).everything
    assert len(site.store.memory) == 0


def test_a_draft_that_is_read_by_a_link_is_not_stored(site):
    editor = get_user_model().objects.create_superuser("editor", "editor@courier.example", "secret")
    draft = Article.objects.get(slug="not-to-be-seen-yet")
    link = make_preview_link(page=draft, lifetime="day", now=timezone.now(), user=editor)
    preview = urlsplit(address_of(link)).path
    site.ask("/world/")
    known = set(site.store.memory)
    for target in (preview, preview, f"{preview}?utm_source=mail", preview.rstrip("/")):
        reply = site.ask(target)
        assert reply.status == 200
        assert b"Not to be seen yet" in reply.page
        assert reply["cache-control"] == "private, no-store"
        assert reply.how == 'fwd=bypass; detail="no page of the store"'
    end_preview_link(link=link, now=timezone.now())
    for _ in range(2):
        reply = site.ask(preview)
        assert reply.status == 410
        assert (reply["cache-control"], reply.how) == ("private, no-store", 'fwd=bypass; detail="no page of the store"')
    assert b"Not to be seen yet" not in site.ask(preview).everything
    assert set(site.store.memory) == known
    assert not any("preview" in key for key in site.store.shelf.keys(build="test"))
    assert site.ask("/world/").how == "hit"  # nothing that readers see has changed


# --- races -----------------------------------------------------------------------------------------
class Held:
    """A render that stops after its first query until it is let go."""

    def __init__(self, monkeypatch, site):
        self.stopped, self.go = threading.Event(), threading.Event()
        real = site.store.renderer._answer
        first = threading.Lock()

        def answer(request):
            if not first.acquire(blocking=False):
                return real(request)
            Article.objects.filter(slug="council-votes").values_list("title").first()
            self.stopped.set()
            assert self.go.wait(20)
            return real(request)

        monkeypatch.setattr(site.store.renderer, "_answer", answer)


SHOWS_THE_STORY = [r"^((?:[\w\-]+/)*)$", "front", "section", "topics/<uslug:slug>/", "feeds/<feedfile:form>"]


@pytest.mark.parametrize("name", SHOWS_THE_STORY)
def test_what_was_rendered_during_a_publish_is_not_given_to_who_asks_after_it(site, monkeypatch, name):
    target = site.paths[name]
    held = Held(monkeypatch, site)
    early = []
    other = site.another_front(site.store)
    thread = threading.Thread(target=lambda: early.append(_asked_in_a_loop_of_its_own(other, site, target)))
    thread.start()
    assert held.stopped.wait(20)
    _retitle("Council votes again")
    late = []
    asking_late = threading.Thread(target=lambda: late.append(_asked_in_a_loop_of_its_own(site.front, site, target)))
    asking_late.start()
    asking_late.join(0.05)
    held.go.set()
    thread.join(20)
    asking_late.join(20)
    assert early[0].status == 200
    assert b"Council votes again" in late[0].page
    assert late[0].page == site.fresh(target).content == site.ask(target).page


def _retitle(title):
    story = Article.objects.get(slug="council-votes")
    story.title = title
    story.save_revision().publish()


def _asked_in_a_loop_of_its_own(front, site, target):
    import asyncio

    return asyncio.run(site.asking(target, front=front))


@every_page
def test_twenty_who_ask_at_once_for_a_page_cause_one_render(victim, name):
    page = victim(name)
    page.site.ask(page.path)  # its fragments are there
    page.forget()
    before = page.site.store.counts.as_dict()
    replies = page.site.all_at_once(page.path, 20)
    assert {reply.page for reply in replies} == {page.fresh}
    after = page.site.store.counts.as_dict()
    assert after["rendered"] == before["rendered"] + 1
    assert after["hit"] == before["hit"], "more than one thread was kept waiting"


def test_two_processes_that_are_asked_at_once_render_once(site):
    stores = [site.store, site.another_store()]
    key = site.key("/world/")
    answers, gate = [], threading.Barrier(20)

    def ask(store):
        gate.wait()
        answers.append(store.page(key))

    threads = [threading.Thread(target=ask, args=(stores[number % 2],)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len({answer.composed.plain() for answer in answers}) == 1
    assert len(answers) == 20
    rendered = [store.shelf.take(str(key), build="test").stamp for store in stores]
    assert rendered[0] == rendered[1]
    how = [answer.how for answer in answers]
    assert how.count("rendered") == 1, how
