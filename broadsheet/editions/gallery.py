"""Examples of this app's components."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from broadsheet.core.gallery import Example

from .models import Edition
from .switcher import Link


def _switcher() -> dict[str, object]:
    editions = [Edition(locale=Locale(language_code=language.code)) for language in settings.EDITION_LANGUAGES]
    links = [Link(edition, f"#{edition.code}", edition is editions[0], True) for edition in editions]
    return {"edition_links": links, "edition": editions[0]}


EXAMPLES = [Example(stem="edition_switcher", app="editions", title=_("Editions"), context=_switcher)]
