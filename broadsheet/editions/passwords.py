"""A check for passwords that somebody who knows the paper would guess."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Edition

DIFFERENT = 5  # different characters
BESIDE = 6  # letters that are not part of a well-known word


class GuessablePasswordValidator:
    """Refuses passwords that repeat few characters, or that are the paper's name with digits and signs around it."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError, worded as Django's validators do (`AUTH_PASSWORD_VALIDATORS`)."""
        folded = password.casefold()
        if len(set(folded)) < DIFFERENT or re.fullmatch(r"(.+?)\1+", folded):
            raise ValidationError(
                _("This password repeats the same characters. Use at least %(count)s different ones.")
                % {"count": DIFFERENT},
                code="password_repeats",
            )
        remainder = folded
        for word in sorted(_known_words(), key=len, reverse=True):
            remainder = remainder.replace(word, "")
        if remainder != folded and len(re.sub(r"[\W\d_]", "", remainder)) < BESIDE:
            raise ValidationError(
                _("This password is little more than the paper's name. Choose other words."), code="password_known"
            )

    def get_help_text(self) -> str:
        """The help text of the form's field."""
        return _("Do not use the paper's name, and do not repeat the same few characters.")


def _known_words() -> set[str]:
    names = [
        *Edition.objects.values_list("paper_name", flat=True),
        urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "",
    ]
    words = {word for name in names for word in re.findall(r"[^\W\d_]{4,}", name.casefold())}
    return words | {"newsroom", "password", "broadsheet"}
