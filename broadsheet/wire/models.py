"""What feeds and machines get, and what was imported from elsewhere."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


class FeedText(models.TextChoices):
    """How much of a story a feed carries."""

    FULL = "full", _("The whole story")
    SUMMARY = "summary", _("The standfirst only")


@register_setting(icon="rss", order=330)
class Syndication(BaseGenericSetting):
    """What goes into the feeds, and which machines may read the site."""

    feed_text = models.CharField(_("feeds carry"), max_length=8, choices=FeedText.choices, default=FeedText.FULL)
    ai_crawlers_welcome = models.BooleanField(
        _("AI crawlers may read the site"),
        default=False,
        help_text=_("When off, robots.txt asks the crawlers that collect texts for AI models to stay away."),
    )

    panels = [FieldPanel("feed_text"), FieldPanel("ai_crawlers_welcome")]

    class Meta:
        verbose_name = _("feeds and crawlers")

    def __str__(self) -> str:
        return self.get_feed_text_display()


class ImportedItem(models.Model):
    """One item of another system's export and what became of it, so that nothing is imported twice."""

    source = models.CharField(max_length=200)  # whose export, e.g. the old site's address
    kind = models.CharField(max_length=40)  # author, category, tag, post, page, attachment ... in that system's words
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
