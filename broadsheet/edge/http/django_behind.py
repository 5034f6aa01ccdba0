"""Django behind the front: a request of Granian's as a WSGI environment (PEP 3333), and what Django answers."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from typing import IO, Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from django.conf import settings

from .clients import client_of
from .rsgi_protocol import RsgiScope

# What some frameworks let overrule the request line.
_OVERRIDES = {
    "x-http-method-override", "x-http-method", "x-method-override", "x-original-url", "x-rewrite-url", "proxy",
}  # fmt: skip


class DjangoAnswer(NamedTuple):
    """Django's answer: `body`, or the `file` that it is, from `part`'s first byte to before its second; or streamed already."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    file: str = ""
    part: tuple[int, int] | None = None
    is_streamed: bool = False


class AnswerSink(Protocol):
    """Where a streamed answer goes; called in Django's thread."""

    def begin(self, status: int, headers: list[tuple[str, str]]) -> None:
        """What stands before the first chunk."""

    def send(self, chunk: bytes) -> bool:
        """One chunk; returns whether more is wanted."""


def environ_of(scope: RsgiScope, body: IO[bytes]) -> dict[str, object]:
    """The WSGI environment. Header names with an underscore are dropped: in an environment they look like others."""
    size = body.seek(0, os.SEEK_END)
    body.seek(0)
    server, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode("utf-8", "surrogateescape").decode("latin-1"),  # PEP 3333
        "SERVER_NAME": server or "localhost",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client_of(scope),
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
    if scope.path in settings.EDGE.get("any_host", ()):  # monitors know the machine, not the paper's name
        environ["HTTP_HOST"] = urlsplit(settings.EDGE["base_url"]).netloc
    environ["CONTENT_LENGTH"] = str(size) if size else environ.get("CONTENT_LENGTH", "")
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    return environ


def call_django(application: Callable[..., Any], environ: dict[str, Any], outlet: AnswerSink) -> DjangoAnswer:
    """Django's answer; called in a thread. What is streamed goes to `outlet`, in this one thread from its first chunk to its end:
    the language and the connection to the database that a view had are the thread's."""
    started: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        started["status"], started["headers"] = int(status.split(" ", 1)[0]), headers

    response = application(environ, start_response)
    try:
        status, headers = started["status"], [(name.lower(), value) for name, value in started["headers"]]
        path, part = _file_of(response, headers)
        if path:
            return DjangoAnswer(status, headers, b"", path, part)
        if not getattr(response, "streaming", False):
            return DjangoAnswer(status, headers, b"".join(response))
        outlet.begin(status, headers)
        for chunk in response:
            if not outlet.send(chunk):
                break
        return DjangoAnswer(status, headers, b"", is_streamed=True)
    finally:
        getattr(response, "close", lambda: None)()


def _file_of(response: object, headers: list[tuple[str, str]]) -> tuple[str, tuple[int, int] | None]:
    """(the path of the file that a FileResponse would stream, the part of it that is asked for, None for all of it); the server
    sends it without us, at the reader's pace. An empty path where it is no such file."""
    file, status = getattr(response, "file_to_stream", None), getattr(response, "status_code", 0)
    inner = getattr(file, "fileobj", file)  # WhiteNoise puts a file of which a part is asked for into another
    name = getattr(inner, "name", None)
    if not isinstance(inner, io.BufferedReader) or not isinstance(name, str) or not os.path.isabs(name):
        return "", None
    if not os.path.isfile(name):
        return "", None
    start = inner.tell()
    if file is inner:  # all of it
        return (name, None) if status == 200 and start == 0 else ("", None)
    told = next((value for key, value in headers if key == "content-range"), "")
    match = re.fullmatch(r"bytes (\d+)-(\d+)/\d+", told)
    if status != 206 or match is None or start != int(match[1]):
        return "", None
    return name, (int(match[1]), int(match[2]) + 1)
