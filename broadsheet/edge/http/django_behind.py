"""Django behind the front: turns a request from Granian into a WSGI environment (PEP 3333), and collects Django's answer."""

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

# Headers that some frameworks allow to override the request line or the environment.
_OVERRIDES = {
    "x-http-method-override", "x-http-method", "x-method-override", "x-original-url", "x-rewrite-url", "proxy",
}  # fmt: skip


class DjangoAnswer(NamedTuple):
    """Django's answer.

    The content is `body`; or the file at the path `file`, of which `part` gives the (start, end) bytes; or it was already
    streamed.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    file: str = ""
    part: tuple[int, int] | None = None
    is_streamed: bool = False


class AnswerSink(Protocol):
    """Receives a streamed answer; its methods are called in Django's thread."""

    def begin(self, status: int, headers: list[tuple[str, str]]) -> None:
        """Send the status and headers."""

    def send(self, chunk: bytes) -> bool:
        """Send one chunk; returns whether more is wanted."""


def environ_of(scope: RsgiScope, body: IO[bytes]) -> dict[str, object]:
    """The WSGI environment. Headers with an underscore in their names are dropped: there they would look like other headers."""
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
    if scope.path in settings.EDGE.get("any_host", ()):  # monitors use the machine's address, not the site's host name
        environ["HTTP_HOST"] = urlsplit(settings.EDGE["base_url"]).netloc
    environ["CONTENT_LENGTH"] = str(size) if size else environ.get("CONTENT_LENGTH", "")
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    return environ


def call_django(application: Callable[..., Any], environ: dict[str, Any], outlet: AnswerSink) -> DjangoAnswer:
    """Django's answer; called in a thread.

    A streamed answer goes to `outlet`. This one thread streams all of it, because the view's language and database connection
    belong to the thread.
    """
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
    """The path of the file that a FileResponse would stream, and the (start, end) of the requested part, None for all of it.

    Granian then sends the file itself, at the client's pace. The path is empty where the response is no such file.
    """
    file, status = getattr(response, "file_to_stream", None), getattr(response, "status_code", 0)
    inner = getattr(file, "fileobj", file)  # for a range request, WhiteNoise wraps the file in another object
    name = getattr(inner, "name", None)
    if not isinstance(inner, io.BufferedReader) or not isinstance(name, str) or not os.path.isabs(name):
        return "", None
    if not os.path.isfile(name):
        return "", None
    start = inner.tell()
    if file is inner:  # the whole file
        return (name, None) if status == 200 and start == 0 else ("", None)
    content_range = next((value for key, value in headers if key == "content-range"), "")
    match = re.fullmatch(r"bytes (\d+)-(\d+)/\d+", content_range)
    if status != 206 or match is None or start != int(match[1]):
        return "", None
    return name, (int(match[1]), int(match[2]) + 1)
