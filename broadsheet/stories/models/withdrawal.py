"""Withdrawn stories."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Withdrawal(models.Model):
    """Why a story is no longer there; readers who follow a link to it are told (410 Gone, RFC 9110 15.5.11)."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="withdrawals")
    reason = models.TextField(_("reason"))
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-withdrawn_at", "-id"]

    def __str__(self) -> str:
        return self.reason[:80]
