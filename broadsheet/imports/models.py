"""Records of what was imported from other systems."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedItem(models.Model):
    """One item of another system's export and what it became, so that nothing is imported twice."""

    source = models.CharField(max_length=200)  # whose export, e.g. the old site's address
    kind = models.CharField(max_length=40)  # author, category, tag, post, page, attachment ... in that system's terms
    foreign_id = models.CharField(max_length=200)  # its id there
    outcome = models.CharField(max_length=20)  # imported, left or failed
    model = models.CharField(max_length=60, blank=True)  # what it became here, e.g. stories.article
    object_id = models.BigIntegerField(null=True)
    notes = models.JSONField(default=list, blank=True)  # sentences for the report
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        constraints = [models.UniqueConstraint(fields=["source", "kind", "foreign_id"], name="imported_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.foreign_id}: {self.outcome}"
