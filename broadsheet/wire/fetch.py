"""The only way to other sites: fetch something from a public web address for somebody.

Every importer that follows an address given by a person or a file goes through `fetch`, so that
nobody can make the server send requests to itself or its neighbours (SSRF, bar 12 of the security bars):

- http and https only, on permitted ports only;
- every address that the name resolves to must be globally routable, else none is used;
- the connection goes to the very address that was checked, so a second, different DNS answer
  (rebinding) has no effect; the Host header and TLS still use the name;
- each redirect is checked in the same way, and there are at most three;
- one deadline covers everything, from the name look-up to the last byte; one limit covers the body,
  both as sent and as decompressed.

Proxy settings of the environment are ignored.
"""

import http.client
import io
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

USER_AGENT = "Broadsheet/1 (news importer)"
MAX_REDIRECTS = 3
_CHUNK = 65_536
_REDIRECTS = {301, 302, 303, 307, 308}
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[a-z0-9._-]{1,253}")

# IANA special-purpose registries: blocks that `ipaddress` calls global but that are not, or may not be.
_NOT_PUBLIC_V4 = [
    ipaddress.IPv4Network(block)
    for block in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/3")
]
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = [
    ipaddress.IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")  # Teredo, examples, 6to4
]
_ISATAP = (0x00005EFE, 0x02005EFE)


class FetchError(ValueError):
    """Nothing was fetched. The message is one sentence for the person who asked."""


class PrivateAddress(FetchError):
    """The address, or the target of its redirects, is not on the public web."""


@dataclass(frozen=True)
class FetchedFile:
    """`url` is the address after redirects; `content_type` is the header as sent, possibly empty."""

    url: str
    content_type: str
    body: bytes


def resolve(host: str, port: int) -> list[str]:
    """Every IP address of a name (or of any spelling of an address), according to the system."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


def connect(address: str, port: int, timeout: float) -> socket.socket:
    """A connection to an IP address, never to a name. Raises OSError."""
    return socket.create_connection((address, port), timeout=timeout)


@dataclass(frozen=True)
class Network:
    """How names are resolved and addresses connected to. Only tests replace it."""

    resolve: Callable[[str, int], Iterable[str]] = resolve
    connect: Callable[[str, int, float], socket.socket] = connect
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)


def is_public(address: str) -> bool:
    """Whether everybody on the internet can reach an IP address, given in its canonical spelling."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in block for block in _NOT_PUBLIC_V4)
    if ip.scope_id or ip not in _PUBLIC_V6 or not ip.is_global:
        return False
    if (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return not any(ip in block for block in _NOT_PUBLIC_V6)


@dataclass(frozen=True)
class _Target:
    """A parsed address: `host` is ASCII, `path` is the one for the request line."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.scheme == "https" else 80) else f"{host}:{self.port}"


def _target(url: str, ports: frozenset[int]) -> _Target:
    if _FORBIDDEN.search(url):
        raise FetchError(
            f"{_shown(url)} contains a space, a backslash or a control character, so it is not a web address."
        )
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = parts.hostname or ""
    except ValueError:
        raise FetchError(f"{_shown(url)} is not a valid web address.") from None
    if parts.scheme not in ("http", "https"):
        raise FetchError(f"{_shown(url)} is not an http or https address. Only those can be fetched.")
    if "@" in parts.netloc:
        raise FetchError(f"{_shown(url)} contains a user name. Such addresses are not fetched.")
    if port not in ports:
        allowed = " and ".join(str(number) for number in sorted(ports))
        raise FetchError(f"{_shown(url)} names port {port}. Only {allowed} may be used.")
    path = re.sub(r"[^\x21-\x7e]", lambda match: _percent(match.group()), parts.path or "/")
    query = re.sub(r"[^\x21-\x7e]", lambda match: _percent(match.group()), parts.query)
    return _Target(url, parts.scheme, _ascii_host(host, url), port, f"{path}?{query}" if query else path)


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "replace"))


def _ascii_host(host: str, url: str) -> str:
    if ":" in host:
        return host
    try:
        name = host.encode("idna").decode("ascii").lower() if not host.isascii() else host.lower()
    except UnicodeError:
        name = ""
    if not _HOST.fullmatch(name):
        raise FetchError(f"{_shown(url)} has no valid host name.")
    return name


def _shown(url: str) -> str:
    """An address in the form for a message: one line of limited length."""
    text = re.sub(r"[\x00-\x1f\x7f]", "?", url)
    return text if len(text) <= 200 else text[:199] + "…"


class _Deadline:
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, above zero. Raises TimeoutError if no time is left."""
        remaining = self._end - time.monotonic()
        if remaining <= 0:
            raise TimeoutError
        return remaining


def _addresses(target: _Target, network: Network, deadline: _Deadline, came_from: str | None) -> list[str]:
    """The checked addresses of a target. The look-up runs in a thread of its own, which can be abandoned."""
    answer: list[Any] = []

    def look_up() -> None:
        try:
            answer.append(list(network.resolve(target.host, target.port)))
        except (OSError, UnicodeError) as error:
            answer.append(error)

    thread = threading.Thread(target=look_up, daemon=True, name="fetch-look-up")
    thread.start()
    thread.join(deadline.left())
    if not answer:
        raise TimeoutError
    if isinstance(answer[0], Exception) or not answer[0]:
        raise FetchError(f"{_shown(target.url)}: the name {target.host} could not be found.")
    for address in answer[0]:
        if not is_public(address):
            leads = "leads to" if came_from is None else f"redirects to {_shown(target.url)}, which leads to"
            raise PrivateAddress(
                f"{_shown(came_from or target.url)} {leads} a private address ({address}); "
                "only public web addresses can be fetched."
            )
    return answer[0]


class _DeadlineReader(io.RawIOBase):
    """Reads from a socket, and each time waits no longer than the deadline allows."""

    def __init__(self, sock: socket.socket, deadline: _Deadline) -> None:
        super().__init__()
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a writable buffer has no public type in 3.11
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)


