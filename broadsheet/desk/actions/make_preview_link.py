"""Make a link to a draft."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from broadsheet.core.models import User

from ..models import Lifetime, PreviewLink
from ..queries import has_preview_links


def make_preview_link(*, page: Page, lifetime: str, now: datetime, user: User) -> PreviewLink:
    """Make a link with which anybody can read the newest draft of `page`, from `now` on for a `Lifetime`.

    Raises ValidationError for a page that is neither a story nor a standing page, and for any other lifetime.
    """
    if not has_preview_links(page):
        raise ValidationError(
            _("“%(title)s” is neither a story nor a standing page, so it has no preview links."),
            params={"title": page.title},
        )
    if lifetime not in Lifetime.values:
        raise ValidationError(
            _("A preview link can last for one of these: %(offered)s. “%(lifetime)s” is not one of them."),
            params={"offered": ", ".join(Lifetime.values), "lifetime": lifetime},
        )
    with transaction.atomic():
        link = PreviewLink.objects.create(
            page=Page.objects.get(pk=page.pk), made_by=user, made_at=now, ends_at=now + Lifetime(lifetime).length
        )
        log(
            instance=page,
            action="desk.preview_link.make",
            user=user,
            data={"link": link.pk, "ends_at": link.ends_at.isoformat()},
        )
    return link
