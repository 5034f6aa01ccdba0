"""The types of the objects that Granian passes for a request (RSGI 1.5). Granian's own types cover only part of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

HeaderList = list[tuple[str, str]]


class RsgiHeaders(Protocol):
    """The headers of a request, with names in lower case."""

    def __contains__(self, name: str, /) -> bool: ...
    def get(self, name: str, default: None = None, /) -> str | None: ...
    def get_all(self, name: str, /) -> list[str]: ...
    def items(self) -> HeaderList: ...


class RsgiScope(Protocol):
    """The request line, headers and addresses of a request."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None

    @property
    def headers(self) -> RsgiHeaders: ...


class RsgiTransport(Protocol):
    """A streamed answer under way."""

    async def send_bytes(self, data: bytes, /) -> None: ...


class RsgiProtocol(Protocol):
    """Sends the answer, and gives the body of the request."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def close(self, status: int | None = None, /) -> object: ...
    async def client_disconnect(self) -> None: ...
    def response_empty(self, status: int, headers: HeaderList, /) -> None: ...
    def response_bytes(self, status: int, headers: HeaderList, body: bytes, /) -> None: ...
    def response_file(self, status: int, headers: HeaderList, file: str, /) -> None: ...
    def response_file_range(self, status: int, headers: HeaderList, file: str, start: int, end: int, /) -> None: ...
    def response_stream(self, status: int, headers: HeaderList, /) -> RsgiTransport: ...
