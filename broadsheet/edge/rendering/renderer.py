"""Rendering for the store: Django answers a request that carries nothing of any reader, and the render is captured."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse
from django.urls import set_script_prefix
from django.utils import translation

from ..storable import Key, reason_not_to_store
from ..store.disk_store import FragmentReference
from .capture import Capture, UnstorablePage, capturing, fresh_caches
from .fragments import PageMarks, PieceMarks, front_of, rendered
from .pieces import Piece

# Headers that the store sets itself, or that belong to one connection.
_NOT_KEPT = {"content-length", "vary", "etag", "date", "connection", "transfer-encoding", "server"}


class RenderResult(NamedTuple):
    """The result of a captured render."""

    response: HttpResponse
    contents: tuple[Piece | FragmentReference, ...]
    capture: Capture

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers that are stored, with names in lower case."""
        return tuple(
            (name.lower(), value) for name, value in self.response.headers.items() if name.lower() not in _NOT_KEPT
        )


class NotStored(Exception):
    """The answer must not be stored; `response`, if any, may be sent to the one client that asked."""

    def __init__(self, reason: str, response: HttpResponse | None = None) -> None:
        super().__init__(reason)
        self.reason, self.response = reason, response


class RenderRequest(WSGIRequest):
    """A request that the store makes itself, with the objects that mark the parts of its answer."""

    edge_marks: PageMarks
    edge_fragment: str
    edge_pieces: PieceMarks


class Renderer:
    """Renders pages and fragments through a Django handler."""

    def __init__(self, handler: BaseHandler) -> None:
        self._get_response = cast("Callable[[HttpRequest], HttpResponse]", handler.get_response)
        base = urlsplit(settings.EDGE["base_url"])
        self._scheme, self._base_host, self._base_netloc = base.scheme, base.hostname, base.netloc

    def page(self, key: Key) -> RenderResult:
        """The page, in pieces; raises NotStored."""
        request = self.request_for(key)
        language = translation.get_language_from_path(key.path) or settings.LANGUAGE_CODE
        marks = PageMarks(f"{key.host}{self._front_of(language)}")
        request.edge_marks = marks
        return self._captured(request, marks.contents)

    def fragment(self, key: str) -> RenderResult:
        """The fragment, in pieces; raises NotStored."""
        host, slash, path = front_of(key).partition("/")
        request = self.request_for(Key(host, slash + path))
        marks = PieceMarks()
        request.edge_fragment, request.edge_pieces = key, marks
        return self._captured(request, marks.contents)

    def fresh(self, key: Key) -> HttpResponse:
        """The page as Django renders it now, with empty caches; nothing is stored or recorded."""
        _let_go_of_broken_connections()
        with fresh_caches():
            return self._answer(self.request_for(key))

    def request_for(self, key: Key) -> RenderRequest:
        """A request for the page that carries its host, path and parameters, and nothing else."""
        netloc = self._base_netloc if key.host == self._base_host else key.host
        return RenderRequest(
            {
                "REQUEST_METHOD": "GET",
                "SCRIPT_NAME": "",
                "PATH_INFO": key.path.encode().decode("latin-1"),
                "QUERY_STRING": key.query,
                "SERVER_NAME": key.host,
                "SERVER_PORT": "443" if self._scheme == "https" else "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "HTTP_HOST": netloc,
                "REMOTE_ADDR": "",
                "wsgi.url_scheme": self._scheme,
                "wsgi.input": io.BytesIO(),
                "wsgi.errors": io.StringIO(),
            }
        )

    def _captured(self, request: RenderRequest, cut: Callable[[bytes], tuple[Any, ...]]) -> RenderResult:
        _let_go_of_broken_connections()
        reason = ""
        try:
            with capturing() as capture:
                response = self._answer(request)
                reason = reason_not_to_store(request, response)
                contents = () if reason else cut(response.content)
        except UnstorablePage as error:
            if not reason:  # a failed page is reported by its status, whatever its error report then read
                raise NotStored(str(error)) from error
        if reason:
            usable = reason.startswith("status ") and b"\x02" not in response.content
            raise NotStored(reason, response if usable else None)
        return RenderResult(response, contents, capture)

    def _answer(self, request: RenderRequest) -> HttpResponse:
        set_script_prefix("/")
        return self._get_response(request)

    @staticmethod
    def _front_of(language: str) -> str:
        return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def _let_go_of_broken_connections() -> None:
    """Close unusable connections, as Django does between two requests; not within a transaction."""
    if not connection.in_atomic_block:
        close_old_connections()


class FragmentMiddleware:
    """Answers the store's own requests for fragments. It must be the last middleware, so that a fragment sees the request
    as a page does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """The fragment that the store asks for, if any; a reader's request cannot ask for one."""
        key = getattr(request, "edge_fragment", None)
        return HttpResponse(rendered(request, key), content_type="text/plain; charset=utf-8") if key else None
