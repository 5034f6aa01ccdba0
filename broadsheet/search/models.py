"""Which row of an index belongs to which object. The FTS5 tables themselves are created in `tables.py`."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models


class PublicEntry(models.Model):
    """A page in the readers' index."""

    # Orders the index by edition and time; see `tables.docid`.
    docid = models.BigIntegerField(primary_key=True)
    page_id = models.BigIntegerField(unique=True)
    digest = models.BinaryField(max_length=16)  # of what was indexed and how, to skip unchanged pages

    def __str__(self) -> str:
        return f"page {self.page_id}"


class DeskEntry(models.Model):
    """Anything that the newsroom can search: pages with drafts, pictures, people, accounts."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="one_desk_entry_an_object")]

    def __str__(self) -> str:
        return f"{self.content_type_id}: {self.object_id}"


class IndexBuild(models.Model):
    """How far a build of the indexes has come, so that an interrupted one can continue."""

    name = models.CharField(max_length=120, primary_key=True)
    position = models.BigIntegerField(default=0)  # the last id that was indexed
    done = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.done}"
