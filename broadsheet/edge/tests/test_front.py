"""The front's answers: Cache-Status, encodings, conditional and range requests, and limits."""

import gzip
import io
import json
import sys
from types import ModuleType
from urllib.parse import unquote

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import clear_url_caches, path
from django.utils.html import escape
from django.views.decorators.csrf import csrf_exempt

from broadsheet.edge.http.answers import accepts_gzip, bypass_status, matches
from broadsheet.edge.http.wsgi import StoredApplication
from broadsheet.edge.storable import opted_at, stored
from broadsheet.stories.models import Article

from .asking import HOST
from .people import both, session_of

PAGE = "/world/council-votes/"
GZIP = ("accept-encoding", "gzip, deflate, br, zstd")


def retitle(title):
    story = Article.objects.get(slug="council-votes")
    story.title = title
    story.save_revision().publish()


# --- Cache-Status ----------------------------------------------------------------------------------
def test_cache_status_says_how_an_answer_was_obtained(site):
    assert site.ask(PAGE)["cache-status"] == "broadsheet; fwd=miss; stored"
    assert site.ask(PAGE)["cache-status"] == "broadsheet; hit"
    site.commit("UPDATE wagtailcore_page SET title = 'Raining' WHERE slug = 'rain-by-evening'")
    assert site.ask("/about/")["cache-status"] == "broadsheet; fwd=miss; stored"
    site.commit("UPDATE wagtailcore_page SET title = 'Rain again' WHERE slug = 'rain-by-evening'")
    assert site.ask("/about/")["cache-status"] == "broadsheet; hit; detail=verified"
    assert site.ask("/about/")["cache-status"] == "broadsheet; hit"
    site.ask(PAGE)
    assert site.ask("/nowhere/")["cache-status"] == 'broadsheet; fwd=bypass; detail="status 404"'
    assert site.ask("/health/")["cache-status"] == 'broadsheet; fwd=bypass; detail="no page of the store"'
    assert site.ask(PAGE, method="POST")["cache-status"] == 'broadsheet; fwd=bypass; detail="method POST"'
    assert site.ask(PAGE, host="nowhere.example")["cache-status"] == 'broadsheet; fwd=bypass; detail="refused"'
    assert site.ask(PAGE, ("host", HOST))["cache-status"] == 'broadsheet; fwd=bypass; detail="refused"'
    assert site.ask(PAGE, ("range", "bytes=0-1"))["cache-status"] == "broadsheet; hit"
    assert site.ask(PAGE, ("range", "bytes=9999999-"))["cache-status"] == "broadsheet; hit"
    assert site.ask(PAGE, ("if-none-match", "*"))["cache-status"] == "broadsheet; hit"
    assert site.ask(PAGE, method="HEAD")["cache-status"] == "broadsheet; hit"
    assert site.ask("/search/?q=votes")["cache-status"].startswith("broadsheet; fwd=bypass")
    off = site.another_front(None)
    assert site.ask(PAGE, front=off)["cache-status"] == 'broadsheet; fwd=bypass; detail="the page store is off"'


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("lite", ["", "/lite"])
def test_the_answer_for_a_draft_is_the_same_as_for_a_page_that_does_not_exist(site, lite, encoding):
    """The two "not found" pages are made in different ways, but have the same headers, in the same order, and encoding."""
    accept = ("accept-encoding", encoding)
    for _ in range(2):  # the second time the store knows that one of them cannot be stored
        draft, absent = (
            site.ask(f"{lite}/world/{slug}/", accept) for slug in ("not-to-be-seen-yet", "not-to-be-seen-not")
        )
        assert draft.status == absent.status == 404
        assert _visible_headers(draft) == _visible_headers(absent)
        assert draft.page.replace(b"-yet", b"-not") == absent.page


def _visible_headers(reply):
    """The headers in order, without the length of a compressed page: random bytes make it meaningless (BREACH)."""
    is_packed = reply["content-encoding"] == "gzip"
    return [(name, value) for name, value in reply.headers if not (is_packed and name == "content-length")]


