"""Tags for the text of a story in a feed."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.blocks import StructValue

from broadsheet.core import formats
from broadsheet.editions.models import Edition
from broadsheet.media.models import Picture, PictureRendition

register = template.Library()


@register.filter
def jpeg(picture: Picture | None, place: str) -> PictureRendition | None:
    """The file of a picture in a place; None if it does not exist yet."""
    from ..feeds.items import jpeg_of

    return jpeg_of(picture, place)


@register.filter
def lines_of_list(value: StructValue) -> list[object]:
    """The lines of a list block. In a template, `value.items` would be a method of StructValue."""
    return list(value["items"])


@register.filter
def minute_in(moment: datetime, edition: Edition) -> SafeString:
    """`<time>` with the date in the edition's zone and language."""
    machine = moment.astimezone(edition.zone).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', machine, formats.minute(moment, edition))
