"""Reads the renditions of all pictures of a page at once."""

from __future__ import annotations

from collections.abc import Iterable

from wagtail.images.models import Filter

from .models import Picture, PictureRendition
from .places import PLACES

_A_FILL_SPEC = PLACES["card"].spec(PLACES["card"].fallback, "jpeg")


def focal_key(picture: Picture, spec: str) -> str:
    """Wagtail's key for the crop that `spec` makes; empty where the focal point does not matter."""
    return Filter(spec=_A_FILL_SPEC).get_cache_key(picture) if spec.startswith("fill-") else ""


def read_renditions(pictures: Iterable[Picture | None]) -> None:
    """Set `known_renditions`, a dict of filter spec -> rendition, on each picture, with one query for all."""
    by_id: dict[int, list[Picture]] = {}
    for picture in pictures:
        if picture is not None:
            by_id.setdefault(picture.pk, []).append(picture)
            picture.known_renditions = {}
    if not by_id:
        return
    for rendition in PictureRendition.objects.filter(image_id__in=by_id):
        for picture in by_id[rendition.image_id]:
            if rendition.focal_point_key == focal_key(picture, rendition.filter_spec):
                rendition.image = picture
                picture.known_renditions[rendition.filter_spec] = rendition


def renditions_of(picture: Picture) -> dict[str, PictureRendition]:
    """The picture's renditions by filter spec; they are read now if `read_renditions` has not read them."""
    if not hasattr(picture, "known_renditions"):
        read_renditions([picture])
    return picture.known_renditions


def with_another_crop(picture: Picture, spec: str) -> PictureRendition | None:
    """The newest rendition of this size and format that was made for an earlier focal point of the picture; None where there is none."""
    rendition = PictureRendition.objects.filter(image=picture, filter_spec=spec).order_by("pk").last()
    if rendition is not None:
        rendition.image = picture
    return rendition
