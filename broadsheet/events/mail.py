"""Mail is sent by a job, so no request waits for the mail server, and no mail is lost while that server is away.

`EMAIL_BACKEND` where mail goes out by SMTP. Mail from a server process is stored in the database, and the thread for mail sends it a moment
later. A command sends at once and reports errors. While the mail server takes no mail, the newsroom's home says so.
"""

from __future__ import annotations

import base64
import contextlib
import logging
import smtplib
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from . import leases
from . import worker as background
from .models import Failure

logger = logging.getLogger(__name__)
# Minutes between tries while the mail server takes nothing; two days in all.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240, 720, 720, 1440))
KIND = "mail"  # of the failure that the desk sees
_TROUBLE = (OSError, smtplib.SMTPException)
_in_a_job: ContextVar[bool] = ContextVar("in a job", default=False)


class QueuedEmailBackend(BaseEmailBackend):
    """Sends by a job; at once where no server runs, or where a job does the sending."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Returns how many were accepted. A message that is sent at once and refused raises OSError or SMTPException, unless the
        backend was told to fail silently."""
        messages = [message for message in email_messages if message.recipients()]
        if background.is_running() and not _sends_now():
            with contextlib.suppress(DatabaseError):  # the database is away, so it is sent at once
                for message in messages:
                    _enqueue(message)
                return len(messages)
        try:
            return deliver(messages)
        except _TROUBLE:
            if not self.fail_silently:
                raise
            return 0


def _sends_now() -> bool:
    grant = leases.current()
    return _in_a_job.get() or (grant is not None and grant.name == background.MAIL)


def _enqueue(message: EmailMessage) -> None:
    send_later.enqueue(
        sender=message.from_email,
        recipients=message.recipients(),
        content=base64.b64encode(message.message().as_bytes(linesep="\r\n")).decode(),  # type: ignore[call-arg]  # Django's own takes it
    )


@task(backend="background", queue_name=background.MAIL)
def send_later(*, sender: str, recipients: list[str], content: str, tried: int = 0) -> int:
    """Send a mail that was written before; returns how many the mail server accepted. A mail that is not accepted is tried again
    later, and logged. A mail whose recipients are all refused for good is given up."""
    token = _in_a_job.set(True)
    try:
        return deliver([_WrittenMessage(sender, recipients, base64.b64decode(content))])
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _words in error.recipients.values()):  # RFC 5321, 4.2.1: not to be tried again
            logger.error("A mail was refused for good: %s", _words_of(error))
            return 0
        _try_later(sender, recipients, content, tried, error)
    except _TROUBLE as error:
        _try_later(sender, recipients, content, tried, error)
    finally:
        _in_a_job.reset(token)
    return 0


class _WrittenMessage(EmailMessage):
    """A mail that was written before and is sent unchanged."""

    def __init__(self, sender: str, recipients: list[str], content: bytes) -> None:
        super().__init__(from_email=sender, to=recipients)
        self._content = content

    def message(self) -> _WrittenMessage:  # type: ignore[override]
        """The message whose bytes the mail server gets."""
        return self

    def as_bytes(self, **_: object) -> bytes:
        """The mail with its headers, with the line ends that RFC 5322 asks for."""
        return self._content


def _try_later(sender: str, recipients: list[str], content: str, tried: int, error: Exception) -> None:
    if tried == len(WAITS):
        logger.error("A mail was given up after %s tries: %s", tried + 1, _words_of(error))
        return
    wait = WAITS[tried]
    minutes = int(wait.total_seconds() // 60)
    logger.error("A mail could not be sent: %s. It is tried again in %s min.", _words_of(error), minutes)
    later = send_later.using(run_after=timezone.now() + wait)
    later.enqueue(sender=sender, recipients=recipients, content=content, tried=tried + 1)


def deliver(messages: Sequence[EmailMessage]) -> int:
    """Pass the messages to the mail server; returns how many it accepted. The desk is told of errors: OSError and SMTPException are raised."""
    try:
        sent = smtp.EmailBackend().send_messages(messages) or 0
    except smtplib.SMTPRecipientsRefused:  # the server itself works
        raise
    except _TROUBLE as error:
        _tell_the_desk(error, now=timezone.now())
        raise
    with contextlib.suppress(DatabaseError):
        Failure.objects.filter(kind=KIND).delete()
    return sent


def _tell_the_desk(error: Exception, *, now: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        words = _("The mail server accepts no mail (%(error)s). Unsent mail is kept and sent later.")
        values = {"title": _("Mail"), "error": words % {"error": _words_of(error)}, "next_try_at": now + WAITS[0]}
    with contextlib.suppress(DatabaseError):
        Failure.objects.update_or_create(
            kind=KIND, key=KIND, defaults=values, create_defaults={**values, "due_at": now}
        )


def _words_of(error: Exception) -> str:
    """The error's text without anybody's mail address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return ", ".join(sorted({str(code) for code, _words in error.recipients.values()}))
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"{error.smtp_code} {words}"
    return str(error) or type(error).__name__
