"""The head of a page."""

from __future__ import annotations

from django import template
from django.template.context import Context

from broadsheet.core.flat_context import flat_context

from ..metadata.head import head_meta as meta_of

register = template.Library()


@register.inclusion_tag("stories/head_meta.html", takes_context=True)
def head_meta(context: Context) -> dict[str, object]:
    """Description, canonical address, Open Graph and JSON-LD of the page that is being rendered."""
    return meta_of(flat_context(context))
