"""Background jobs for pictures."""

from __future__ import annotations

from django_tasks import task

from .actions.make_rendition import make_rendition
from .models import Picture
from .places import all_specs
from .queries import renditions_of


@task(backend="background")
def make_renditions(*, picture_id: int) -> int:
    """Make every missing size and format of a picture; returns how many were made.

    The job may run twice, or be killed: existing renditions are left alone.
    """
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None or picture.is_svg():
        return 0
    count = 0
    existing = renditions_of(picture)
    for spec in all_specs():
        if spec not in existing:
            count += make_rendition(picture=picture, spec=spec) is not None
    return count
