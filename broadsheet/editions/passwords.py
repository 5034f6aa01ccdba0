"""Passwords that somebody who knows the paper would try."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Edition

DIFFERENT = 5  # characters
BESIDE = 6  # letters, beside the words that everybody knows


class GuessablePasswordValidator:
    """Refuses what repeats few characters, and the paper's name with figures and signs around it."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError, in the words of Django's validators (`AUTH_PASSWORD_VALIDATORS`)."""
        folded = password.casefold()
        if len(set(folded)) < DIFFERENT or re.fullmatch(r"(.+?)\1+", folded):
            raise ValidationError(
                _("This password repeats itself; write at least %(count)s different characters.")
                % {"count": DIFFERENT},
                code="password_repeats",
            )
        left = folded
        for word in sorted(_known_words(), key=len, reverse=True):
            left = left.replace(word, "")
        if left != folded and len(re.sub(r"[\W\d_]", "", left)) < BESIDE:
            raise ValidationError(
                _("This password is little more than the paper's name; choose other words."), code="password_known"
            )

    def get_help_text(self) -> str:
        """What the form says beside the field."""
        return _("Not the paper's name, and not the same few characters again and again.")


def _known_words() -> set[str]:
    names = [
        *Edition.objects.values_list("paper_name", flat=True),
        urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "",
    ]
    words = {word for name in names for word in re.findall(r"[^\W\d_]{4,}", name.casefold())}
    return words | {"newsroom", "password", "broadsheet"}
