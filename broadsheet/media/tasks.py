"""Jobs of the picture desk."""

from __future__ import annotations

from django_tasks import task

from .actions.make_rendition import make_rendition
from .models import Picture
from .places import all_specs
from .queries import renditions_of


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
            made += make_rendition(picture=picture, spec=spec) is not None
    return made
