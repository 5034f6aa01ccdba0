"""The shell's own views: assets, the gallery, signing in, and errors."""

from __future__ import annotations

import sys

from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from broadsheet.edge.storable import stored
from broadsheet.edge.trouble import DATABASE, DISK, trouble_of

from . import assets
from .gallery import examples
from .lite import has_lite_twin, page_template

A_YEAR = 31_536_000  # seconds
RETRY_AFTER = {DATABASE: 5, DISK: 60}  # seconds (RFC 9110, 10.2.3)
AWAY = _("The newsroom's database does not answer just now. What you sent was not saved. Please try again in a minute.")
FULL = _(
    "The newsroom's server has no room left. What you sent was not saved. Please tell the people who run the site."
)


@require_safe
def asset(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """The site's stylesheet or script; raises Http404 for a digest that is no longer current."""
    try:
        bundle = assets.bundle(name)
    except KeyError as error:
        raise Http404 from error
    if bundle.digest != digest:
        raise Http404
    etag = f'"{digest}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    accepted = request.headers.get("Accept-Encoding", "")
    body, encoding = bundle.plain, ""
    if "br" in accepted:
        body, encoding = bundle.brotlied, "br"
    elif "gzip" in accepted:
        body, encoding = bundle.gzipped, "gzip"
    response = HttpResponse(body, content_type=bundle.content_type)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["ETag"] = etag
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


@stored()
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with example data."""
    response = render(request, "core/gallery.html", {"examples": examples()})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


class SignIn(LoginView):
    """The sign-in form before a page for signed-in readers."""

    def get_template_names(self) -> list[str]:
        """The template, or its twin in the text-only edition."""
        return [page_template(self.request, "core/sign_in.html")]


sign_in = has_lite_twin(SignIn.as_view())


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The 404 page of the edition."""
    return render(request, page_template(request, "core/errors/not_found.html"), status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The 400 page."""
    return render(request, page_template(request, "core/errors/bad_request.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The 403 page."""
    return render(request, page_template(request, "core/errors/forbidden.html"), status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The 403 page for a form whose CSRF token is no longer valid."""
    return render(request, page_template(request, "core/errors/stale_form.html"), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page; it uses neither the database nor the shell, because either may be broken.

    If the cause is trouble of the machine, the status is 503 or 507, with Retry-After. Django calls this while it handles the
    exception.
    """
    trouble = trouble_of(sys.exc_info()[1])
    if trouble is None:
        return render(request, "core/errors/server_error.html", status=500)
    sentence = AWAY if trouble.kind == DATABASE else FULL
    status = 507 if trouble.kind == DISK and not trouble.is_of_database else 503
    if request.path.endswith("/multiple/add/"):  # Wagtail's page for multiple uploads shows this next to the file
        response: HttpResponse = JsonResponse({"success": False, "error_message": sentence})
    else:
        response = render(request, "core/errors/server_error.html", {"sentence": sentence}, status=status)
    response.headers["Retry-After"] = str(RETRY_AFTER[trouble.kind])
    response.headers["Cache-Control"] = "no-store"
    return response
