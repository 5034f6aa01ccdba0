"""Logs each failed sign-in, and each attempt that is refused because there were too many.

The address comes before anything that the client typed, so that a client cannot make a program that reads the log (fail2ban)
see another address (`docs/operate/signing-in.md`).
"""

from __future__ import annotations

import logging
import unicodedata

from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

logger = logging.getLogger("broadsheet.sign_in")
LONGEST_NAME = 100  # characters
# Control and format characters, surrogates, private and unassigned ones, and separators of lines and paragraphs (Unicode, 4.5).
# They could begin another line, or change the order in which the line is displayed.
_NOT_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def connect() -> None:
    """Log each sign-in that fails."""
    user_login_failed.connect(_failed, dispatch_uid="core-sign-in-log")


def refused(request: HttpRequest, what: str) -> None:
    """Log that an attempt was refused, because there were too many of the kind `what` from its address."""
    logger.warning("Refused from %s: too many attempts (%s).", _address(request), what)


def shown(name: str) -> str:
    """The name as typed, reduced to one line of limited length."""
    kept = "".join(letter for letter in name[: 4 * LONGEST_NAME] if unicodedata.category(letter) not in _NOT_SHOWN)
    return kept if len(kept) <= LONGEST_NAME else f"{kept[:LONGEST_NAME]}…"


def _failed(sender: object, credentials: dict[str, object], request: HttpRequest | None = None, **_: object) -> None:
    name = shown(str(credentials.get("username", "")))
    logger.warning("Sign-in failed from %s as “%s”.", _address(request), name)


def _address(request: HttpRequest | None) -> str:
    return (request.META.get("REMOTE_ADDR") if request is not None else "") or "an unknown address"
