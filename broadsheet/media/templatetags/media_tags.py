"""Tags that show pictures with the renditions that exist."""

from __future__ import annotations

from typing import Any

from django import template

from broadsheet.edge.rendering.capture import refuse_to_store

from ..actions.make_rendition import RenditionPostponed, make_rendition
from ..models import Picture, PictureRendition
from ..places import FORMATS, PLACES, PicturePlace
from ..queries import renditions_of, with_another_crop

register = template.Library()


@register.inclusion_tag("media/picture.html")
def picture(
    image: Picture | None, place: str = "card", alt: str | None = None, eager: bool = False
) -> dict[str, object]:
    """`<picture>` for one of the places of `places.py`; nothing for a picture whose rights have ended.

    Width and height are set, so that nothing moves when the picture loads. `<source>` lists only formats whose files exist.
    A missing JPEG fallback is made at once. `alt` overrides the picture's own alt text; an empty one marks the picture as
    decoration, as on a card whose headline says everything.
    """
    if image is None or not image.is_shown:
        return {}
    where = PLACES[place]
    known = renditions_of(image)
    fallback = _fallback(image, where)
    if fallback is None:
        return {}
    sources = [{"type": f"image/{name}", "srcset": _srcset(known, where, name)} for name in FORMATS[:-1]]
    return {
        "sources": [source for source in sources if source["srcset"]],
        "srcset": _srcset(known, where, "jpeg"),
        "src": fallback.url,
        "width": fallback.width,
        "height": fallback.height,
        "sizes": where.sizes,
        "alt": image.alt_text if alt is None else alt,
        "eager": eager,
    }


@register.simple_tag
def picture_file(image: Picture, place: str) -> PictureRendition | None:
    """The JPEG file of a picture, for pages that link to pictures instead of showing them; None where it cannot be made.

    The caller must check that the picture's rights have not ended.
    """
    return _fallback(image, PLACES[place])


def _fallback(image: Picture, where: PicturePlace) -> PictureRendition | None:
    """The JPEG for a place, which is made if it is missing; None where it cannot be made. The newsroom's home then lists it."""
    known, spec = renditions_of(image), where.spec(where.fallback, "jpeg")
    if spec not in known:
        refuse_to_store("a picture has no file of this size yet")
        try:
            rendition = make_rendition(picture=image, spec=spec)
        except RenditionPostponed:
            rendition = with_another_crop(image, spec)
        if rendition is None:
            return None
        known[spec] = rendition
    return known[spec]


def _srcset(known: dict[str, Any], place: PicturePlace, image_format: str) -> str:
    renditions = [known.get(place.spec(width, image_format)) for width in place.widths]
    urls = {rendition.width: rendition.url for rendition in renditions if rendition}
    return ", ".join(f"{url} {width}w" for width, url in sorted(urls.items()))
