"""The page that somebody without an account sees when they follow a preview link."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from urllib.parse import unquote, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from broadsheet.editions.models import Edition
from broadsheet.editions.queries import edition_for
from broadsheet.editions.switcher import front_url

from .models import PreviewLink
from .preview_link_token import give_cookie, key_of_token
from .queries import working_link


@require_safe
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """The newest draft, in its edition; a redirect to the public address once there is no draft; 410 if the link does not work."""
    now = timezone.now()
    key = key_of_token(token.removesuffix("/"))
    link = working_link(key=key, now=now) if key else None
    if link is None:
        return _ended(request)
    address = link.page.specific.get_url()
    if link.page.live and not link.page.has_unpublished_changes and address:
        return redirect(address)
    response = _draft(request, link, path=unquote(urlsplit(address or "/").path))
    give_cookie(response, link, now=now)
    return response


def _draft(request: HttpRequest, link: PreviewLink, *, path: str) -> HttpResponse:
    page = link.page.get_latest_revision_as_object()
    code = page.locale.language_code
    with translation.override(code):
        reader_request = _as_a_reader(request, path=path, code=code)
        reader_request.is_preview, reader_request.preview_link = True, link
        response = page.serve_preview(reader_request, page.default_preview_mode)
        if hasattr(response, "render"):
            response.render()
    response.headers["Content-Language"] = code
    return response


def _ended(request: HttpRequest) -> HttpResponse:
    """The same answer for every link that does not work, whatever it was, in the browser's language."""
    code = get_language_from_request(request)
    with translation.override(code):
        reader_request = _as_a_reader(request, path=front_url(edition_for(code)), code=code)
        response = render(reader_request, "desk/preview_link_ended.html", status=410)
    response.headers["Content-Language"] = code
    return response


class ReaderRequest(WSGIRequest):
    """An anonymous request, with the attributes that middleware would have added."""

    edition: Edition
    is_preview: bool
    preview_link: PreviewLink


def _as_a_reader(request: HttpRequest, *, path: str, code: str) -> ReaderRequest:
    """A new request for `path` that takes nothing from `request`, neither the token nor the user."""
    reader_request = ReaderRequest(
        {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": "",
            "SERVER_NAME": request.META.get("SERVER_NAME", ""),
            "SERVER_PORT": request.get_port(),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": request.get_host(),
            "wsgi.url_scheme": request.scheme,
            "wsgi.input": BytesIO(),
        }
    )
    reader_request.user, reader_request.edition = AnonymousUser(), edition_for(code)
    return reader_request


def preview_link_notice(context: Mapping[str, object]) -> dict[str, object] | None:
    """Context of the notice above a draft; None on every other page."""
    link = getattr(context.get("request"), "preview_link", None)
    return None if link is None else {"ends_at": link.ends_at}