class _ReadingSocket:
    """The parts of a socket that `http.client.HTTPResponse` needs."""

    def __init__(self, sock: socket.socket, deadline: _Deadline) -> None:
        self._reader = _DeadlineReader(sock, deadline)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._reader, _CHUNK)


def _open(target: _Target, addresses: list[str], network: Network, deadline: _Deadline) -> socket.socket:
    """A connection to the first checked address that answers. Raises FetchError or TimeoutError."""
    for address in addresses[:4]:
        try:
            sock = network.connect(address, target.port, deadline.left())
        except TimeoutError:
            raise
        except OSError:
            continue
        if target.scheme == "http":
            return sock
        try:
            sock.settimeout(deadline.left())
            return network.tls.wrap_socket(sock, server_hostname=target.host)
        except ssl.SSLError as error:
            sock.close()
            reason = getattr(error, "verify_message", "") or error.reason or "TLS failed"
            raise FetchError(f"{_shown(target.url)} could not be trusted: {reason}.") from None
        except OSError:
            sock.close()
            raise
    raise FetchError(f"{_shown(target.url)} did not accept a connection.")


def _ask(
    sock: socket.socket, target: _Target, accept: tuple[str, ...], deadline: _Deadline
) -> http.client.HTTPResponse:
    lines = [
        f"GET {target.path} HTTP/1.1",
        f"Host: {target.host_header}",
        f"User-Agent: {USER_AGENT}",
        f"Accept: {', '.join(kind + '*' if kind.endswith('/') else kind for kind in accept) or '*/*'}",
        "Accept-Encoding: gzip, identity",
        "Connection: close",
    ]
    sock.settimeout(deadline.left())
    sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))
    reading: Any = _ReadingSocket(sock, deadline)
    response = http.client.HTTPResponse(reading, method="GET")
    response.begin()
    return response


def _read(response: http.client.HTTPResponse, url: str, limit: int) -> bytes:
    """The body, decompressed. Neither the compressed nor the decompressed size may exceed the limit."""
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise FetchError(f"{_shown(url)} is compressed as “{coding[:40]}”, which was not asked for.")
    declared = response.getheader("Content-Length") or ""
    if declared.isascii() and declared.isdigit() and (len(declared) > 15 or int(declared) > limit):
        raise _too_large(url, limit)
    unpack = GzipDecoder(limit) if coding != "identity" else None
    parts, sent, size = [], 0, 0
    while chunk := response.read1(_CHUNK):
        sent += len(chunk)
        part = unpack.feed(chunk) if unpack else chunk
        size += len(part)
        if sent > limit or size > limit:
            raise _too_large(url, limit)
        parts.append(part)
    if response.length or (unpack and not unpack.whole):
        raise FetchError(f"{_shown(url)} broke off before its end.")
    return b"".join(parts)


