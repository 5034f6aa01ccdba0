"""Examples of this app's components."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from broadsheet.core.gallery import Example

from .models import Correction


def _correction() -> dict[str, object]:
    now = now_("It is 1,240 metres long and was last widened in 1931.")
    made_at = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
    return {"corrections": [Correction(now=now, was="1,420", made_at=made_at)]}


EXAMPLES = [Example(stem="correction_notice", app="record", title=_("Correction"), context=_correction)]
