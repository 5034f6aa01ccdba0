"""Resetting a password. A request takes the same time whether or not an account has the mail address."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task
from wagtail.admin.forms import auth
from wagtail.users.models import UserProfile

from broadsheet.core.attempts import take_reset
from broadsheet.core.models import User

logger = logging.getLogger(__name__)

SUBJECT = "wagtailadmin/account/password_reset/email_subject.txt"
TEXT = "wagtailadmin/account/password_reset/email.txt"
# Waiting times between tries while the mail server takes nothing.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=4))


class PasswordResetForm(auth.PasswordResetForm):
    """Wagtail's form, except that a job looks up the address and sends the mail."""

    def save(self, *, request: HttpRequest, **_: object) -> None:
        """Raises TooManyAttempts."""
        address = self.cleaned_data["email"]
        take_reset(request=request, mail_address=address)
        send_password_reset.enqueue(address=address)


@task(backend="background", queue_name="mail")
def send_password_reset(*, address: str, tried: int = 0, to: list[int] | None = None) -> int:
    """Send a link to each person with this mail address (only to those in `to`, ids, if given); returns how many got one.

    If the mail server does not accept it, it is tried again later, and logged.
    """
    left = [user for user in auth_forms.PasswordResetForm().get_users(address) if to is None or user.pk in to]
    sent = 0
    while left:
        try:
            _send(left[0])
        except (OSError, smtplib.SMTPException) as error:
            _try_later(address, [user.pk for user in left], tried, error)
            break
        left.pop(0)
        sent += 1
    return sent


def _send(user: User) -> None:
    profile = UserProfile.objects.filter(user=user).first()
    with translation.override(profile.get_preferred_language() if profile else settings.LANGUAGE_CODE):
        context = {
            "user": user,
            "uid": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        }
        subject = "".join(render_to_string(SUBJECT, context).splitlines())
        EmailMultiAlternatives(subject, render_to_string(TEXT, context), None, [user.email]).send()


def _try_later(address: str, left: list[int], tried: int, error: Exception) -> None:
    if tried == len(WAITS):
        logger.error("A mail with a link for a new password was given up after %s tries: %s", tried + 1, error)
        return
    wait = WAITS[tried]
    minutes = int(wait.total_seconds() // 60)
    logger.error("A mail with a link for a new password could not be sent: %s. Tried again in %s min.", error, minutes)
    later = send_password_reset.using(run_after=timezone.now() + wait)
    later.enqueue(address=address, tried=tried + 1, to=left)
