"""End a link to a draft."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from broadsheet.core.models import User

from ..models import PreviewLink


def end_preview_link(*, link: PreviewLink, now: datetime, user: User | None = None) -> PreviewLink:
    """End the link now; returns it fresh. A link that has already ended, by hand or by itself, is not changed."""
    with transaction.atomic():
        still = PreviewLink.objects.filter(pk=link.pk, ended_at=None, ends_at__gt=now)
        if still.update(ended_at=now, ended_by=user):
            log(instance=link.page, action="desk.preview_link.end", user=user, data={"link": link.pk})
    return PreviewLink.objects.get(pk=link.pk)
