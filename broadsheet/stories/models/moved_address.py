"""Old addresses."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class MovedAddress(models.Model):
    """A former address of a page. For a section, one rule covers everything below it, so that a
    section of 25,000 stories is renamed with one row.

    An address of another system may lead to something that is not a page here (a person, tag or topic). Then `page`
    is empty and `target` is the path. Such an address may include the query that the other system used, as in
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
