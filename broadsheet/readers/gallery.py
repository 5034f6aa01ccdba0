"""Examples of this app's components."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from broadsheet.core.gallery import Example

from .consent import notice_context
from .models import Analytics, MediaProvider, Privacy


def _notice() -> dict[str, object]:
    privacy = Privacy(media=list(MediaProvider.values), analytics=Analytics.MATOMO)
    privacy.analytics_address, privacy.analytics_site = "https://stats.paper.example", "1"
    return {**(notice_context(privacy) or {}), "is_example": True}


EXAMPLES = [Example(stem="consent_notice", app="readers", title=_("The question of consent"), context=_notice)]
