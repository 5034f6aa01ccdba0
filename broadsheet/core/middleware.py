"""Security headers: a strict policy for readers' pages, Wagtail's needs for the admin."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Public pages load nothing from anybody else and run nothing inline. A view that must open the door a
# little (an embed that the reader clicked) sets `response.content_security_sources`.
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
    """Adds the policy that fits the path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.public, self.admin = as_header(PUBLIC_POLICY), as_header(ADMIN_POLICY)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_admin = request.path.startswith("/admin/")
        response.headers.setdefault("Content-Security-Policy", self.admin if is_admin else self.public)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
