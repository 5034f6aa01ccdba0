"""Search results of the text-only edition, cut into parts if they are long."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.template.loader import render_to_string

from broadsheet.core.flat_context import flat_context
from broadsheet.stories.reading.lite_parts import Part, part_of
from broadsheet.stories.templatetags.lite_story_tags import HEADER_BYTES

register = template.Library()


@register.simple_tag(takes_context=True)
def results_part(context: Context) -> Part:
    """The part of a page of search results that `?part=` names. The form is above each part."""
    flat = flat_context(context)
    pieces = [
        f"<li>{render_to_string('finding/lite/search_result.html', {**flat, 'result': result})}\n"
        for result in flat["results"]
    ]
    form = render_to_string("finding/lite/search_form.html", flat)
    return part_of(pieces, flat, above=len(form.encode()) + HEADER_BYTES)
