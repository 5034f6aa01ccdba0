"""The outbox, where mail is kept while the site has no mail server (`BROADSHEET_EMAIL_URL=outbox:`, the default).

Each mail is a file in the site's folder that only the site's own account can read. Administrators read mails in the admin. Mails
may contain links to set a new password, so they are never printed.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.html import strip_tags

KEPT = 200  # mails; the oldest are deleted first
_NAME = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{8}\.eml")


def is_in_use() -> bool:
    """Whether mail goes to the outbox."""
    return bool(f"{__name__}.OutboxEmailBackend" == settings.EMAIL_BACKEND)


def folder() -> Path:
    """The folder of the mails."""
    return Path(settings.SITE_ENV.site) / "outbox"


class OutboxEmailBackend(BaseEmailBackend):
    """A mail backend for Django that writes to the outbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the messages; returns how many. Raises OSError where they cannot be written, unless `fail_silently` is set."""
        kept = 0
        for message in email_messages:
            try:
                _keep(message.message().as_bytes())
            except OSError:
                if not self.fail_silently:
                    raise
            else:
                kept += 1
        return kept


def _keep(content: bytes) -> None:
    folder().mkdir(mode=0o700, exist_ok=True)
    name = f"{timezone.now():%Y%m%dT%H%M%S%f}Z-{secrets.token_hex(4)}.eml"
    part = folder() / f".{name}"
    try:
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
        part.rename(folder() / name)
    finally:
        part.unlink(missing_ok=True)
    for old in names()[KEPT:]:
        (folder() / old).unlink(missing_ok=True)


def names() -> list[str]:
    """The file names of the mails, the newest first."""
    if not folder().is_dir():
        return []
    return sorted((file.name for file in folder().iterdir() if _NAME.fullmatch(file.name)), reverse=True)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail, as it would have been sent."""

    name: str
    at: datetime
    sender: str
    recipients: str
    subject: str
    text: str


def mail(name: str) -> Mail | None:
    """The mail with this name; None where there is none."""
    if not _NAME.fullmatch(name):
        return None
    try:
        content = (folder() / name).read_bytes()
    except FileNotFoundError:
        return None
    parsed = message_from_bytes(content, _class=Parsed, policy=policy.default)
    return Mail(
        name=name,
        at=datetime.strptime(name[:22], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC),
        sender=str(parsed["From"] or ""),
        recipients=str(parsed["To"] or ""),
        subject=str(parsed["Subject"] or ""),
        text=_text(parsed),
    )


def _text(parsed: Parsed) -> str:
    body = parsed.get_body(("plain", "html"))
    if body is None:
        return ""
    text = str(body.get_content())
    return text if body.get_content_type() == "text/plain" else strip_tags(text)
