"""Serves media files to readers, with range requests, and cached for a year under names that change with the content."""

from __future__ import annotations

import logging
import mimetypes
import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.encoding import iri_to_uri
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from whitenoise.responders import StaticFile

from .actions.make_again import make_again
from .models import NewsDocument, PictureRendition
from .public_use import is_public
from .viewers import may_see

logger = logging.getLogger(__name__)
# Browsers keep a file for a year. A shared cache revalidates after three seconds, so that a withdrawal reaches it within five.
PUBLIC = "public, max-age=31536000, s-maxage=3, stale-while-revalidate=2, immutable"
UNSTORED = "private, no-store"
SAFE_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a rendition: to everybody while the picture `is_public`, and otherwise to those who `may_see` it."""
    if not SAFE_NAME.match(name):
        raise Http404
    rendition_row = PictureRendition.objects.filter(file=f"renditions/{name}").select_related("image").first()
    if rendition_row is None:
        raise Http404
    is_seen_by_all = is_public(rendition_row.image)
    if not is_seen_by_all and not may_see(request, rendition_row.image):
        raise Http404
    if not (Path(settings.MEDIA_ROOT) / rendition_row.file.name).is_file():
        make_again(rendition=rendition_row)
        raise Http404
    return _file(request, rendition_row.file.name, caching=PUBLIC if is_seen_by_all else UNSTORED)


@require_safe
def document(request: HttpRequest, pk: int, digest: str, name: str) -> HttpResponseBase:
    """Serve a document: to everybody while it `is_public`, and otherwise to those who `may_see` it."""
    document_row = NewsDocument.objects.filter(pk=pk).first()
    if document_row is None:
        raise Http404
    is_seen_by_all = is_public(document_row)
    if not is_seen_by_all and not may_see(request, document_row):
        raise Http404
    if iri_to_uri(document_row.url) != iri_to_uri(request.path):  # one is percent-encoded, the other is not
        return redirect(document_row.url)
    # An uploaded file must never run as a page of this site, so everything except PDF is a download.
    inline = document_row.file_extension.lower() == "pdf"
    disposition = content_disposition_header(not inline, document_row.filename) or "attachment"
    response = _file(request, document_row.file.name, caching=PUBLIC if is_seen_by_all else UNSTORED)
    response.headers["Content-Disposition"] = disposition
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _file(request: HttpRequest, name: str, *, caching: str) -> HttpResponseBase:
    """The answer with the file `name` of the media folder, for range and conditional requests too (RFC 9110, 13 and 14)."""
    path = Path(settings.MEDIA_ROOT) / name
    if not path.is_file():
        logger.error("The file %s is missing from the media folder.", name)
        raise Http404
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = [("Content-Type", content_type), ("Cache-Control", caching), ("X-Content-Type-Options", "nosniff")]
    wanted = {f"HTTP_{key.upper().replace('-', '_')}": value for key, value in request.headers.items()}
    answer = StaticFile(str(path), headers).get_response(request.method, wanted)
    if answer.file is None:
        response: HttpResponseBase = HttpResponse(status=int(answer.status))
    else:
        response = FileResponse(answer.file, status=int(answer.status))
    for key, value in answer.headers:
        response.headers[key] = value
    return response
