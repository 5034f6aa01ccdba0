"""The lists that a live story is in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from broadsheet.core.restrictions import restricted_paths


class ListingQuerySet(models.QuerySet):
    """Rows of the lists."""

    def open_to_all(self) -> ListingQuerySet:
        """The listings of stories that everybody may read."""
        rows = self
        for path in restricted_paths():
            rows = rows.exclude(article__path__startswith=path)
        return rows

    def under(self, edition: str, **label: models.Model) -> ListingQuerySet:
        """Listings of one person, topic or tag (`person=`, `topic=`, `tag=`) in an edition, for stories everybody may read, newest first."""
        return self.filter(edition=edition, **label).open_to_all().order_by("-listed_at", "-article_id")


class Listing(models.Model):
    """A live story in the list of one person, topic or tag.

    It repeats `listed_at`, so that a list is one index scan at any depth and for any size of archive. The article
    itself has the same column for lists of sections and editions. Saving a story updates its listings (`list_stories`).
    """

    objects = ListingQuerySet.as_manager()

    article = models.ForeignKey("stories.Article", on_delete=models.CASCADE, related_name="listings")
    person = models.ForeignKey("stories.Person", on_delete=models.CASCADE, null=True, related_name="listings")
    topic = models.ForeignKey("stories.Topic", on_delete=models.CASCADE, null=True, related_name="listings")
    tag = models.ForeignKey("stories.Tag", on_delete=models.CASCADE, null=True, related_name="listings")
    edition = models.CharField(max_length=12)
    listed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        indexes = [
            models.Index(
                fields=[name, "edition", "-listed_at", "-article"],
                name=f"stories_of_a_{name}",
                condition=Q(**{f"{name}__isnull": False}),
            )
            for name in ("person", "topic", "tag")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.person_id or self.topic_id or self.tag_id}"
