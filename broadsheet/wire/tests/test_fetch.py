"""The guarded fetch, tested on loopback servers. No real name on the internet is ever looked up."""

# Word lists and patterns are easiest to read unformatted.
# ruff: noqa: SIM905

import gzip
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

import pytest

from broadsheet.imports.page import UnreadablePage, read_source
from broadsheet.wire.fetch import FetchedFile, FetchError, Network, PrivateAddress, fetch, is_public

PUBLIC = "93.184.216.34"


class Server:
    """A loopback server that sends what `answer` returns for each request's path, and records the requests."""

    def __init__(self, answer: Callable[[str], list[bytes | float]]) -> None:
        self.answer = answer
        self.requests: list[str] = []
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            try:
                request = connection.recv(65_536).decode("latin-1")
                self.requests.append(request)
                for part in self.answer(request.split(" ")[1] if " " in request else ""):
                    if isinstance(part, bytes):
                        connection.sendall(part)
                    else:
                        time.sleep(part)
            except OSError:
                pass


@contextmanager
def serving(answer: Callable[[str], list[bytes | float]]) -> Generator[Server, None, None]:
    server = Server(answer)
    try:
        yield server
    finally:
        server.socket.close()


def page(body: bytes, *headers: str, status: str = "200 OK") -> list[bytes | float]:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", f"Content-Length: {len(body)}", *headers]
    return ["\r\n".join([*lines, "", ""]).encode("latin-1") + body]


def redirect(location: str) -> list[bytes | float]:
    return page(b"", f"Location: {location}", status="302 Found")


def network(server: Server, **names: str | list[str]) -> Network:
    """Resolves names as given (others to a public address). Connections to public addresses reach the server."""

    def resolve(host: str, port: int) -> list[str]:
        addresses = names.get(host.split(".")[0], PUBLIC)
        return addresses if isinstance(addresses, list) else [addresses]

    def connect(address: str, port: int, timeout: float) -> socket.socket:
        assert is_public(address)
        return socket.create_connection(("127.0.0.1", server.port), timeout=timeout)

    return Network(resolve=resolve, connect=connect)


PRIVATE_HOSTS = """
127.0.0.1 127.0.0.2 127.1 127.0.1 127.255.255.255 2130706433 017700000001 0x7f000001 0x7f.0.0.1 0x7f.1 0177.0.0.1
0177.0.0.01 00000177.0.0.1 0x7F.0X0.0x0.0x1 localhost LOCALHOST localhost. 127.0.0.1. 0.0.0.0 0 0x0 00.00 0.0.0.1
10.0.0.1 10.255.255.255 0xa.0.0.1 167772161 012.0.0.1 172.16.0.1 172.31.255.254 192.168.0.1 192.168.1.1 3232235777
0xc0a80101 100.64.0.1 100.127.255.254 169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.1.1
192.0.0.1 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 192.88.99.1 224.0.0.1 239.255.255.255
240.0.0.1 255.255.255.255 ①②⑦.⓪.⓪.① １２７.0.0.1 127。0。0。1
[::1] [::] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::ffff:127.0.0.1] [::ffff:7f00:1]
[::ffff:10.0.0.1] [::127.0.0.1] [::7f00:1] [fe80::1] [fe80::1%25lo] [fe80::1%lo] [fc00::1] [fd12:3456:789a::1]
[fec0::1] [ff02::1] [64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:a9fe:a9fe::1]
[2001:0:7f00:1::] [2001:db8::1] [3fff::1] [100::1] [2001:4860::5efe:7f00:1] [5f00::1]
""".split()


@pytest.fixture(scope="module")
def trap() -> Iterator[Server]:
    with serving(lambda path: page(b"<p>the trap was reached</p>")) as server:
        yield server


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_no_spelling_of_a_private_address_is_ever_connected_to(host: str, trap: Server) -> None:
    with pytest.raises(FetchError) as refusal:
        fetch(f"http://{host}:{trap.port}/", ports=frozenset({trap.port}))
    assert trap.connections == 0
    assert str(refusal.value).endswith(".") and "\n" not in str(refusal.value)


