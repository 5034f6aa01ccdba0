"""Events (the “outbox” pattern), the leases, and what the clock could not carry out."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(StrEnum):
    """What happened to something that readers can see."""

    PUBLISHED = "published"
    UPDATED = "updated"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    DELETED = "deleted"
    RIGHTS_ENDED = "rights_ended"


KINDS_IN_WORDS = [
    (EventKind.PUBLISHED.value, _("published")),
    (EventKind.UPDATED.value, _("updated")),
    (EventKind.CORRECTED.value, _("corrected")),
    (EventKind.WITHDRAWN.value, _("withdrawn")),
    (EventKind.MOVED.value, _("moved")),
    (EventKind.DELETED.value, _("deleted")),
    (EventKind.RIGHTS_ENDED.value, _("picture rights ended")),
]


class Event(models.Model):
    """One thing that happened, written in the same transaction as the change itself.

    All exits of the site (search, feeds, purges, push, mail) read this table in the order of `id`, so
    none misses an event, gets it twice or gets it early. There are no foreign keys: an event outlives its page.
    """

    kind = models.CharField(max_length=16, choices=KINDS_IN_WORDS)
    page_id = models.BigIntegerField(null=True, db_index=True)
    page_type = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=255, blank=True)
    edition = models.CharField(max_length=12, blank=True)
    path = models.CharField(max_length=2000, blank=True)  # the public path, e.g. /ar/world/x/
    old_path = models.CharField(max_length=2000, blank=True)  # before a move
    details = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["id"]
        # Exits ask for this often: the last withdrawals of an edition, in a table of any length.
        indexes = [models.Index(fields=["edition", "kind", "id"], name="events_by_edition_and_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title or self.page_id}"


class Lease(models.Model):
    """Which process does a job that only one process may do (the clock, the worker for jobs)."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=120, blank=True)  # host:pid:start-random; empty when it was given back
    number = models.PositiveBigIntegerField(default=0)  # grows by one whenever it passes to another holder
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"


class Failure(models.Model):
    """Something due that failed. The desk sees it until it succeeds or is dismissed."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)  # which moment of this kind
    title = models.CharField(max_length=255)
    error = models.TextField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    next_try_at = models.DateTimeField(null=True, blank=True)
    page_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_failure_a_moment")]
        ordering = ["-due_at"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"
