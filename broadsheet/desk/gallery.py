"""Examples of this app's components."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from broadsheet.core.gallery import Example

EXAMPLES = [
    Example(
        stem="preview_link_notice",
        app="desk",
        title=_("Above a draft that is read by a preview link"),
        context=lambda: {"ends_at": datetime(2026, 11, 23, 14, 5, tzinfo=UTC)},
    ),
]
