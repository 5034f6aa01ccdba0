"""Links with which somebody without an account can read a draft; and what the admin's forms have sent."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Lifetime(models.TextChoices):
    """How long a preview link works."""

    HOUR = "hour", _("1 hour")
    DAY = "day", _("1 day")
    WEEK = "week", _("1 week")

    @property
    def length(self) -> timedelta:
        """The lifetime as a span of time."""
        return {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[self.value]


def new_key() -> str:
    """A link's public name. It is random, so that no other database ever has a link with the same name."""
    return secrets.token_hex(8)


class PreviewLink(models.Model):
    """A link to the newest draft of a page. Anybody who has the link can use it until it ends.

    It gives no more rights than its maker has: it ends with the maker's account, or with their right to edit the page.
    """

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="preview_links")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    # By hand, or because the page was taken away from readers (then `ended_by` is empty).
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # Not counted as a use of the page when an editor wants to delete the page.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        default_permissions = ()
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.page} ({self.ends_at:%Y-%m-%d %H:%M})"

    def works(self, *, now: datetime) -> bool:
        """Whether the link can be used at `now`."""
        if self.ended_at is not None or self.ends_at <= now or self.made_by is None:
            return False
        return self.page.permissions_for_user(self.made_by).can_edit()


class SentForm(models.Model):
    """A form that somebody has open in the admin, and which of its data was saved.

    The browser numbers what it sends. So when the network loses an answer, the repeat makes no second story and no second
    approval, and data that arrives late does not overwrite newer data.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form_id = models.CharField(max_length=32)
    number = models.PositiveIntegerField()  # of the last data sent
    saved_number = models.PositiveIntegerField(default=0)  # of the last data saved; 0 if nothing was saved yet
    # The answer: a JSON object, or {"location": ...} for a redirect.
    answer = models.JSONField(null=True)
    taken_at = models.DateTimeField(null=True)  # set while it is being processed
    sent_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "form_id"], name="desk_sent_form")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.saved_number}/{self.number}"
