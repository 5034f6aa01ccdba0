"""The shell's own views: assets, the gallery, errors."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from broadsheet.edge.storable import stored

from . import assets
from .gallery import examples
from .lite import page_template

A_YEAR = 31_536_000  # seconds


@require_safe
def asset(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """The site's stylesheet or script; a name that is no longer current leads nowhere."""
    try:
        found = assets.bundle(name)
    except KeyError as error:
        raise Http404 from error
    if found.digest != digest:
        raise Http404
    etag = f'"{digest}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    accepted = request.headers.get("Accept-Encoding", "")
    body, encoding = found.plain, ""
    if "br" in accepted:
        body, encoding = found.brotlied, "br"
    elif "gzip" in accepted:
        body, encoding = found.gzipped, "gzip"
    response = HttpResponse(body, content_type=found.content_type)
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


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, in the edition's voice."""
    return render(request, page_template(request, "core/errors/not_found.html"), status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(request, page_template(request, "core/errors/bad_request.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, page_template(request, "core/errors/forbidden.html"), status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that went stale."""
    return render(request, page_template(request, "core/errors/stale_form.html"), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: needs neither the database nor the shell, which may be what is broken."""
    return render(request, "core/errors/server_error.html", status=500)
