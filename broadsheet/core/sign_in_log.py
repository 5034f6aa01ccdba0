"""A line of the log for each sign-in that fails, and for each attempt that is refused unlooked at.

The address comes first and stands before anything that a stranger typed, so that a program which reads the log (fail2ban) cannot be
told another (`docs/operate/signing-in.md`).
"""

from __future__ import annotations

import logging
import unicodedata

from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

logger = logging.getLogger("broadsheet.sign_in")
LONGEST_NAME = 100  # characters
# Control and format characters, surrogates, unassigned ones, separators of lines and paragraphs (Unicode, 4.5): what would begin
# another line, or show the line in another order.
_NOT_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def connect() -> None:
    """Hear of each sign-in that fails."""
    user_login_failed.connect(_failed, dispatch_uid="core-sign-in-log")


def refused(request: HttpRequest, what: str) -> None:
    """Note that an address tried `what` too often, and was not looked at."""
    logger.warning("Refused from %s: too many attempts (%s).", _address(request), what)


def shown(name: str) -> str:
    """A name as it was typed, in one line of a bounded length."""
    kept = "".join(letter for letter in name[: 4 * LONGEST_NAME] if unicodedata.category(letter) not in _NOT_SHOWN)
    return kept if len(kept) <= LONGEST_NAME else f"{kept[:LONGEST_NAME]}…"


def _failed(sender: object, credentials: dict[str, object], request: HttpRequest | None = None, **_: object) -> None:
    name = shown(str(credentials.get("username", "")))
    logger.warning("Sign-in failed from %s as “%s”.", _address(request), name)


def _address(request: HttpRequest | None) -> str:
    return (request.META.get("REMOTE_ADDR") if request is not None else "") or "an unknown address"
