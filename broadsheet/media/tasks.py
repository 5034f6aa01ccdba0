"""Jobs of the picture desk."""

from __future__ import annotations

import logging

from django_tasks import task

from .models import Picture
from .places import all_specs
from .queries import renditions_of

logger = logging.getLogger(__name__)


@task(backend="background")
def make_renditions(*, picture_id: int) -> int:
    """Make every size and format of a picture that is not there yet; returns how many were made.

    Safe to run twice or to be killed half-way: what is there is left.
    """
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None or picture.is_svg():
        return 0
    made = 0
    there = renditions_of(picture)
    for spec in all_specs():
        if spec not in there:
            try:
                picture.get_rendition(spec)
                made += 1
            except Exception:
                logger.exception("Picture %s: the rendition %s could not be made.", picture_id, spec)
    return made
