"""The store for any WSGI server, for sites that do not use Granian."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from ..changes.log import DatabaseUnavailable
from ..rendering.renderer import NotStored
from ..storable import Key, TooManyParameters, key_of, leads_elsewhere
from ..store.page_store import PageStore
from .answers import AWAY, NO_PAGE, SESSION, UNSTORED, answer, bypass_status
from .clients import address_behind
from .marker import is_marked

Start = Callable[..., object]


class StoredApplication:
    """A WSGI application (PEP 3333) that answers from the store, or passes the request to the application behind it."""

    def __init__(self, application: Callable[..., Iterable[bytes]], store: PageStore) -> None:
        self._application, self._store = application, store

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = address_behind(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""))
        key, reason = self._key(environ)
        if key is not None:
            try:
                page = self._store.page(key)
            except NotStored as refused:
                reason = refused.reason
            except DatabaseUnavailable:
                reason = AWAY
            else:
                sent = answer(
                    page,
                    page.how,
                    accept_encoding=environ.get("HTTP_ACCEPT_ENCODING"),
                    if_none_match=environ.get("HTTP_IF_NONE_MATCH"),
                    if_modified_since=environ.get("HTTP_IF_MODIFIED_SINCE"),
                    range_=environ.get("HTTP_RANGE") if environ["REQUEST_METHOD"] == "GET" else None,
                    if_range=environ.get("HTTP_IF_RANGE"),
                )
                start_response(f"{sent.status} {HTTPStatus(sent.status).phrase}", sent.headers)
                return [sent.body] if environ["REQUEST_METHOD"] == "GET" else []

        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> object:
            headers = [*headers, ("Cache-Status", bypass_status(reason, int(status[:3])))]
            if not any(name.lower() == "cache-control" for name, _ in headers):
                headers.append(("Cache-Control", UNSTORED))
            return start_response(status, headers)

        return self._application(environ, start)

    def _key(self, environ: dict[str, Any]) -> tuple[Key | None, str]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return None, f"method {environ['REQUEST_METHOD']}"
        if environ.get("CONTENT_LENGTH") not in {None, "", "0"} or environ.get("HTTP_TRANSFER_ENCODING"):
            return None, "has a body"
        if is_marked(environ.get("HTTP_COOKIE")):
            return None, SESSION
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        query = environ.get("QUERY_STRING", "")
        try:
            key = key_of(host=environ.get("HTTP_HOST", ""), path=path, query=query)
            ask = leads_elsewhere(path=path, query=query) if key is not None else None
        except TooManyParameters:  # Django decides whether to refuse the request
            return None, NO_PAGE
        if key is None or ask is not None and ask():
            return None, NO_PAGE
        if known := self._store.refusal(str(key)):
            return None, known
        return key, ""
