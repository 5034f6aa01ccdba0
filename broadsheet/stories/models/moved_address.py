"""Old addresses."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class MovedAddress(models.Model):
    """An address that a page once had. For a section one rule stands for everything below it, so that a
    section of 25,000 stories is renamed by one row.

    An address of another system may lead to what is no page here (a person's, tag's or topic's): then `page`
    is empty and `target` is the path. Such a one may carry the query by which that system knew it, as in
    `/?p=12`; then it has no slash at its end.
    """

    old_path = models.CharField(max_length=700, unique=True)  # with slashes at both ends, e.g. /ar/world/
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, related_name="moved_addresses")
    target = models.CharField(max_length=700, blank=True, default="")
    is_prefix = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("moved address")
        verbose_name_plural = _("moved addresses")

    def __str__(self) -> str:
        return f"{self.old_path} -> {self.page_id or self.target}"
