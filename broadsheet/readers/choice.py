"""The reader's choice, in a cookie of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from .models import Privacy

COOKIE = "consent"
KEPT_FOR = 182 * 24 * 60 * 60  # seconds; six months, then the reader is asked again
# Version of the question, the accepted purposes joined by hyphens (or `none`), receipt.
_FORM = re.compile(r"([0-9a-f]{8})\.([a-z]+(?:-[a-z]+)*)\.([0-9a-f]{32})")


@dataclass(frozen=True)
class Choice:
    """What a reader agreed to, out of what was asked."""

    version: str
    agreed: tuple[str, ...]
    receipt: str

    def as_cookie(self) -> str:
        """The cookie's value."""
        return f"{self.version}.{'-'.join(self.agreed) or 'none'}.{self.receipt}"


def choice_of(request: HttpRequest, privacy: Privacy) -> Choice | None:
    """The choice in the request's cookie, if it answers the current question."""
    match = _FORM.fullmatch(request.COOKIES.get(COOKIE, ""))
    if match is None or match[1] != privacy.version:
        return None
    agreed = tuple(purpose for purpose in match[2].split("-") if purpose in privacy.purposes)
    return Choice(match[1], agreed, match[3])


def keep_choice(response: HttpResponse, choice: Choice, *, is_secure: bool) -> None:
    """Set the cookie. It is not HttpOnly, because the page's script reads it."""
    response.set_cookie(COOKIE, choice.as_cookie(), max_age=KEPT_FOR, path="/", samesite="Lax", secure=is_secure)
