"""What one address may try only a few times: signing in, the password of a page, asking for a new password.

Attempts are counted in the database, so that all processes and machines count together. An IPv6 address counts as its
/64 network, which one customer has (RFC 6177).
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

# One name from one address, which django-axes counts.
NAME = Limit("name", settings.AXES_FAILURE_LIMIT, settings.AXES_COOLOFF_TIME)
# The sign-ins count that fail, whatever the names: a newsroom's own people share an address and mistype now and then.
SIGN_IN = Limit("sign-in", 20, timedelta(minutes=15))
PAGE_PASSWORD = Limit("page password", 10, timedelta(minutes=15))
RESET_FROM = Limit("reset from", 10, timedelta(hours=1))  # an address of the net
RESET_FOR = Limit("reset for", 3, timedelta(hours=1))  # a mail address, whether or not somebody has it

PASSWORD_VIEW = "wagtailcore_authenticate_with_password"  # noqa: S105 - a page whose readers share a password


class SignInLimit:
    """Counts each attempt to sign in before a password is looked at; one that succeeds is forgotten.

    Stands first in AUTHENTICATION_BACKENDS.
    """

    def authenticate(self, request: AttemptRequest | None, **credentials: Any) -> None:
        """Signs nobody in. Raises TooManyAttempts."""
        if request is not None and (address := request.META.get("REMOTE_ADDR")):
            request.sign_in_attempt = _take(SIGN_IN, address)


class AttemptRequest(HttpRequest):
    """A request by which something is tried that may be tried a few times only."""

    sign_in_attempt: Attempt
    password_attempt: Attempt


class AttemptsMiddleware:
    """Counts the passwords of pages, and answers what is tried too often with 429 and a time to wait (RFC 6585, 4)."""

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
        """429 for TooManyAttempts, None for every other exception."""
        return too_many_attempts(request, exception) if isinstance(exception, TooManyAttempts) else None


def too_many_attempts(request: HttpRequest, error: TooManyAttempts) -> HttpResponse:
    """The page that says how long to wait, in whole minutes."""
    if error.limit != NAME:  # of a name that is locked the sign-in that failed is told already
        refused(request, error.limit.kind)
    minutes = max(1, -(-int(error.wait.total_seconds()) // 60))
    context = {"minutes": minutes, "is_reset": error.limit in {RESET_FROM, RESET_FOR}}
    response = render(request, page_template(request, "core/errors/too_many_attempts.html"), context, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    response.headers["Cache-Control"] = "no-store"
    return response


def name_is_locked(request: HttpRequest, response: HttpResponse | None, credentials: object = None) -> HttpResponse:
    """The same page for a name that was tried too often from one address (AXES_LOCKOUT_CALLABLE)."""
    return too_many_attempts(request, TooManyAttempts(NAME, NAME.within))


def take_reset(*, request: HttpRequest, mail_address: str) -> None:
    """Count a request for a new password. Raises TooManyAttempts, and tells nobody whether the mail address is known."""
    _take(RESET_FROM, request.META.get("REMOTE_ADDR", ""))
    take_attempt(limit=RESET_FOR, source=mail_address.casefold(), now=timezone.now())


def _take(limit: Limit, address: str) -> Attempt:
    return take_attempt(limit=limit, source=neighbourhood_of(address), now=timezone.now())


def connect() -> None:
    """Forget the attempt of whoever signed in."""
    user_logged_in.connect(_forget, dispatch_uid="core-attempts")


def _forget(sender: object, request: HttpRequest | None = None, **_: object) -> None:
    attempt = getattr(request, "sign_in_attempt", None)
    if attempt is not None and attempt.pk is not None:
        attempt.delete()