def test_the_spellings_are_at_least_sixty() -> None:
    assert len(set(PRIVATE_HOSTS)) >= 60


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::200e"])
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "//example.org/", "example.org",
        "http://example.org:22/", "http://example.org:6379/", "http://user@example.org/", "http://a:b@example.org/",
        "http://example.org\\@127.0.0.1/", "http://127.0.0.1\t/", "http://exa mple.org/", "http://", "http:///path",
        "http://[::1", "http://example.org:99999/", "http://a..b/\r\nHost: x", "http://exa\x00mple.org/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_anything_but_a_plain_web_address_is_refused_before_a_look_up(url: str) -> None:
    def never(*_: object) -> list[str]:
        raise AssertionError("looked up")

    with pytest.raises(FetchError):
        fetch(url, network=Network(resolve=never, connect=never))


def test_a_page_is_fetched_with_its_own_name_in_the_host_header() -> None:
    with serving(lambda path: page(b"<p>Hello</p>")) as server:
        fetched = fetch("http://paper.example/story?id=1#top", network=network(server))
    assert fetched == FetchedFile("http://paper.example/story?id=1#top", "text/html", b"<p>Hello</p>")
    assert server.requests[0].startswith("GET /story?id=1 HTTP/1.1\r\nHost: paper.example\r\n")


def test_a_relative_redirect_is_resolved_against_its_own_address() -> None:
    answers = {"/old/story": redirect("../new/story"), "/new/story": page(b"<p>New</p>")}
    with serving(lambda path: answers[path]) as server:
        fetched = fetch("http://paper.example/old/story", network=network(server))
    assert (fetched.url, fetched.body) == ("http://paper.example/new/story", b"<p>New</p>")


def test_a_redirect_to_a_private_address_is_refused(trap: Server) -> None:
    answers: list[str] = [
        f"http://127.0.0.1:{trap.port}/",
        f"http://2130706433:{trap.port}/",
        "http://inside.example/",
    ]
    for location in answers:
        with serving(lambda path, to=location: redirect(to)) as server:
            names = network(server, inside="10.1.2.3", **{"127": "127.0.0.1", "2130706433:": "127.0.0.1"})
            names = Network(
                resolve=lambda host, port, names=names: (
                    ["127.0.0.1"] if host == "2130706433" else names.resolve(host, port)
                ),
                connect=names.connect,
            )
            with pytest.raises(PrivateAddress, match=r"redirects to http\S+, which leads to a private address"):
                fetch("http://paper.example/", network=names, ports=frozenset({80, trap.port}))
    assert trap.connections == 0


def test_a_redirect_away_from_http_or_to_another_port_is_refused() -> None:
    for location in (
        "file:///etc/passwd",
        "ftp://paper.example/",
        "http://paper.example:8080/",
        "http://u:p@paper.example/",
    ):
        with serving(lambda path, to=location: redirect(to)) as server, pytest.raises(FetchError):
            fetch("http://paper.example/", network=network(server))


def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    def answer(path: str) -> list[bytes | float]:
        left = int(path.strip("/"))
        return redirect(f"/{left - 1}") if left else page(b"<p>here</p>")

    with serving(answer) as server:
        assert fetch("http://paper.example/3", network=network(server)).body == b"<p>here</p>"
        with pytest.raises(FetchError, match="redirects more than 3 times"):
            fetch("http://paper.example/4", network=network(server))


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with serving(lambda path: page(b"x")) as server, pytest.raises(PrivateAddress, match="192.168.0.7"):
        fetch("http://paper.example/", network=network(server, paper=[PUBLIC, "192.168.0.7"]))
    assert server.connections == 0


def test_a_name_is_resolved_once_and_the_checked_address_is_used() -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    connected: list[str] = []
    with serving(lambda path: page(b"<p>public</p>")) as server:

        def connect(address: str, port: int, timeout: float) -> socket.socket:
            connected.append(address)
            return socket.create_connection(("127.0.0.1", server.port), timeout=timeout)

        rebinding = Network(resolve=lambda host, port: next(answers), connect=connect)
        assert fetch("http://rebind.example/", network=rebinding).body == b"<p>public</p>"
    assert connected == [PUBLIC]


def test_a_redirect_to_the_same_name_is_refused_if_it_now_resolves_to_a_private_address() -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with serving(lambda path: redirect("/again")) as server:
        turning = Network(resolve=lambda host, port: next(answers), connect=network(server).connect)
        with pytest.raises(PrivateAddress):
            fetch("http://rebind.example/", network=turning)
    assert server.connections == 1