@pytest.mark.parametrize("query", ["q=غزة", "q=%D8%BA%D8%B2%D8%A9", "q=Müller"])
def test_a_query_may_contain_letters_of_any_script(site, query):
    """Command-line programs and old browsers send UTF-8 without percent-encoding."""
    reply = site.ask(f"/search/?{query}")
    assert reply.status == 200
    word = unquote(query.partition("=")[2])
    assert escape(word).encode() in reply.page


@pytest.mark.parametrize(
    "reason",
    [
        'a "b" \\c é',
        "wrote: INSERT INTO secret\nVALUES",
        "method CANARY",
        "status 404\r\nX-A: 1",
        "status ٤٠٤",
        "varies by x\ny",
        "touched a row that is not live",
        "",
    ],
)
def test_cache_status_gives_only_fixed_phrases_as_reasons(reason):
    assert bypass_status(reason) == 'broadsheet; fwd=bypass; detail="not stored"'
    assert bypass_status(reason, 404) == 'broadsheet; fwd=bypass; detail="status 404"'


def test_hits_renders_and_refusals_are_counted(site):
    site.ask(PAGE)
    site.ask(PAGE)
    site.ask(PAGE)
    site.ask("/health/")
    site.ask("/nowhere/")
    counts = site.store.counts.as_dict()
    assert counts["rendered"] == 1
    assert counts["hit"] == 2
    assert counts["refused:status 404"] == 1


# --- encodings -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("accepted", "is_gzip"),
    [
        (None, False), ("", False), ("gzip", True), ("gzip, br", True), ("br", False), ("identity", False), ("*", True),
        ("GZIP", True), ("x-gzip", True), ("br;q=1.0, gzip;q=0.8, *;q=0.1", True), ("gzip;q=0", False), ("gzip;q=0.0, *", False),
        ("*;q=0", False), ("*;q=0, gzip", True), ("gzip ; q=0", False), ("gzip;Q=0", False), ("gzip;q=x", True), ("deflate, gzip;q=0.001", True), ("*, gzip;q=0", False),
    ],
)  # fmt: skip
def test_a_page_is_sent_in_gzip_if_the_client_accepts_it(quiet_site, accepted, is_gzip):
    assert accepts_gzip(accepted) == is_gzip
    for _ in range(2):  # the render, then the fast path
        reply = quiet_site.ask("/topics/", *([] if accepted is None else [("accept-encoding", accepted)]))
        assert (reply["content-encoding"] == "gzip") == is_gzip
        assert reply["vary"] == "Accept-Encoding"
        assert reply["content-length"] == str(len(reply.body))
        assert reply.page == quiet_site.ask("/topics/", ("range", "bytes=0-")).body


# --- conditions ------------------------------------------------------------------------------------
@pytest.mark.parametrize("accepted", [(), (GZIP,)], ids=["plain", "gzip"])
@pytest.mark.parametrize("written", ["{}", "W/{}", '"a", {}', '"a" ,W/{}, "b"', "*", " {} "])
def test_a_client_that_has_the_page_gets_304(quiet_site, accepted, written):
    first = quiet_site.ask(PAGE, *accepted)
    reply = quiet_site.ask(PAGE, *accepted, ("if-none-match", written.format(first["etag"])))
    assert (reply.status, reply.body) == (304, b"")
    for name in ("etag", "cache-control", "vary", "cache-status"):
        assert reply[name]
    assert not reply["content-length"]
    assert not reply["content-encoding"]
    head = quiet_site.ask(PAGE, *accepted, ("if-none-match", written.format(first["etag"])), method="HEAD")
    assert head.status == 304


def test_the_etags_of_the_encodings_differ_and_do_not_match_each_other(quiet_site):
    plain, packed = quiet_site.ask(PAGE)["etag"], quiet_site.ask(PAGE, GZIP)["etag"]
    assert plain != packed
    assert quiet_site.ask(PAGE, ("if-none-match", packed)).status == 200
    assert quiet_site.ask(PAGE, GZIP, ("if-none-match", plain)).status == 200


