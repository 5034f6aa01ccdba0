"""Settings for feeds and for machines."""

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
    """What the feeds contain, and which machines may read the site."""

    feed_text = models.CharField(_("feeds carry"), max_length=8, choices=FeedText.choices, default=FeedText.FULL)
    ai_crawlers_welcome = models.BooleanField(
        _("AI crawlers may read the site"),
        default=False,
        help_text=_("If this is off, robots.txt asks crawlers that collect texts for AI models to stay away."),
    )

    panels = [FieldPanel("feed_text"), FieldPanel("ai_crawlers_welcome")]

    class Meta:
        verbose_name = _("feeds and crawlers")

    def __str__(self) -> str:
        return self.get_feed_text_display()
