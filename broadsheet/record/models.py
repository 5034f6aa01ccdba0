"""Corrections."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Correction(models.Model):
    """What a published page said, what it should have said, and when that was corrected.

    A correction is public and permanent: it is never edited, but another one may follow.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="corrections")
    was = models.TextField(_("what it said"))
    now = models.TextField(_("what is right"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["page", "made_at"], name="corrections_of_a_page")]

    def __str__(self) -> str:
        return self.now[:80]
