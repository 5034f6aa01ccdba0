"""Lets a preview link show pictures and documents that no live page uses: those of its own draft."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from broadsheet.media.models import NewsDocument, Picture
from broadsheet.media.signal_handlers import PinsMedia, UsesMedia

from .models import PreviewLink
from .preview_link_token import keys_of_cookies


def seen_through_preview_link(request: HttpRequest, item: Picture | NewsDocument) -> bool:
    """Whether the newest draft of one of the links that this browser followed uses `item`."""
    keys = keys_of_cookies(request)
    if not keys:
        return False
    now = timezone.now()
    links = PreviewLink.objects.filter(key__in=keys, ended_at=None, ends_at__gt=now)
    return any(link.works(now=now) and _uses(link, item) for link in links.select_related("page", "made_by"))


def _uses(link: PreviewLink, item: Picture | NewsDocument) -> bool:
    draft = link.page.get_latest_revision_as_object()
    if not isinstance(draft, UsesMedia):
        return False
    pictures, documents = draft.media_used()
    if isinstance(draft, PinsMedia):
        pictures = pictures | {picture for picture, _story in draft.media_pinned()}
    return item.pk in (pictures if isinstance(item, Picture) else documents)
