"""The marker cookie: it says that this browser has a session, so that its requests go past the store, both ways.

It is signed, so that nobody can send the whole crowd past the store by sending a cookie of any value; it is set and deleted
together with the session's cookie. Any other cookie changes nothing: a stored page is the same for everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

COOKIE = "edge_session"
_SALT = "broadsheet.edge.marker"


class MarkerMiddleware:
    """Sets the marker where the session's cookie is set; stands outside SessionMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if session is None:
            return response
        if session.value:
            response.set_cookie(
                COOKIE,
                _value(),
                max_age=session["max-age"] or None,
                path="/",
                domain=settings.SESSION_COOKIE_DOMAIN,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        else:
            response.delete_cookie(COOKIE, path="/", domain=settings.SESSION_COOKIE_DOMAIN, samesite="Lax")
        return response


def _value() -> str:
    return Signer(salt=_SALT).sign("1")


def is_marked(cookies: str | None) -> bool:
    """Whether a Cookie header holds a true marker."""
    if not cookies or COOKIE not in cookies:
        return False
    for each in cookies.split(";"):
        name, _, value = each.strip().partition("=")
        if name == COOKIE:
            return _is_true(value.strip('"'))
    return False


@lru_cache(maxsize=64)
def _is_true(value: str) -> bool:
    try:
        return Signer(salt=_SALT).unsign(value) == "1"
    except BadSignature:
        return False
