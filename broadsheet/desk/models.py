"""Links by which somebody without an account reads a draft; what the forms of the admin have sent."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Lifetime(models.TextChoices):
    """For how long a preview link works."""

    HOUR = "hour", _("1 hour")
    DAY = "day", _("1 day")
    WEEK = "week", _("1 week")

    @property
    def length(self) -> timedelta:
        """The same as a span of time."""
        return {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[self.value]


def new_key() -> str:
    """What a link is known by outside: random, so that no other database ever had a link by the same name."""
    return secrets.token_hex(8)


class PreviewLink(models.Model):
    """A link to the newest draft of a page, for whoever has it, until it ends.

    It gives no more than whoever made it may have: it ends with their account and with their right to edit the page.
    """

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="preview_links")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    # By hand, or because the page was taken away from readers (then by nobody).
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # It is no use of the page that an editor should be told of before deleting it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        default_permissions = ()
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.page} ({self.ends_at:%Y-%m-%d %H:%M})"

    def works(self, *, now: datetime) -> bool:
        """Whether it leads anywhere at `now`."""
        if self.ended_at is not None or self.ends_at <= now or self.made_by is None:
            return False
        return self.page.permissions_for_user(self.made_by).can_edit()


class SentForm(models.Model):
    """A form that somebody has open in the admin, and how far what it sent was saved.

    The browser numbers what it sends. So a network that loses an answer makes no second story and no second approval,
    and what arrives late does not overwrite what is newer.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form_id = models.CharField(max_length=32)
    number = models.PositiveIntegerField()  # of what was sent last
    saved_number = models.PositiveIntegerField(default=0)  # of what was saved last; 0: nothing yet
    # What was answered to it: an object of JSON, or {"location": ...} for a redirect.
    answer = models.JSONField(null=True)
    taken_at = models.DateTimeField(null=True)  # while it is worked on
    sent_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "form_id"], name="desk_sent_form")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.saved_number}/{self.number}"
