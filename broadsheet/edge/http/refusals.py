"""Requests that are refused at once: two servers could read them differently, or the client sends too many."""

from __future__ import annotations

from django.conf import settings

from ..storable import host_name
from .answers import REFUSED, PreparedAnswer, bypass_status
from .rsgi_protocol import RsgiScope

WAIT = 5  # seconds after which a client that sent too many requests may try again


class RequestRefused(Exception):
    """The request is answered with a status and a sentence, and the connection is closed."""

    def __init__(self, status: int, sentence: str, *, wait: int = 0) -> None:
        """`wait`: seconds for Retry-After (RFC 9110, 10.2.3); 0 for none."""
        super().__init__(sentence)
        self.status, self.sentence, self.wait = status, sentence, wait

    @property
    def sent(self) -> PreparedAnswer:
        """The answer to send."""
        body = f"{self.sentence}\n".encode()
        headers = [
            ("content-type", "text/plain; charset=utf-8"),
            ("cache-control", "no-store"),
            ("connection", "close"),
            ("content-length", str(len(body))),
            ("cache-status", bypass_status(REFUSED)),
        ]
        if self.wait:
            headers.append(("retry-after", str(self.wait)))
        return PreparedAnswer(self.status, headers, body)


def too_many(*, is_own: bool) -> RequestRefused:
    """The refusal of too many requests, from one address or from all together (RFC 6585, 4; RFC 9110, 15.6.4)."""
    if is_own:
        return RequestRefused(429, "Too many requests at once from your address. Try again in a moment.", wait=WAIT)
    return RequestRefused(503, "Too many requests at once. Try again in a moment.", wait=WAIT)


def check(scope: RsgiScope, host: str) -> None:
    """Raise RequestRefused for a request that two servers could read differently, or that is for another site (RFC 9112).

    A request with a body must have a Content-Length and no Transfer-Encoding. Where a request has both, Granian drops the
    Content-Length (RFC 9112, 6.3), so a request with both would look like one with a Transfer-Encoding alone.
    """
    headers = scope.headers
    lengths = headers.get_all("content-length")
    if len(headers.get_all("host")) > 1:
        raise RequestRefused(400, "The request names its host more than once.")
    named = headers.get("host")
    if scope.authority and named is not None and scope.authority.lower() != named.lower():
        raise RequestRefused(400, "The request names two hosts.")
    if len(set(lengths)) > 1:
        raise RequestRefused(400, "The request gives two different lengths.")
    is_chunked = bool(headers.get_all("transfer-encoding"))
    if scope.method in {"GET", "HEAD"} and (is_chunked or any(length != "0" for length in lengths)):
        raise RequestRefused(400, "A GET or HEAD request must have no body.")
    if is_chunked:
        raise RequestRefused(
            411, "A request with a body must give its length in Content-Length, without Transfer-Encoding."
        )
    if not host_name(host) and not _has_patterns() and scope.path not in settings.EDGE.get("any_host", ()):
        raise RequestRefused(421, "This server does not serve that host.")


def _has_patterns() -> bool:
    return any(host_pattern.startswith((".", "*")) for host_pattern in settings.ALLOWED_HOSTS)
