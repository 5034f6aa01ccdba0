"""Behind a proxy nothing can be smuggled: what the server's own parser cannot refuse (a bare line feed, RFC 9112, 2.2),
nginx and Varnish refuse or write plainly, by the configurations that the documentation gives."""

import shutil

import pytest

from tests.outside import proxies
from tests.served import demo_site

pytestmark = [pytest.mark.outside, pytest.mark.timeout(300)]
CANARY = b"canary7f3a"
H = proxies.H
NEXT = b"GET /" + CANARY + b"/ HTTP/1.1\r\n" + H + b"\r\n"
# Each hides NEXT in what a proxy might take for a part of the first request.
SMUGGLING = {
    "a bare LF ends the headers": b"GET / HTTP/1.1\r\n" + H + b"X-A: b\n\n" + NEXT,
    "a bare LF within a value": b"GET / HTTP/1.1\r\n" + H + b"X-A: b\nContent-Length: %d\r\n\r\n" % len(NEXT) + NEXT,
    "a length behind a bare LF": b"POST / HTTP/1.1\r\n" + H + b"Content-Length: %d\r\nX-A: b\nContent-Length: 0\r\n\r\n" % len(NEXT) + NEXT,
    "a coding behind a bare LF": b"POST / HTTP/1.1\r\n" + H + b"Content-Length: %d\r\nX-A: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % (len(NEXT) + 5) + NEXT,
    "a host behind a bare LF": b"GET / HTTP/1.1\r\n" + H + b"X-A: b\nHost: " + CANARY + b".example\r\n\r\n",
    "chunks that end with a bare LF": b"POST / HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked\r\n\r\n5\nabcde\n0\n\n" + NEXT,
    "an extension of a chunk with a bare LF": b"POST / HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked\r\n\r\n5;a\nabcde\r\n0\r\n\r\n" + NEXT,
    "both lengths": b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + NEXT,
    "a coding with a blank before its colon": b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 5\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + NEXT,
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    served = demo_site(tmp_path_factory.mktemp("behind") / "courier").start()
    yield served
    served.stop()


@pytest.fixture(scope="module", params=proxies.PROGRAMS)
def proxy(request, site, tmp_path_factory):
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed: nothing is tried behind it")
    made = proxies.proxy(request.param, tmp_path_factory.mktemp(request.param), site.port)
    yield made
    made.stop()


def answers(got):
    """The status of each answer on one connection."""
    return [int(part[2:5]) for part in got.split(b"HTTP/1.")[1:]]


def plain(proxy, path):
    """Another reader's page: its status and its headline."""
    got = proxy.send(
        b"GET " + path + b" HTTP/1.1\r\n" + H + b"Accept-Encoding: identity\r\nConnection: close\r\n\r\n", wait=5
    )
    return answers(got), got.partition(b"<title>")[2].partition(b"</title>")[0]


@pytest.mark.parametrize("name", SMUGGLING)
def test_what_is_hidden_in_a_request_reaches_nobody_else(proxy, name):
    pages = [b"/", b"/world/", b"/topics/", b"/archive/"]
    before = [plain(proxy, path) for path in pages]
    assert [statuses for statuses, _ in before] == [[200]] * len(pages)
    for _ in range(2):
        got = proxy.send(SMUGGLING[name])
        assert len(answers(got)) <= SMUGGLING[name].count(b" HTTP/1.1"), got[:500]
        assert CANARY + b".example" not in got
        assert [plain(proxy, path) for path in pages] == before


@pytest.mark.parametrize(
    "path", [b"/world%2f", b"/world%2F?a=1", b"/world/%2e%2e/", b"/world%5c", b"/%00", b"/world/%3fa=1", b"/%252f"]
)
def test_another_spelling_of_an_address_is_refused(proxy, path):
    assert plain(proxy, path)[0] == [400]


@pytest.mark.parametrize(
    "path", [b"/world/?q=%2f%2e", b"/topics/?a=b%25", b"/ar/%D8%A7%D9%84%D8%B9%D8%A7%D9%84%D9%85/"]
)
def test_what_is_spelled_so_for_a_reason_is_not(proxy, path):
    assert plain(proxy, path)[0] in ([200], [404])