def test_a_slow_answer_ends_at_the_deadline() -> None:
    drip: list[bytes | float] = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", *[b"x", 0.1] * 100]
    header_drip: list[bytes | float] = [b"HTTP/1.1 200 OK\r\n", *[b"X-A: b\r\n", 0.1] * 90]
    silence: list[bytes | float] = [30.0]
    for answer in (drip, header_drip, silence):
        with serving(lambda path, parts=answer: parts) as server:
            started = time.monotonic()
            with pytest.raises(FetchError, match=r"within 0.6 seconds"):
                fetch("http://paper.example/", network=network(server), deadline_seconds=0.6)
            assert time.monotonic() - started < 1.5


def test_a_name_server_that_never_answers_ends_at_the_deadline() -> None:
    def resolve(host: str, port: int) -> list[str]:
        time.sleep(3)
        return [PUBLIC]

    started = time.monotonic()
    with pytest.raises(FetchError, match="within 0.3 seconds"):
        fetch("http://paper.example/", network=Network(resolve=resolve), deadline_seconds=0.3)
    assert time.monotonic() - started < 1


def test_a_large_answer_is_refused_by_declared_and_by_actual_length() -> None:
    endless: list[bytes | float] = [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        *[b"x" * 100_000] * 100,
    ]
    declared: list[bytes | float] = [b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", 30.0]
    for answer in (endless, declared):
        with (
            serving(lambda path, parts=answer: parts) as server,
            pytest.raises(FetchError, match="larger than 1 MB"),
        ):
            fetch("http://paper.example/", network=network(server), limit_bytes=1_000_000)


def test_a_decompression_bomb_is_refused_at_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    with (
        serving(lambda path: page(bomb, "Content-Encoding: gzip")) as server,
        pytest.raises(FetchError, match="larger than 1 MB"),
    ):
        fetch("http://paper.example/", network=network(server), limit_bytes=1_000_000)


def test_a_compressed_page_is_unpacked_and_other_codings_are_refused() -> None:
    packed = gzip.compress(b"<p>Hello</p>")
    with serving(lambda path: page(packed, "Content-Encoding: gzip")) as server:
        assert fetch("http://paper.example/", network=network(server)).body == b"<p>Hello</p>"
    for coding in ("br", "gzip, gzip", "deflate"):
        with (
            serving(lambda path, name=coding: page(packed, f"Content-Encoding: {name}")) as server,
            pytest.raises(FetchError, match="compressed as"),
        ):
            fetch("http://paper.example/", network=network(server))


def test_a_broken_answer_is_reported_in_one_sentence() -> None:
    broken: list[list[bytes | float]] = [
        [b"SSH-2.0-OpenSSH_9.2\r\n"], [b""], [b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"], [b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500],
        page(b"not gzip", "Content-Encoding: gzip"), page(b"", status="404 Not Found"), [b"HTTP/1.1 200 OK\r\n" + b"x" * 99999],
        redirect("http://[broken"),
    ]  # fmt: skip
    for answer in broken:
        with serving(lambda path, parts=answer: parts) as server, pytest.raises(FetchError) as refusal:
            fetch("http://paper.example/", network=network(server))
        assert str(refusal.value).endswith(".")


def test_only_accepted_content_types_are_fetched() -> None:
    with serving(lambda path: [b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 1\r\n\r\nx"]) as server:
        net = network(server)
        assert fetch("http://paper.example/", accept=("image/",), network=net).content_type == "image/png"
        with pytest.raises(FetchError, match="is image/png; wanted was text/html"):
            fetch("http://paper.example/", accept=("text/html",), network=net)


def test_a_page_at_a_private_address_is_refused_with_advice(trap: Server) -> None:
    with pytest.raises(UnreadablePage) as refusal:
        read_source("http://127.0.0.1/")
    assert str(refusal.value) == (
        "http://127.0.0.1/ leads to a private address (127.0.0.1); only public web addresses can be imported. "
        "Save the page to a file and import that."
    )


def test_a_fetched_page_has_its_address_after_redirects() -> None:
    answers = {"/a": redirect("/b"), "/b": page(b"<p>Hello</p>")}
    with serving(lambda path: answers[path]) as server:
        saved = read_source("http://paper.example/a", network=network(server))
    assert (saved.html, saved.url) == (b"<p>Hello</p>", "http://paper.example/b")
