"""Limits on attempts from one address: to sign in, to enter the password of a page, and to request a new password.

Attempts are counted in the database, so that all processes and machines share the count. An IPv6 address counts as its
/64 network, which usually belongs to one customer (RFC 6177).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from broadsheet.edge.http.clients import neighbourhood_of

from .actions.take_attempt import Limit, TooManyAttempts, take_attempt
from .lite import page_template
from .models import Attempt
from .sign_in_log import refused

# For one name from one address; django-axes counts these.
NAME = Limit("name", settings.AXES_FAILURE_LIMIT, settings.AXES_COOLOFF_TIME)
# Only failed sign-ins count, with any names: the people of a newsroom share an address, and mistype now and then.
SIGN_IN = Limit("sign-in", 20, timedelta(minutes=15))
PAGE_PASSWORD = Limit("page password", 10, timedelta(minutes=15))
RESET_FROM = Limit("reset from", 10, timedelta(hours=1))  # for an IP address
RESET_FOR = Limit("reset for", 3, timedelta(hours=1))  # for a mail address, whether or not a user has it

PASSWORD_VIEW = "wagtailcore_authenticate_with_password"  # noqa: S105 - the name of a view


class SignInLimit:
    """Counts each attempt to sign in before the password is checked; an attempt that succeeds is deleted.

    It must be the first of AUTHENTICATION_BACKENDS.
    """

    def authenticate(self, request: AttemptRequest | None, **credentials: Any) -> None:
        """Count the attempt; sign nobody in. Raises TooManyAttempts."""
        if request is not None and (address := request.META.get("REMOTE_ADDR")):
            request.sign_in_attempt = _take(SIGN_IN, address)


class AttemptRequest(HttpRequest):
    """A request that counts as an attempt."""

    sign_in_attempt: Attempt
    password_attempt: Attempt


class AttemptsMiddleware:
    """Counts attempts to enter a page's password, and answers too many attempts with 429 and Retry-After (RFC 6585, 4)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        attempt = getattr(request, "password_attempt", None)
        if attempt is not None and response.status_code == 302:  # the password was right
            attempt.delete()
        return response

    def process_view(self, request: AttemptRequest, *_: object) -> HttpResponse | None:
        """Count a password that is sent for a page."""
        match = request.resolver_match
        if request.method == "POST" and match is not None and match.url_name == PASSWORD_VIEW:
            try:
                request.password_attempt = _take(PAGE_PASSWORD, request.META.get("REMOTE_ADDR", ""))
            except TooManyAttempts as error:
                return too_many_attempts(request, error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 429 for TooManyAttempts, and nothing for any other exception."""
        return too_many_attempts(request, exception) if isinstance(exception, TooManyAttempts) else None


def too_many_attempts(request: HttpRequest, error: TooManyAttempts) -> HttpResponse:
    """The page that says how long to wait, in whole minutes."""
    if error.limit != NAME:  # for a locked name, the failed sign-in is already logged
        refused(request, error.limit.kind)
    minutes = max(1, -(-int(error.wait.total_seconds()) // 60))
    context = {"minutes": minutes, "is_reset": error.limit in {RESET_FROM, RESET_FOR}}
    response = render(request, page_template(request, "core/errors/too_many_attempts.html"), context, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    response.headers["Cache-Control"] = "no-store"
    return response


def name_is_locked(request: HttpRequest, response: HttpResponse | None, credentials: object = None) -> HttpResponse:
    """The same page, for a name with too many failed sign-ins from one address (AXES_LOCKOUT_CALLABLE)."""
    return too_many_attempts(request, TooManyAttempts(NAME, NAME.within))


def take_reset(*, request: HttpRequest, mail_address: str) -> None:
    """Count a request for a new password. Raises TooManyAttempts, whether or not the mail address is known."""
    _take(RESET_FROM, request.META.get("REMOTE_ADDR", ""))
    take_attempt(limit=RESET_FOR, source=mail_address.casefold(), now=timezone.now())


def _take(limit: Limit, address: str) -> Attempt:
    return take_attempt(limit=limit, source=neighbourhood_of(address), now=timezone.now())


def connect() -> None:
    """Delete the attempt when a user has signed in."""
    user_logged_in.connect(_forget, dispatch_uid="core-attempts")


def _forget(sender: object, request: HttpRequest | None = None, **_: object) -> None:
    attempt = getattr(request, "sign_in_attempt", None)
    if attempt is not None and attempt.pk is not None:
        attempt.delete()
