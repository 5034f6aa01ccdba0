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
    """Sets the marker where the session's cookie is set, and for a session that has none; stands outside SessionMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if session is None:
            if _goes_on_unmarked(request):
                at_end = request.session.get_expire_at_browser_close()
                _mark(response, None if at_end else request.session.get_expiry_age())
        elif session.value:
            _mark(response, session["max-age"] or None)
        else:
            response.delete_cookie(COOKIE, path="/", domain=settings.SESSION_COOKIE_DOMAIN, samesite="Lax")
        return response


def _goes_on_unmarked(request: HttpRequest) -> bool:
    """Whether the request has a session, which was looked at, and no marker: one from before the page store was on."""
    session = getattr(request, "session", None)
    return (
        settings.SESSION_COOKIE_NAME in request.COOKIES
        and session is not None
        and session.accessed
        and not session.is_empty()
        and not is_marked(request.META.get("HTTP_COOKIE"))
    )


def _mark(response: HttpResponse, max_age: int | None) -> None:
    response.set_cookie(
        COOKIE,
        _value(),
        max_age=max_age,
        path="/",
        domain=settings.SESSION_COOKIE_DOMAIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


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
