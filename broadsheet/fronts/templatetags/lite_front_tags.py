"""Fronts of the text-only edition, cut into parts if they are long."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.template.loader import render_to_string

from broadsheet.core.flat_context import flat_context
from broadsheet.stories.reading.lite_parts import Part, part_of

register = template.Library()


@register.simple_tag(takes_context=True)
def front_part(context: Context) -> Part:
    """The part of the front that `?part=` names. Fronts are cut between containers."""
    flat = flat_context(context)
    pieces = [
        render_to_string("fronts/lite/container.html", {**flat, "container": container})
        for container in flat["containers"]
    ]
    return part_of(pieces, flat)
