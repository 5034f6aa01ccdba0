"""A rendition whose file has gone from the disk."""

from __future__ import annotations

import logging

from django.db import transaction

from ..models import PictureRendition
from ..tasks import make_renditions

logger = logging.getLogger(__name__)


def make_again(*, rendition: PictureRendition) -> None:
    """Forget the rendition and have the picture's missing ones made by a job; pages name it again when it is there."""
    logger.error("The file %s is missing from the media folder; it is made again.", rendition.file.name)
    picture_id = rendition.image_id
    with transaction.atomic():
        PictureRendition.objects.filter(pk=rendition.pk).delete()
        transaction.on_commit(lambda: make_renditions.enqueue(picture_id=picture_id))
