"""Replace a rendition whose file is missing from the disk."""

from __future__ import annotations

import logging

from django.db import transaction

from ..media_folder import wrong_with_media_folder
from ..models import PictureRendition
from ..tasks import make_renditions

logger = logging.getLogger(__name__)


def make_again(*, rendition: PictureRendition) -> None:
    """Delete the rendition, and enqueue a job that makes the picture's missing ones; pages then refer to the new file.

    Nothing is done while the media folder itself is missing or full: the file may be in it.
    """
    if wrong := wrong_with_media_folder():
        logger.error("The file %s cannot be read: %s.", rendition.file.name, wrong)
        return
    logger.error("The file %s is missing from the media folder; it will be made again.", rendition.file.name)
    picture_id = rendition.image_id
    with transaction.atomic():
        PictureRendition.objects.filter(pk=rendition.pk).delete()
        transaction.on_commit(lambda: make_renditions.enqueue(picture_id=picture_id))
