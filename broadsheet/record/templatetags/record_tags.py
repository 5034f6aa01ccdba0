"""The correction notice under a story."""

from __future__ import annotations

from django import template
from django.template.context import Context
from wagtail.models import Page

from ..models import Correction

register = template.Library()


@register.inclusion_tag("record/correction_notice.html", takes_context=True)
def correction_notice(context: Context, page: Page) -> dict[str, object]:
    """All corrections of a page, oldest first."""
    corrections = list(Correction.objects.filter(page_id=page.pk)) if page.pk else []
    return {"corrections": corrections, "anchor": "corrections", "request": context.get("request")}
