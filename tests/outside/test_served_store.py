"""The page store in the real server: what its HTTP parser lets through, and what is left after kill -9.

Where the parser does not tell the front (a bare LF, a Content-Length beside Transfer-Encoding), the test holds fast that
nothing comes of it.
"""

import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.served import ROOT, demo_site, site_env

pytestmark = [pytest.mark.outside, pytest.mark.timeout(600)]
CANARY = b"canary7f3a"
PATHS = ["/", "/ar/", "/topics/", "/archive/", "/feeds/rss.xml", "/sitemap.xml", "/lite/"]
FRESH = """
import hashlib, json
from django.core.handlers.wsgi import WSGIHandler
from broadsheet.edge.rendering.renderer import Renderer
from broadsheet.edge.storable import key_of
renderer = Renderer(WSGIHandler())
for path in {paths!r}:
    body = renderer.fresh(key_of(host="127.0.0.1", path=path, query="")).content
    print(path, hashlib.sha256(body).hexdigest())
"""
PUBLISH = """
import itertools, sys
from broadsheet.stories.models import Article
story = Article.objects.filter(live=True, locale__language_code="en").order_by("-listed_at").first()
print(story.get_url(), flush=True)
for number in itertools.count():
    story = Article.objects.get(pk=story.pk)
    story.title = f"Title number {{number}}"
    story.save_revision().publish()
    print(number, flush=True)
""".replace("{{", "{").replace("}}", "}")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    site = demo_site(tmp_path_factory.mktemp("stored") / "courier").start()
    for _ in range(2):  # the first time, Wagtail writes the rows of settings that are read
        for path in PATHS:
            plain(site, path)
    yield site
    if site.process.poll() is None:
        site.stop()


def exchange(site, raw, *, wait=1.0):
    """What comes back for these very bytes, and whether the server closed the connection."""
    with socket.create_connection(("127.0.0.1", site.port)) as line:
        line.settimeout(wait)
        line.sendall(raw)
        got = b""
        try:
            while data := line.recv(65536):
                got += data
        except TimeoutError:
            return got, False
        except ConnectionResetError:
            pass
        return got, True


def request(*lines, body=b"", first=b"GET / HTTP/1.1"):
    """A request of these header lines."""
    return b"\r\n".join([first, *lines, b"", body])


def statuses(got):
    """The status of each answer on one connection."""
    return [int(part[2:5]) for part in got.split(b"HTTP/1.")[1:]]