def test_an_etag_no_longer_matches_once_the_page_has_changed(site):
    tag = site.ask(PAGE, GZIP)["etag"]
    retitle("Council votes again")
    reply = site.ask(PAGE, GZIP, ("if-none-match", tag))
    assert reply.status == 200
    assert b"Council votes again" in reply.page
    assert reply["etag"] != tag


def test_if_none_match_takes_precedence_over_if_modified_since(quiet_site):
    quiet_site.ask("/feeds/rss.xml")
    headers = [("if-none-match", '"another"'), ("if-modified-since", "Fri, 31 Dec 2100 23:59:59 GMT")]
    assert quiet_site.ask("/feeds/rss.xml", *headers).status == 200
    assert quiet_site.ask("/feeds/rss.xml", ("if-modified-since", "no date at all")).status == 200
    assert quiet_site.ask("/feeds/rss.xml", ("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT")).status == 200
    if quiet_site.ask("/feeds/rss.xml")["last-modified"]:
        assert quiet_site.ask("/feeds/rss.xml", headers[1]).status == 304


def test_etags_are_compared_weakly():
    assert matches('W/"a"', '"a"')
    assert matches('"b", W/"a"', '"a"')
    assert not matches('"ab"', '"a"')
    assert not matches("a", '"a"')
    assert not matches("", '"a"')


def test_head_has_the_headers_of_get_and_no_body(quiet_site):
    for accepted in ((), (GZIP,)):
        got, head = quiet_site.ask(PAGE, *accepted), quiet_site.ask(PAGE, *accepted, method="HEAD")
        assert head.body == b""
        for name in ("content-length", "content-encoding", "content-type", "etag", "vary", "cache-control"):
            assert head[name] == quiet_site.ask(PAGE, *accepted)[name], name
        assert got.status == head.status == 200
    assert quiet_site.ask(PAGE, ("range", "bytes=0-1"), method="HEAD").status == 200


def test_a_range_is_cut_from_the_plain_page(quiet_site):
    whole = quiet_site.fresh(PAGE).content
    reply = quiet_site.ask(PAGE, GZIP, ("range", "bytes=100-199"))
    assert (reply.status, reply.body, reply["content-encoding"]) == (206, whole[100:200], "")
    assert reply["etag"] == quiet_site.ask(PAGE)["etag"]
    assert quiet_site.ask(PAGE)["accept-ranges"] == "bytes"


# --- limits ----------------------------------------------------------------------------------------
@pytest.fixture
def numbered(settings):
    """A view with a page for every number, at /numbered/."""
    urls = ModuleType("numbered_urls")
    urls.urlpatterns = [path("numbered/", stored("number")(lambda request: HttpResponse(request.GET["number"] * 900)))]
    settings.ROOT_URLCONF = urls
    opted_at.cache_clear()
    clear_url_caches()
    yield
    settings.ROOT_URLCONF = "broadsheet.urls"
    opted_at.cache_clear()
    clear_url_caches()


def test_memory_stays_within_its_budget_however_many_pages_are_requested(site, numbered):
    store = site.another_store(memory=300_000)
    front = site.another_front(store)
    for number in range(500):
        assert site.ask(f"/numbered/?number={number}", front=front).how == "fwd=miss; stored"
        assert store.memory.bytes <= store.memory.budget
    assert len(store.memory) > 5
    assert store.memory.bytes == sum(store.memory.get(name).size for name in store.memory)
    assert site.ask("/numbered/?number=0", front=front).page == b"0" * 900


def test_pages_in_use_stay_in_memory_while_others_are_evicted(site, numbered):
    store = site.another_store(memory=150_000)
    front = site.another_front(store)
    for number in range(200):
        site.ask("/numbered/?number=7", front=front)
        site.ask(f"/numbered/?number={number + 10}", front=front)
    assert len(store.memory) < 100
    assert store.counts.as_dict()["rendered"] <= 203  # each number once, and number 7 perhaps a few times


