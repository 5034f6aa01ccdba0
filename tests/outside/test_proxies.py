"""Behind a proxy nothing can be smuggled: what the server's own parser cannot refuse (a bare line feed, RFC 9112, 2.2),
nginx and Varnish refuse or write plainly, by the configurations that the documentation gives."""

import shutil
import socket
import subprocess
import time

import pytest

from tests.served import ROOT, demo_site, free_port

pytestmark = [pytest.mark.outside, pytest.mark.timeout(300)]
CANARY = b"canary7f3a"
H = b"Host: 127.0.0.1\r\n"
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


class Proxy:
    """A proxy before the site; `command` starts it from its own folder."""

    def __init__(self, folder, port, command):
        self.port = port
        self.log = (folder / "proxy.log").open("w")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        until = time.monotonic() + 30
        while b" 200 " not in self.send(b"GET /health/ HTTP/1.1\r\n" + H + b"Connection: close\r\n\r\n")[:20]:
            assert time.monotonic() < until and self.process.poll() is None, (folder / "proxy.log").read_text()
            time.sleep(0.1)

    def send(self, raw, wait=0.3):
        """Everything that comes back for these bytes on one connection."""
        got = b""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as line:
                line.sendall(raw)
                while data := line.recv(65536):
                    got += data
        except OSError:
            pass
        return got

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    served = demo_site(tmp_path_factory.mktemp("behind") / "courier").start()
    yield served
    served.stop()


@pytest.fixture(scope="module", params=["nginx", "varnishd"])
def proxy(request, site, tmp_path_factory):
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed: nothing is tried behind it")
    folder, port = tmp_path_factory.mktemp(request.param), free_port()
    if request.param == "nginx":
        inner = (ROOT / "docs/operate/nginx.conf").read_text().replace("127.0.0.1:8000", f"127.0.0.1:{site.port}")
        (folder / "server.conf").write_text(inner.replace("listen 80;", f"listen 127.0.0.1:{port};"))
        (folder / "nginx.conf").write_text(
            f"daemon off; worker_processes 1; pid {folder}/pid; error_log stderr; events {{}}\n"
            f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; "
            f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/server.conf; }}"
        )
        command = ["nginx", "-p", folder, "-c", folder / "nginx.conf"]
    else:
        vcl = (ROOT / "docs/operate/varnish.vcl").read_text().replace('"8000"', f'"{site.port}"')
        (folder / "front.vcl").write_text(vcl)
        command = ["varnishd", "-F", "-n", folder / "run", "-f", folder / "front.vcl", "-a", f"127.0.0.1:{port}", "-s", "malloc,32m", "-j", "none"]  # fmt: skip
    made = Proxy(folder, port, command)
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
