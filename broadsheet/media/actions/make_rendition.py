"""Make one size and format of a picture."""

from __future__ import annotations

import logging

from ..models import Picture, PictureRendition

logger = logging.getLogger(__name__)


def make_rendition(*, picture: Picture, spec: str) -> PictureRendition | None:
    """The rendition, made where it is not there yet; None where it cannot be made.

    A picture of which not even a JPEG can be made is marked: pages stand without it, and the newsroom's home names it. One that
    can be shown again loses the mark.
    """
    try:
        made: PictureRendition = picture.get_rendition(spec)
    except Exception as error:  # decoders and disks fail in many ways, none of which may take down a page
        logger.warning(
            "Picture %s (“%s”): the rendition %s could not be made: %s", picture.pk, picture.title, spec, error
        )
        if spec.endswith("format-jpeg") or "|format-jpeg" in spec:
            mark_unreadable(picture=picture, is_unreadable=True)
        return None
    mark_unreadable(picture=picture, is_unreadable=False)
    return made


def mark_unreadable(*, picture: Picture, is_unreadable: bool) -> Picture:
    """Note whether the picture can be shown; nothing is written where it is noted already."""
    if picture.is_unreadable != is_unreadable:
        picture.is_unreadable = is_unreadable
        Picture.objects.filter(pk=picture.pk).update(is_unreadable=is_unreadable)
    return picture