def test_the_disk_store_is_trimmed_to_its_budget_oldest_first(site, numbered):
    for number in range(100, 200):
        site.ask(f"/numbered/?number={number}")
    disk = site.store.disk
    before = disk.keys(build="test")
    assert len(before) == 100
    disk.budget = 10_000
    site.store.disk.trim(build="test")
    left = disk.keys(build="test")
    assert 1 < len(left) < 60
    assert left == before[: len(left)]
    assert site.ask("/numbered/?number=100").status == 200
    disk.trim(build="another")
    assert disk.keys(build="test") == []


# --- bodies ----------------------------------------------------------------------------------------
@pytest.fixture
def measures(site, settings):
    """/measure/ answers with the length of the body, Content-Length, and the last byte."""

    @csrf_exempt
    def measure(request):
        return HttpResponse(f"{len(request.body)} {request.META['CONTENT_LENGTH']} {request.body[-1:].decode()}")

    urls = ModuleType("measuring_urls")
    urls.urlpatterns = [path("measure/", measure)]
    settings.ROOT_URLCONF = urls
    opted_at.cache_clear()
    clear_url_caches()
    yield site
    opted_at.cache_clear()
    clear_url_caches()


def test_a_body_reaches_the_view_complete(measures, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 3_000_000
    for size in (1, 999, 1000, 1001, 2_500_000):
        reply = measures.ask("/measure/", method="POST", body=b"a" * (size - 1) + b"z")
        assert (reply.status, reply.body.decode()) == (200, f"{size} {size} z")
    assert measures.ask("/measure/", method="POST").body == b"0  "


def test_anonymous_clients_can_send_at_most_data_upload_max_memory_size(measures, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5000
    body = b"a" * 5001
    declared = (("content-length", "5001"),)
    for headers in (declared, ()):  # HTTP/2 requests may lack a Content-Length (RFC 9113, 8.1.1)
        reply = measures.ask("/measure/", *headers, method="POST", body=body)
        assert (reply.status, reply["connection"]) == (413, "close")
        assert reply.body == b"Without signing in you can send at most 5,000 bytes; this request has more.\n"
    assert measures.ask("/measure/", method="POST", body=body[1:]).status == 200
    marked = ("cookie", both(session_of()))
    assert measures.ask("/measure/", *declared, marked, method="POST", body=body).status == 400  # refused by Django
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None
    assert measures.ask("/measure/", *declared, method="POST", body=body).body == b"5001 5001 a"


# --- WSGI ------------------------------------------------------------------------------------------
def test_the_store_answers_through_wsgi(site):
    application = StoredApplication(WSGIHandler(), site.store)

    def ask(path, method="GET", **extra):
        started = []
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": HOST, "SERVER_NAME": HOST, "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, **extra,
        }  # fmt: skip
        body = b"".join(application(environ, lambda status, headers, *_: started.append((status, headers))))
        return started[0][0], {name.lower(): value for name, value in started[0][1]}, body

    fresh = site.fresh(PAGE).content
    assert ask(PAGE)[2] == fresh
    status, headers, body = ask(PAGE, HTTP_ACCEPT_ENCODING="gzip", HTTP_X_FORWARDED_HOST="canary7f3a.example")
    assert (status, headers["cache-status"], gzip.decompress(body)) == ("200 OK", "broadsheet; hit", fresh)
    assert ask(PAGE, HTTP_IF_NONE_MATCH="*")[0] == "304 Not Modified"
    assert ask(PAGE, HTTP_RANGE="bytes=0-9")[2] == fresh[:10]
    assert ask(PAGE, "HEAD")[2] == b""
    assert "no page of the store" in ask("/health/")[1]["cache-status"]
    assert json.loads(ask("/health/")[2]) == {"database": "ok"}
    assert "status 404" in ask("/nowhere/")[1]["cache-status"]
