"""Say which pictures and documents something live shows."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from ..models import LiveUse, NewsDocument, Picture
from ..tasks import make_renditions


def record_live_uses(*, user: str, pictures: Iterable[int] = (), documents: Iterable[int] = ()) -> None:
    """Replace what `user` (such as `page:12`) uses; with nothing given, it uses nothing any more.

    Ids that no longer exist are left out. Pictures that are newly used have their renditions made by a job.
    """
    wanted_pictures = set(Picture.objects.filter(pk__in=set(pictures)).values_list("pk", flat=True))
    wanted_documents = set(NewsDocument.objects.filter(pk__in=set(documents)).values_list("pk", flat=True))
    with transaction.atomic():
        known = LiveUse.objects.filter(user=user)
        had_pictures = {use.picture_id for use in known if use.picture_id}
        had_documents = {use.document_id for use in known if use.document_id}
        for use in known:
            if (use.picture_id or 0) not in wanted_pictures and (use.document_id or 0) not in wanted_documents:
                use.delete()
        LiveUse.objects.bulk_create(
            [LiveUse(user=user, picture_id=pk) for pk in wanted_pictures - had_pictures]
            + [LiveUse(user=user, document_id=pk) for pk in wanted_documents - had_documents]
        )
        _measure(wanted_documents - had_documents)
        for pk in wanted_pictures - had_pictures:
            transaction.on_commit(lambda pk=pk: make_renditions.enqueue(picture_id=pk))


def _measure(documents: set[int]) -> None:
    """Note size and digest, which Wagtail else writes when a page first asks for them: and a page that writes is not stored."""
    for document in NewsDocument.objects.filter(pk__in=documents):
        try:
            document.get_file_size()
            document.get_file_hash()
        except OSError:  # the file is gone; the page says so
            continue
