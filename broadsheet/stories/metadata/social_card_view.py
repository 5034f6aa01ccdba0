"""Serves the cards to other sites."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_safe

from broadsheet.core.restrictions import open_to_all
from broadsheet.media.views import PUBLIC

from ..models import Article
from .social_card import CardWords, card_url, draw_card, words_of


@require_safe
def card(request: HttpRequest, pk: int, digest: str) -> HttpResponseBase:
    """The card of a live story that everybody may read. The address of an earlier card redirects to the current one."""
    stories = Article.objects.select_related("section", "locale").defer("body")
    story = open_to_all(stories.filter(pk=pk, listed_at__isnull=False)).first()
    url = card_url(story) if story else ""
    if story is None or not url:
        raise Http404
    if url != request.path:
        return HttpResponseRedirect(url)
    response = HttpResponse(_kept_or_drawn(pk, words_of(story)), content_type="image/png")
    response.headers["Cache-Control"] = PUBLIC
    response.headers["ETag"] = f'"{digest}"'
    return response


def _kept_or_drawn(pk: int, words: CardWords) -> bytes:
    """The card from its file in the media folder, or drawn at the first request. One file per story is kept."""
    folder = Path(settings.MEDIA_ROOT) / "cards"
    file = folder / f"{pk}-{words.digest}.png"
    try:
        return file.read_bytes()
    except FileNotFoundError:
        content = draw_card(words)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{pk}-*"):
        old.unlink(missing_ok=True)
    # Written to a temporary file and renamed, so that no reader gets half a file.
    making = folder / f".{pk}-{secrets.token_hex(4)}"
    making.write_bytes(content)
    os.replace(making, file)
    return content
