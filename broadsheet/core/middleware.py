"""Security headers: a strict policy for readers' pages, and a looser one that Wagtail's admin needs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDictKeyError

from . import policy
from .views import bad_request, page_not_found

# Public pages load nothing from other hosts, except for video players that a reader starts, and run no inline scripts.
# Features that the publisher turns on, and for which readers are asked for consent, open it further (`core/policy.py`).
PUBLIC_POLICY: dict[str, str] = {
    "default-src": "'self'",
    "base-uri": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "frame-src": "'self' https://www.youtube-nocookie.com https://player.vimeo.com",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "object-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
}
# Wagtail's admin has inline scripts and styles.
ADMIN_POLICY: dict[str, str] = PUBLIC_POLICY | {
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
}
PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"


def as_header(policy: dict[str, str]) -> str:
    """The policy in the form of the Content-Security-Policy header (W3C CSP 3)."""
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


class SecurityPolicyMiddleware:
    """Adds the policy for the path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.public, self.admin = as_header(PUBLIC_POLICY), as_header(ADMIN_POLICY)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Content-Security-Policy" not in response.headers:
            response.headers["Content-Security-Policy"] = self._policy(request, response)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    def _policy(self, request: HttpRequest, response: HttpResponse) -> str:
        if _is_admin(request):
            return self.admin
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if (
            not is_page or response.status_code >= 500
        ):  # a query while the database is away would only raise another error
            return self.public
        return as_header(policy.opened(PUBLIC_POLICY, request))


class HostileRequestMiddleware:
    """Answers malformed requests, which no page of this site sends, with 400 or 404, so that they cause no mail about errors.

    A POST request gets 400 if it lacks fields that every form sends (the counts of formsets), or has other text where a form
    sends a row's id or JSON. A request gets 404 if its address contains an id that is too large for the database, or if a
    form of the admin names a row that no longer exists.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer exceptions that are raised by looking up a field in the request's data, or that data in the database."""
        if request.method == "POST" and isinstance(exception, MultiValueDictKeyError):
            return bad_request(request)
        if _is_unreadable(request, exception):
            return bad_request(request) if request.method == "POST" else page_not_found(request)
        is_too_large = isinstance(exception, OverflowError) or (
            isinstance(exception, DataError) and "out of range" in str(exception)
        )
        is_gone = isinstance(exception, ObjectDoesNotExist) and request.method == "POST" and _is_admin(request)
        return page_not_found(request) if is_too_large or is_gone else None


def _is_admin(request: HttpRequest) -> bool:
    return request.path.startswith("/admin/")


def _is_unreadable(request: HttpRequest, exception: Exception) -> bool:
    """Whether the exception says that a value of the request could not be read as a row's id or as JSON."""
    sent = {value for source in (request.GET, request.POST) for _, values in source.lists() for value in values}
    if isinstance(exception, json.JSONDecodeError):
        return exception.doc in sent
    if isinstance(exception, ValidationError):
        return (getattr(exception, "params", None) or {}).get("value") in sent
    if not isinstance(exception, ValueError | TypeError):
        return False
    match = re.fullmatch(r"Field '\w+' expected a number but got (.*)\.", str(exception), re.DOTALL)
    return match is not None and match[1] in map(repr, sent)
