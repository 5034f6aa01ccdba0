"""Stories, standing pages and lists of the text-only edition, cut into parts if they are long."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.template.loader import render_to_string

from broadsheet.core.flat_context import flat_context

from ..reading.lite_parts import Part, part_of
from .stories_tags import story_block

register = template.Library()

# A list's breadcrumb, name and description.
HEADER_BYTES = 600


@register.simple_tag(takes_context=True)
def story_part(context: Context) -> Part:
    """The part of the story that `?part=` names. The head is on the first part; what follows the text is on the last."""
    return _part(context, "story_head", after=("story_notes", "story_more"))


@register.simple_tag(takes_context=True)
def standing_page_part(context: Context) -> Part:
    """The part of the standing page that `?part=` names."""
    return _part(context, "standing_page_head")


@register.simple_tag(takes_context=True)
def list_part(context: Context) -> Part:
    """The part of a page of a list that `?part=` names. There is only one unless headlines are very long."""
    flat = flat_context(context)
    shown = {"show_minute": True, "show_byline": True}
    pieces = [
        f"<li>{render_to_string('stories/lite/card.html', {**flat, **shown, 'card': card})}\n" for card in flat["cards"]
    ]
    return part_of(pieces, flat, above=HEADER_BYTES)


def _part(context: Context, head: str, *, after: tuple[str, ...] = ()) -> Part:
    flat = flat_context(context)
    pieces = [render_to_string(f"stories/lite/{head}.html", flat)]
    pieces += [story_block(context, block) for block in flat["page"].body]
    pieces += [render_to_string(f"stories/lite/{name}.html", flat) for name in after]
    return part_of(pieces, flat)
