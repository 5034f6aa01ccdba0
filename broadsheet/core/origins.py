"""Whether a form was sent from a page of this site, where the page may hold no token.

Pages are the same for every reader and are stored, so they carry no CSRF token and set no cookie for one.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_from_own_page(request: HttpRequest) -> bool:
    """By `Sec-Fetch-Site` (W3C Fetch Metadata), else by `Origin` (RFC 6454); a browser sends one of them with a POST."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()
