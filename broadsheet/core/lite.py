"""The text-only edition: `/lite/<rest>` is the page at `/<rest>` in words, under 10 KB.

The prefix is taken off before anything else sees the address and becomes the script prefix of this one request (as if
the site were mounted there, PEP 3333), so that every `reverse()`, `page.get_url()` and `get_absolute_url()` leads on
within the edition and no view knows of it. What is no page (files, feeds, the admin) has no address there: a view
opts in by `@has_lite_twin`. A template `<app>/<name>.html` has its twin at `<app>/lite/<name>.html`.
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
# The bytes of a page's HTML, uncompressed, that a page keeps to.
PAGE_BYTES = 10_000
# Of these the `<head>`, with a long title and address, and the links between the parts of a page.
HEAD_BYTES = 1_300
# Which part of a story that is longer than a page; it names no page of its own on the full site.
PART = "part"
# Wagtail's own pages: every page of the tree, and the questions before a restricted one.
_WAGTAIL_PAGE = "wagtail_serve"
_WAGTAIL_VIEWS = {_WAGTAIL_PAGE, "wagtailcore_authenticate_with_password", "wagtailcore_login"}
_PREFIX = re.compile(rf"/{FOLDER}(?=/|$)")

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def has_lite_twin(view: View) -> View:
    """Mark a view that picks its template by `page_template`, so that its page is in the text-only edition too."""
    view.has_lite_twin = True  # type: ignore[attr-defined]
    return view


def is_lite(request: HttpRequest | None) -> bool:
    """Whether the text-only edition is asked for."""
    return bool(getattr(request, "is_lite", False))


def twin_of(template: str) -> str:
    """The name of a template's twin: `stories/topic.html` -> `stories/lite/topic.html`."""
    app, _, name = template.partition("/")
    return f"{app}/{FOLDER}/{name}"


def page_template(request: HttpRequest, template: str) -> str:
    """The template of a page, or its twin where the text-only edition is asked for."""
    return twin_of(template) if is_lite(request) else template


def full_path(path: str) -> str:
    """The path of the full page, or of a file, whichever edition's address `path` is; never one of another host."""
    return "/" + _PREFIX.sub("", path, count=1).lstrip("/") if _PREFIX.match(path) else path


def path_here(request: HttpRequest, path: str) -> str:
    """A path of the full site as an address of the edition that is being read; other sites' addresses stay."""
    if is_lite(request) and path.startswith("/") and not path.startswith("//"):
        return f"{get_script_prefix()}{full_path(path)[1:]}"
    return path


def other_edition_url(request: HttpRequest) -> str:
    """From a full page to its twin and back, with the same question (`?q=`, `?before=`)."""
    named = request.GET.copy()
    named.pop(PART, None)
    path = full_path(request.path)
    if not is_lite(request):
        path = f"/{FOLDER}{path}"
    return f"{path}?{named.urlencode()}" if named else path


def lite_link(context: Mapping[str, Any]) -> dict[str, object] | None:
    """Context of the footer's link to the twin; nothing for a preview and a page that has none."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if request is None or match is None or getattr(request, "is_preview", False):
        return None
    if match.view_name != _WAGTAIL_PAGE and not getattr(match.func, "has_lite_twin", False):
        return None
    return {"lite_url": other_edition_url(request)}


def shell(context: Mapping[str, Any], name: str) -> SafeString:
    """The shell's `header` or `footer`, rendered once a request: a page is cut by what it leaves."""
    request = context["request"]
    if not hasattr(request, "_lite_shell"):
        request._lite_shell = {}
    if name not in request._lite_shell:
        request._lite_shell[name] = render_to_string(f"core/{FOLDER}/{name}.html", dict(context))
    return request._lite_shell[name]


def room(context: Mapping[str, Any]) -> int:
    """The bytes that the shell leaves a page."""
    return PAGE_BYTES - HEAD_BYTES - sum(len(shell(context, name).encode()) for name in ("header", "footer"))


class LiteRequest(HttpRequest):
    """A request of which is known whether it asks for the text-only edition."""

    is_lite: bool


class LiteMiddleware:
    """Serves `/lite/...`; stands before whatever reads the path or reverses an address."""

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
            set_script_prefix(before)  # the thread serves others after this request

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object) -> None:
        """Nothing but pages: raises Http404 for a view that has no twin."""
        if is_lite(request) and not getattr(view, "has_lite_twin", False):
            match = request.resolver_match
            if match is None or match.view_name not in _WAGTAIL_VIEWS:
                raise Http404
