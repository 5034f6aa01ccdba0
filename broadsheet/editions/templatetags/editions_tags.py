"""The edition that is being read."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.translation import get_language

from ..models import Edition
from ..queries import edition_for, edition_of

register = template.Library()


@register.simple_tag(takes_context=True)
def current_edition(context: Context) -> Edition:
    """The edition of this request."""
    request = context.get("request")
    return edition_of(request) if request is not None else edition_for(get_language() or "en")