def _too_large(url: str, limit: int) -> FetchError:
    return FetchError(f"{_shown(url)} is larger than {limit / 1_000_000:g} MB, which is the limit.")


class GzipDecoder:
    """Decompresses gzip piece by piece and never holds more than `limit` bytes and one chunk."""

    def __init__(self, limit: int) -> None:
        self._left = limit + 1
        self._unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def feed(self, data: bytes) -> bytes:
        """The decompressed `data`, cut off one byte past the limit. Raises zlib.error."""
        parts = []
        while data and self._left > 0:
            part = self._unpack.decompress(data, self._left)
            self._left -= len(part)
            parts.append(part)
            data = self._unpack.unconsumed_tail
            if self._unpack.eof:
                data = self._unpack.unused_data
                if not data.startswith(b"\x1f"):
                    break  # padding after the last member
                self._unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return b"".join(parts)

    @property
    def whole(self) -> bool:
        """Whether the last member is complete."""
        return self._unpack.eof


def fetch(
    url: str,
    *,
    accept: tuple[str, ...] = (),
    limit_bytes: int = 10_000_000,
    deadline_seconds: float = 10.0,
    ports: frozenset[int] = frozenset({80, 443}),
    network: Network | None = None,
) -> FetchedFile:
    """Fetch a public address; raises `FetchError` with one sentence if that fails or is not allowed.

    `accept` lists content types ("text/html") or their beginnings ("image/"). Other types are refused;
    an answer without a type is accepted. `deadline_seconds` covers redirects and look-ups too.
    """
    network = network or Network()
    deadline = _Deadline(deadline_seconds)
    came_from: str | None = None
    address = url
    try:
        for _ in range(MAX_REDIRECTS + 1):
            answer = _one(address, came_from, accept, limit_bytes, deadline, ports, network)
            if isinstance(answer, FetchedFile):
                return answer
            came_from, address = address, answer
    except TimeoutError:
        message = f"{_shown(url)} did not send everything within {deadline_seconds:g} seconds."
        raise FetchError(message) from None
    except (OSError, http.client.HTTPException, zlib.error):
        raise FetchError(f"{_shown(address)} broke off or sent an invalid answer.") from None
    raise FetchError(f"{_shown(url)} redirects more than {MAX_REDIRECTS} times.")


def _one(
    url: str,
    came_from: str | None,
    accept: tuple[str, ...],
    limit: int,
    deadline: _Deadline,
    ports: frozenset[int],
    network: Network,
) -> FetchedFile | str:
    """One request: the fetched file, or the address of a redirect."""
    target = _target(url, ports)
    addresses = _addresses(target, network, deadline, came_from)
    sock = _open(target, addresses, network, deadline)
    try:
        response = _ask(sock, target, accept, deadline)
        location = response.getheader("Location")
        if response.status in _REDIRECTS and location:
            return _joined(url, location)
        if response.status != 200:
            raise FetchError(f"{_shown(url)} answered {response.status}, not with the page.")
        kind = (response.getheader("Content-Type") or "").strip()
        media_type = kind.split(";")[0].strip().lower()
        if accept and media_type and not any(_takes(wanted, media_type) for wanted in accept):
            raise FetchError(f"{_shown(url)} is {media_type[:60]}; wanted was {' or '.join(accept)}.")
        return FetchedFile(url, kind, _read(response, url, limit))
    finally:
        sock.close()


def _joined(url: str, location: str) -> str:
    try:
        # Headers are decoded as latin-1; browsers read addresses as UTF-8.
        return urljoin(url, location.encode("latin-1").decode("utf-8", "replace").strip())
    except ValueError:
        raise FetchError(f"{_shown(url)} redirects to something that is not a web address.") from None


def _takes(wanted: str, media_type: str) -> bool:
    return media_type.startswith(wanted) if wanted.endswith("/") else media_type == wanted
