"""Background jobs for pictures."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from .actions.make_rendition import RenditionPostponed, make_rendition
from .models import Picture
from .places import all_specs
from .queries import renditions_of

logger = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)


@task(backend="background")
def make_renditions(*, picture_id: int, tried: int = 0) -> int:
    """Make every missing size and format of a picture; returns how many were made.

    The job may run twice, or be killed: existing renditions are left alone. If the machine is in trouble, the job is tried again
    after waits that grow to an hour, until it succeeds.
    """
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None or picture.is_svg():
        return 0
    count = 0
    existing = renditions_of(picture)
    for spec in all_specs():
        if spec in existing:
            continue
        try:
            count += make_rendition(picture=picture, spec=spec) is not None
        except RenditionPostponed as postponed:
            wait = min(FIRST_WAIT * 2 ** min(tried, 10), LONGEST_WAIT)
            logger.warning("The files of picture %s are made later, in %s: %s", picture_id, wait, postponed)
            later = make_renditions.using(run_after=timezone.now() + wait)
            later.enqueue(picture_id=picture_id, tried=tried + 1)
            break
    return count
