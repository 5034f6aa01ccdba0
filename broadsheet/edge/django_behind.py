"""Django behind the front: a request of Granian's as a WSGI environment (PEP 3333), and what Django answers."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Any, NamedTuple

# What some frameworks let overrule the request line.
_OVERRIDES = {
    "x-http-method-override", "x-http-method", "x-method-override", "x-original-url", "x-rewrite-url", "proxy",
}  # fmt: skip


_IN_MEMORY = 1_000_000  # bytes of a body; what is longer lies in a temporary file


class TooLong(Exception):
    """The body is longer than may be sent; `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class Answered(NamedTuple):
    """Django's answer: `body`, or `chunks` where it is streamed, or the `file` that it is."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    chunks: Iterator[bytes] | None
    close: Callable[[], None]
    file: str = ""


async def body_of(scope: Any, protocol: Any, *, most: int | None) -> IO[bytes]:  # noqa: ANN401 - Granian's
    """The body of a request, of at most `most` bytes (None: any), at its beginning.

    Raises TooLong, before reading where the request tells its length; and what Granian raises where it cannot be read.
    """
    told = scope.headers.get("content-length") or "0"
    if most is not None and told.isdecimal() and int(told) > most:
        raise TooLong(most)
    body = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - whoever called closes it
    size = 0
    async for chunk in protocol:
        size += len(chunk)
        if most is not None and size > most:
            body.close()
            raise TooLong(most)
        body.write(chunk)
    body.seek(0)
    return body


def environ_of(scope: Any, body: IO[bytes]) -> dict[str, Any]:  # noqa: ANN401 - Granian's scope
    """The WSGI environment. Header names with an underscore are dropped: in an environment they look like others."""
    size = body.seek(0, os.SEEK_END)
    body.seek(0)
    server, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server or "localhost",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name or name in _OVERRIDES:
            continue
        if name in {"content-type", "content-length"}:
            environ[name.upper().replace("-", "_")] = value
            continue
        variable = f"HTTP_{name.upper().replace('-', '_')}"
        joiner = "; " if name == "cookie" else ","
        environ[variable] = f"{environ[variable]}{joiner}{value}" if variable in environ else value
    environ["CONTENT_LENGTH"] = str(size) if size else environ.get("CONTENT_LENGTH", "")
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    return environ


def call_django(application: Callable[..., Any], environ: dict[str, Any]) -> Answered:
    """Django's answer; called in a thread."""
    started: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        started["status"], started["headers"] = int(status.split(" ", 1)[0]), headers

    response = application(environ, start_response)
    close = getattr(response, "close", lambda: None)
    headers = [(name.lower(), value) for name, value in started["headers"]]
    if started["status"] == 200 and (path := _whole_file(response)):
        close()
        return Answered(200, headers, b"", None, close, path)
    if getattr(response, "streaming", False):
        return Answered(started["status"], headers, b"", iter(response), close)
    try:
        return Answered(started["status"], headers, b"".join(response), None, lambda: None)
    finally:
        close()


def _whole_file(response: Any) -> str:  # noqa: ANN401
    """The path of the file that a FileResponse would stream from its start; the server sends it without us."""
    file = getattr(response, "file_to_stream", None)
    name = getattr(file, "name", None)
    if file is None or not isinstance(name, str) or not os.path.isabs(name) or not os.path.isfile(name):
        return ""
    return name if type(file) is io.BufferedReader and file.tell() == 0 else ""
