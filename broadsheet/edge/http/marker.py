"""The marker cookie: it says that the browser's session belongs to a signed-in user.

Requests with a valid marker bypass the store, their answers are not stored, and their bodies may be longer than those of
anonymous clients.

The marker is signed together with the value of the session cookie and the time at which it ends. Therefore nobody can forge
a marker, use another user's, or go on using one that has ended, and so send a crowd past the store. It is set and deleted
together with the session cookie. A reader who has a session but is not signed in, for example after entering the password
of a page, has no marker. No other cookie matters: a stored page is the same for everybody.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, parse_cookie

from .rsgi_protocol import RsgiScope

COOKIE = "edge_session"
_SALT = "broadsheet.edge.http.marker"
_MOST_ENDED = 10_000
_LONGEST, _LONGEST_SESSION = 100, 4096  # characters of a cookie's value


class Marker(NamedTuple):
    """The value of a marker cookie, and the value of the session cookie that was sent with it."""

    value: str
    session: str


class MarkerMiddleware:
    """Sets the marker for signed-in users when the session cookie is set or the marker is missing, and deletes it for others.

    It must be listed before SessionMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        given, set_now = marker_in(request.META.get("HTTP_COOKIE")), response.cookies.get(settings.SESSION_COOKIE_NAME)
        is_true = given is not None and _is_true(given)
        session, user = getattr(request, "session", None), getattr(request, "user", None)
        if user is None or set_now is None and not is_true and not (session and session.accessed):
            return response  # the view did not ask for the user, and no cookie claims that somebody is signed in
        if not _is_signed_in(user):
            if COOKIE in request.COOKIES:
                response.delete_cookie(COOKIE, path="/", domain=settings.SESSION_COOKIE_DOMAIN, samesite="Lax")
        elif set_now is not None:
            _mark(request, response, set_now.value, set_now["max-age"] or None)
        elif not is_true:
            at_end = request.session.get_expire_at_browser_close()
            value = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
            _mark(request, response, value, None if at_end else request.session.get_expiry_age())
        return response


def _is_signed_in(user: AbstractBaseUser | AnonymousUser) -> bool:
    try:
        return bool(user.is_authenticated)  # queries the database if the view did not
    except DatabaseError:
        return True  # unknown; the marker is left as it is


def _mark(request: HttpRequest, response: HttpResponse, session: str, max_age: int | None) -> None:
    """Set the marker. `session`: the value of the session cookie; `max_age`: how many seconds the browser keeps it, None:
    until it closes."""
    ends = int(time.time()) + int(max_age or request.session.get_expiry_age())
    response.set_cookie(
        COOKIE,
        value_for(session, ends),
        max_age=max_age,
        path="/",
        domain=settings.SESSION_COOKIE_DOMAIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def value_for(session: str, ends: int) -> str:
    """The marker for the session whose cookie has this value, valid until `ends` (Unix time, seconds)."""
    signer = Signer(salt=_SALT)
    return f"{ends}{signer.sep}{signer.signature(_signed(session, ends))}"


def _signed(session: str, ends: int | str) -> str:
    return f"{ends} {session}"


def is_marked(cookies: str | None) -> bool:
    """Whether a Cookie header contains a valid marker for the session cookie in it."""
    marker = marker_in(cookies)
    return marker is not None and _is_true(marker)


def marker_in(cookies: str | None) -> Marker | None:
    """The first marker in a Cookie header, with the session cookie that Django would use; None unless both are there."""
    if not cookies or COOKIE not in cookies:
        return None
    for cookie in cookies.split(";"):
        name, _, value = cookie.strip().partition("=")
        if name == COOKIE:
            session = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
            is_possible = session and len(value) <= _LONGEST and len(session) <= _LONGEST_SESSION
            return Marker(value.strip('"'), session) if is_possible else None
    return None


def _is_true(marker: Marker) -> bool:
    return marker not in _ended and _ends(marker) > time.time()


@lru_cache(maxsize=1024)
def _ends(marker: Marker) -> int:
    """When a marker ends (Unix time, seconds); 0 for an invalid one."""
    signer = Signer(salt=_SALT)
    ends, _, signature = marker.value.partition(signer.sep)
    try:
        signer.unsign(f"{_signed(marker.session, ends)}{signer.sep}{signature}")
    except BadSignature:
        return 0
    return int(ends)


# Markers, seen by this process, whose sessions ended early: the user signed out, or the account was closed.
_ended: dict[Marker, None] = {}


def note(scope: RsgiScope, headers: list[tuple[str, str]]) -> None:
    """Note an answer that deletes the marker cookie: the marker in the request is no longer valid."""
    if not any(name == "set-cookie" and value.lstrip().startswith(f'{COOKIE}="";') for name, value in headers):
        return
    if (marker := marker_in("; ".join(scope.headers.get_all("cookie")))) is not None and _ends(marker):
        if len(_ended) >= _MOST_ENDED:
            del _ended[next(iter(_ended))]
        _ended[marker] = None
