"""Make one size and format of a picture."""

from __future__ import annotations

import logging

from ..media_folder import is_of_machine, wrong_with_media_folder
from ..models import Picture, PictureRendition

logger = logging.getLogger(__name__)


class RenditionPostponed(Exception):
    """The machine is in trouble (a full disk, a media folder that is not mounted). Nothing is known against the picture."""


def make_rendition(*, picture: Picture, spec: str) -> PictureRendition | None:
    """The rendition, which is made if it does not exist; None where it cannot be made. Raises RenditionPostponed.

    A picture is marked as unreadable if not even a JPEG can be made from it: pages omit it, and the newsroom's home lists it. The
    mark is removed when the picture can be shown again.
    """
    if wrong := wrong_with_media_folder():
        raise RenditionPostponed(wrong)
    try:
        rendition: PictureRendition = picture.get_rendition(spec)
    except Exception as error:  # decoders and disks fail in many ways, none of which may break a page
        logger.warning(
            "Picture %s (“%s”): the rendition %s could not be made: %s", picture.pk, picture.title, spec, error
        )
        if is_of_machine(error):
            raise RenditionPostponed(str(error)) from error
        if spec.endswith("format-jpeg") or "|format-jpeg" in spec:
            mark_unreadable(picture=picture, is_unreadable=True)
        return None
    mark_unreadable(picture=picture, is_unreadable=False)
    return rendition


def mark_unreadable(*, picture: Picture, is_unreadable: bool) -> Picture:
    """Note whether the picture is unreadable; nothing is written if that has not changed."""
    if picture.is_unreadable != is_unreadable:
        picture.is_unreadable = is_unreadable
        Picture.objects.filter(pk=picture.pk).update(is_unreadable=is_unreadable)
    return picture