H = b"Host: 127.0.0.1"
NEXT = b"GET /" + CANARY + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
# name -> (bytes, the statuses that may come, whether the connection must be closed)
AMBIGUOUS = {
    "both lengths, POST": (request(H, b"Content-Length: 6", b"Transfer-Encoding: chunked", first=b"POST / HTTP/1.1", body=b"0\r\n\r\n" + NEXT), {411}, True),
    "both lengths, the coding first": (request(H, b"Transfer-Encoding: chunked", b"Content-Length: 6", first=b"POST / HTTP/1.1", body=b"0\r\n\r\n" + NEXT), {411}, True),
    "both lengths, a form of ours": (request(H, b"Content-Length: 5", b"Transfer-Encoding: chunked", first=b"POST /consent/choose/ HTTP/1.1", body=b"5\r\nall=1\r\n0\r\n\r\n" + NEXT), {411}, True),
    "no length": (request(H, b"Transfer-Encoding: chunked", first=b"POST /consent/choose/ HTTP/1.1", body=b"5\r\nall=1\r\n0\r\n\r\n" + NEXT), {411}, True),
    "both lengths, GET": (request(H, b"Content-Length: 6", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + NEXT), {400}, True),
    "chunked GET": (request(H, b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + NEXT), {400}, True),
    "fat GET": (request(H, b"Content-Length: %d" % len(NEXT), body=NEXT), {400}, True),
    "fat HEAD": (request(H, b"Content-Length: %d" % len(NEXT), body=NEXT, first=b"HEAD / HTTP/1.1"), {400}, True),
    "two hosts": (request(H, b"Host: " + CANARY), {400}, True),
    "two hosts that are the same": (request(H, H), {400}, True),
    "no host": (request(b"X-A: 1"), {421}, True),
    "empty host": (request(b"Host:"), {421}, True),
    "unknown host": (request(b"Host: " + CANARY + b".example"), {421}, True),
    "trailing dot": (request(H + b"."), {421}, True),
    "absolute address of another host": (request(H, first=b"GET http://" + CANARY + b".example/ HTTP/1.1"), {400}, True),
    "two lengths": (request(H, b"Content-Length: 3", b"Content-Length: 5", first=b"POST / HTTP/1.1", body=b"abcde"), {400}, True),
    "a list of lengths": (request(H, b"Content-Length: 3, 3", first=b"POST / HTTP/1.1", body=b"abc"), {400}, True),
    "a length with a sign": (request(H, b"Content-Length: +3", first=b"POST / HTTP/1.1", body=b"abc"), {400}, True),
    "a folded line": (request(H, b"X-A: 1\r\n " + CANARY), {400}, True),
    "a blank before the colon": (request(H, b"Transfer-Encoding : chunked"), {400}, True),
    "a coding that is none": (request(H, b"Transfer-Encoding: xchunked", first=b"POST / HTTP/1.1"), {400}, True),
    "two codings": (request(H, b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", first=b"POST / HTTP/1.1"), {400}, True),
    "chunked in HTTP/1.0": (request(H, b"Transfer-Encoding: chunked", first=b"POST / HTTP/1.0"), {400}, True),
    "a bare CR": (request(H, b"X-A: 1\rX-B: " + CANARY), {400}, True),
    "a control character": (request(H, b"X-A: \x07" + CANARY), {400}, True),
    "a NUL": (request(H, b"X-A: \x00" + CANARY), {400}, True),
    "no version": (b"GET /\r\n", {400}, True),
    "many headers": (request(H, *(b"X-%d: " % number + CANARY for number in range(150))), {431}, True),
    "a huge header": (request(H, b"X-A: " + CANARY * 60_000), {431}, True),
    "a long address": (request(H, first=b"GET /?" + CANARY * 7000 + b" HTTP/1.1"), {414}, True),
}  # fmt: skip
# What the parser reads as a plain request, and so does everybody else behind it.
HARMLESS = {
    "a bare LF": b"GET / HTTP/1.1\nHost: 127.0.0.1\nX-A: " + CANARY + b"\n\n",
    "a bare LF among others": request(H, b"X-A: 1\nX-B: " + CANARY),
    "the same length twice": request(H, b"Content-Length: 0", b"Content-Length: 0"),
    "absolute address of its own": request(H, first=b"GET http://127.0.0.1/ HTTP/1.1"),
    "an empty line before it": b"\r\n" + request(H),
    "bytes that are no text": request(H, b"X-A: \xff" + CANARY, b"Cookie: \xff" + CANARY),
    "an upgrade to HTTP/2": request(H, b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"),
    "60 KB of header": request(H, b"X-A: " + CANARY * 6000),
    "a fragment": request(H, first=b"GET /#" + CANARY + b" HTTP/1.1"),
}  # fmt: skip


def plain(site, path="/"):
    wanted = urllib.request.Request(site.address + path, headers={"Accept-Encoding": "identity"})
    with urllib.request.urlopen(wanted, timeout=20) as answer:
        return answer.read(), answer.headers["Cache-Status"]


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_a_request_that_two_servers_could_read_differently_is_refused_and_the_connection_closed(server, name):
    raw, allowed, closes = AMBIGUOUS[name]
    before, _ = plain(server)
    got, closed = exchange(server, raw)
    answered = statuses(got)
    assert len(answered) == 1, got[:2000]  # what was smuggled behind it is no request
    assert answered[0] in allowed, got[:500]
    assert closed == closes
    assert CANARY not in got
    after, how = plain(server)
    assert after == before
    assert CANARY not in after
    assert "hit" in how


@pytest.mark.parametrize("name", HARMLESS)
def test_what_the_parser_lets_through_gets_the_plain_page(server, name):
    before, _ = plain(server)
    got, _ = exchange(server, HARMLESS[name])
    assert statuses(got) == [200]
    head, _, body = got.partition(b"\r\n\r\n")
    assert b"fwd=bypass" not in head
    assert body == before
    assert plain(server)[0] == before


@pytest.mark.parametrize(
    "first",
    [
        b"CONNECT " + CANARY + b".example:80 HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"TRACE / HTTP/1.1",
        b"PROPFIND / HTTP/1.1",
    ],
)
def test_an_odd_method_is_not_answered_from_the_store_and_tells_nothing(server, first):
    got, _ = exchange(server, request(H, b"X-A: " + CANARY, first=first))
    (status,) = statuses(got)
    assert status in {400, 403, 404, 405, 421, 501} or (status == 200 and first.startswith(b"OPTIONS"))
    assert CANARY not in got
    assert b"; hit" not in got


FORM = request(
    H,
    b"Content-Type: application/x-www-form-urlencoded",
    b"Content-Length: 1000",
    first=b"POST /consent/choose/ HTTP/1.1",
)
WAITING = {
    "nothing": (b"", b"", 20),
    "half of the headers": (b"GET / HTTP/1.1\r\n" + H, b"", 20),
    "headers now and then": (b"GET / HTTP/1.1\r\n" + H, b"\r\nX-A: b", 20),
    "a second request that does not come": (request(H), b"", 20),
    "a body that does not come": (FORM, b"", 15),
    "a body of which a byte comes now and then": (FORM, b"a", 15),
    "another version of HTTP": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"", 0),
}  # fmt: skip


def test_a_connection_on_which_too_little_comes_is_closed(server):
    """What comes first, what comes each second after it, the seconds after which the server closes."""

    def wait(name):
        first, more, _ = WAITING[name]
        with socket.create_connection(("127.0.0.1", server.port)) as line:
            began, got = time.monotonic(), b""
            line.settimeout(1)
            try:
                line.sendall(first)
                while time.monotonic() - began < 40:
                    try:
                        if not (data := line.recv(65536)):
                            break
                        got += data
                    except TimeoutError:
                        line.sendall(more)
            except OSError:
                pass
            return name, time.monotonic() - began, got

    names = [name for name in WAITING for _ in range(4)]  # one alone may be closed by chance
    with ThreadPoolExecutor(len(names)) as threads:
        outcomes = list(threads.map(wait, names))
    for name, waited, got in outcomes:
        assert WAITING[name][2] - 1 < waited < WAITING[name][2] + 5, (name, waited)
        wanted = [408] if "body" in name else [200] if "second" in name else []
        assert statuses(got) == wanted, name


@pytest.mark.parametrize("sent", [b"", b"purposes=1&", b"a" * 999])
def test_a_form_that_is_cut_short_is_refused(server, sent):
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.settimeout(5)
        line.sendall(FORM + sent)
        line.shutdown(socket.SHUT_WR)
        got = b""
        while data := line.recv(65536):
            got += data
    assert statuses(got) == [400]
    assert b"The body of the request ended after %d of 1,000 bytes." % len(sent) in got


def test_a_part_of_a_file_is_sent_by_the_server(server):
    path = re.search(rb'"(/static/[^"]+\.woff2)"', plain(server)[0])[1]
    whole = plain(server, path.decode())[0]
    for wanted, part in ((b"bytes=10-99", whole[10:100]), (b"bytes=-7", whole[-7:]), (b"bytes=100-", whole[100:])):
        got, _ = exchange(server, request(H, b"Range: " + wanted, first=b"GET " + path + b" HTTP/1.1"))
        assert statuses(got) == [206]
        assert got.partition(b"\r\n\r\n")[2] == part


def test_a_websocket_is_refused(server):
    upgrade = [
        b"Connection: Upgrade",
        b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]
    got, _ = exchange(server, request(H, *upgrade))
    assert statuses(got) == [403]
    assert "Traceback" not in server.log.read_text()


def test_pipelined_requests_are_answered_one_by_one(server):
    got, _ = exchange(server, request(H) + request(H, first=b"GET /topics/ HTTP/1.1") + request(H))
    assert statuses(got) == [200, 200, 200]


def test_another_spelling_that_the_parser_hides_gets_the_plain_page_and_no_entry_of_its_own(server):
    before, _ = plain(server, "/topics/")
    for spelling in ("/topics%2f", "/topic%73/", "/%74opics%2F?a=1"):
        got, how = plain(server, spelling)
        assert got == before
        assert "; hit" in how


def test_every_page_is_what_django_gives_with_no_store(server):
    assert digests({path: plain(server, path)[0] for path in PATHS}) == fresh(server, PATHS)


def digests(bodies):
    return {path: hashlib.sha256(body).hexdigest() for path, body in bodies.items()}


def fresh(site, paths):
    """path -> digest of the page that Django gives, in another process."""
    env = site_env(site.folder, BROADSHEET_BASE_URL=site.address, DJANGO_SETTINGS_MODULE="broadsheet.settings.site")
    code = "import broadsheet, django\ndjango.setup()\n" + FRESH.format(paths=list(paths))
    done = subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(line.split(" ") for line in done.stdout.splitlines())


def test_kill_9_at_any_moment_leaves_nothing_to_repair(server, tmp_path):
    env = site_env(server.folder, BROADSHEET_BASE_URL=server.address, DJANGO_SETTINGS_MODULE="broadsheet.settings.site")
    for wait in (0.05, 0.4, 0.9, 1.7):
        publisher = subprocess.Popen(
            [sys.executable, "-c", "import broadsheet, django\ndjango.setup()\n" + PUBLISH],
            env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        story = publisher.stdout.readline().strip()
        paths = [*PATHS, story]
        stopping = threading.Event()
        readers = [threading.Thread(target=_read_until, args=(server, paths, stopping)) for _ in range(3)]
        for reader in readers:
            reader.start()
        assert publisher.stdout.readline().strip() == "0"
        time.sleep(wait)
        os.killpg(server.process.pid, signal.SIGKILL)
        server.process.wait(10)
        os.killpg(publisher.pid, signal.SIGKILL)
        publisher.wait(10)
        stopping.set()
        for reader in readers:
            reader.join(30)
        server.start()
        assert digests({path: plain(server, path)[0] for path in paths}) == fresh(server, paths)
        with urllib.request.urlopen(f"{server.address}/health/", timeout=5) as answer:
            assert json.load(answer) == {"database": "ok"}


def _read_until(site, paths, stopping):
    while not stopping.is_set():
        for path in paths:
            try:
                plain(site, path)
            except OSError:
                if stopping.wait(0.05):
                    return
