"""Data that the admin's pages give to the desk's own scripts."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from broadsheet.desk.writing_words import writing_words

register = template.Library()


@register.simple_tag(takes_context=True)
def writing_settings(context: dict[str, Any]) -> dict[str, object]:
    """For `desk/admin/writing/`: the user, the addresses to call, and the messages in the user's language."""
    sign_in = reverse("wagtailadmin_login")
    return {
        **{name: str(sentence) for name, sentence in writing_words().items()},
        "user": context["request"].user.pk,
        "state_url": reverse("desk:writing_state"),
        "sign_in_url": f"{sign_in}?next={reverse('desk:signed_in_again')}",
        "sign_out_url": reverse("wagtailadmin_logout"),
    }
