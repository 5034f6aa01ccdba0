"""The text-only edition: `/lite/<rest>` is the text of the page at `/<rest>`, in less than 10 KB.

The prefix is removed before any other code sees the address, and becomes the script prefix of this one request, as if
the site were mounted there (PEP 3333). So every `reverse()`, `page.get_url()` and `get_absolute_url()` stays within the
edition, and views need not know of it. Only pages have addresses there, not files, feeds or the admin: a view opts in with
`@has_lite_twin`. The twin of a template `<app>/<name>.html` is `<app>/lite/<name>.html`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import get_script_prefix, set_script_prefix
from django.utils.safestring import SafeString

FOLDER = "lite"
# The greatest length of a page's HTML in bytes, uncompressed.
PAGE_BYTES = 10_000
# How many of these are reserved for the `<head>`, with a long title and address, and the links between the parts of a page.
HEAD_BYTES = 1_300
# The parameter that selects a part of a story that does not fit on one page; the full site does not use it.
PART = "part"
# Wagtail's own pages: every page of the tree, and the forms before a restricted one.
_WAGTAIL_PAGE = "wagtail_serve"
_WAGTAIL_VIEWS = {_WAGTAIL_PAGE, "wagtailcore_authenticate_with_password", "wagtailcore_login"}
_PREFIX = re.compile(rf"/{FOLDER}(?=/|$)")

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def has_lite_twin(view: View) -> View:
    """Mark a view that chooses its template with `page_template`, so that its page is in the text-only edition too."""
    view.has_lite_twin = True  # type: ignore[attr-defined]
    return view


def is_lite(request: HttpRequest | None) -> bool:
    """Whether the request is for the text-only edition."""
    return bool(getattr(request, "is_lite", False))


def twin_of(template: str) -> str:
    """The name of a template's twin: `stories/topic.html` -> `stories/lite/topic.html`."""
    app, _, name = template.partition("/")
    return f"{app}/{FOLDER}/{name}"


def page_template(request: HttpRequest, template: str) -> str:
    """The template of a page, or its twin for a request for the text-only edition."""
    return twin_of(template) if is_lite(request) else template


def full_path(path: str) -> str:
    """`path` without the prefix of the text-only edition; the result never leads to another host."""
    return "/" + _PREFIX.sub("", path, count=1).lstrip("/") if _PREFIX.match(path) else path


def path_here(request: HttpRequest, path: str) -> str:
    """A path of the full site as an address of the edition that the request is for; other sites' addresses are unchanged."""
    if is_lite(request) and path.startswith("/") and not path.startswith("//"):
        return f"{get_script_prefix()}{full_path(path)[1:]}"
    return path


def other_edition_url(request: HttpRequest) -> str:
    """The address of a full page's twin, or of a twin's full page, with the same query (`?q=`, `?before=`)."""
    named = request.GET.copy()
    named.pop(PART, None)
    path = full_path(request.path)
    if not is_lite(request):
        path = f"/{FOLDER}{path}"
    return f"{path}?{named.urlencode()}" if named else path


def lite_link(context: Mapping[str, Any]) -> dict[str, object] | None:
    """The context of the footer's link to the twin; None for a preview, and for a page without a twin."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if request is None or match is None or getattr(request, "is_preview", False):
        return None
    if match.view_name != _WAGTAIL_PAGE and not getattr(match.func, "has_lite_twin", False):
        return None
    return {"lite_url": other_edition_url(request)}


def shell(context: Mapping[str, Any], name: str) -> SafeString:
    """The shell's `header` or `footer`, rendered once per request, because its length determines where a page is cut."""
    request = context["request"]
    if not hasattr(request, "_lite_shell"):
        request._lite_shell = {}
    if name not in request._lite_shell:
        request._lite_shell[name] = render_to_string(f"core/{FOLDER}/{name}.html", dict(context))
    return request._lite_shell[name]


def room(context: Mapping[str, Any]) -> int:
    """The number of bytes that the shell leaves for the content of a page."""
    return PAGE_BYTES - HEAD_BYTES - sum(len(shell(context, name).encode()) for name in ("header", "footer"))


class LiteRequest(HttpRequest):
    """A request that `LiteMiddleware` has marked."""

    is_lite: bool


class LiteMiddleware:
    """Serves `/lite/...`. It must be listed before any middleware that reads the path or reverses an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: LiteRequest) -> HttpResponse:
        request.is_lite = False
        if not _PREFIX.match(request.path_info):
            return self.get_response(request)
        if request.path_info == f"/{FOLDER}":
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{request.path}/?{query}" if query else f"{request.path}/")
        before = get_script_prefix()
        request.is_lite = True
        request.path_info = full_path(request.path_info)
        request.META["PATH_INFO"] = request.path_info
        request.META["SCRIPT_NAME"] = f"{before}{FOLDER}"
        set_script_prefix(f"{before}{FOLDER}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)  # the thread will serve other requests

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object) -> None:
        """Raise Http404 for a view that has no twin."""
        if is_lite(request) and not getattr(view, "has_lite_twin", False):
            match = request.resolver_match
            if match is None or match.view_name not in _WAGTAIL_VIEWS:
                raise Http404
