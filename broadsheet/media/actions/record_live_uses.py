"""Record which pictures and documents a live page, or another user, shows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from wagtail.models import Page

from ..models import LiveUse, NewsDocument, Picture
from ..tasks import make_renditions


def record_live_uses(
    *,
    user: str,
    pictures: Iterable[int] = (),
    documents: Iterable[int] = (),
    pinned: Iterable[tuple[int, int]] = (),
) -> None:
    """Replace the recorded uses of `user` (such as `page:12`); without pictures and documents, it uses nothing any more.

    `pinned`: pairs of a picture and the only page through which it is used. Ids that no longer exist are left out. A job makes
    the renditions of pictures that were not used before.
    """
    used = [(picture, None) for picture in set(pictures)] + list(set(pinned))
    existing = set(Picture.objects.filter(pk__in={picture for picture, _ in used}).values_list("pk", flat=True))
    pages = set(Page.objects.filter(pk__in={page for _, page in used if page}).values_list("pk", flat=True))
    papers = set(NewsDocument.objects.filter(pk__in=set(documents)).values_list("pk", flat=True))
    wanted = {
        (picture, None, through)
        for picture, through in used
        if picture in existing and (through is None or through in pages)
    } | {(None, document, None) for document in papers}
    with transaction.atomic():
        known = {(use.picture_id, use.document_id, use.through_id): use for use in LiveUse.objects.filter(user=user)}
        LiveUse.objects.filter(pk__in=[use.pk for key, use in known.items() if key not in wanted]).delete()
        new = wanted - set(known)
        LiveUse.objects.bulk_create(
            LiveUse(user=user, picture_id=picture, document_id=document, through_id=through)
            for picture, document, through in sorted(new, key=str)
        )
        _measure({document for _, document, _ in new if document})
        for pk in {picture for picture, _, _ in new if picture} - {picture for picture, _, _ in known}:
            transaction.on_commit(partial(make_renditions.enqueue, picture_id=pk))


def _measure(documents: set[int]) -> None:
    """Save size and digest. Otherwise Wagtail would save them when a page first needs them, and a page that writes is not stored."""
    for document in NewsDocument.objects.filter(pk__in=documents):
        try:
            document.get_file_size()
            document.get_file_hash()
        except OSError:  # the file is gone; the page says so
            continue
