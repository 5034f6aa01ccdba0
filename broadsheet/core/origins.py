"""Checks that a form was sent from a page of this site, for pages without a CSRF token.

Pages are stored and the same for every reader, so they contain no CSRF token and set no cookie for one.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_from_own_page(request: HttpRequest) -> bool:
    """Whether the request comes from a page of this site.

    This is read from `Sec-Fetch-Site` (W3C Fetch Metadata), or else from `Origin` (RFC 6454); a browser sends one of them with
    a POST request.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()
