"""How readers may share a story."""

from __future__ import annotations

from django.db import models
from django.forms import CheckboxSelectMultiple, MultipleChoiceField
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from broadsheet.core.unchanged import VersionedModelForm


class ShareService(models.TextChoices):
    """Services with a plain share link. Their labels are their own names."""

    BLUESKY = "bluesky", "Bluesky"
    FACEBOOK = "facebook", "Facebook"
    LINKEDIN = "linkedin", "LinkedIn"
    MASTODON = "mastodon", "Mastodon"
    OK = "ok", "OK"
    REDDIT = "reddit", "Reddit"
    TELEGRAM = "telegram", "Telegram"
    VK = "vk", "VK"
    WHATSAPP = "whatsapp", "WhatsApp"
    X = "x", "X"


class SharingForm(VersionedModelForm):
    """A checkbox for each service."""

    services = MultipleChoiceField(
        label=_("services"), choices=ShareService.choices, required=False, widget=CheckboxSelectMultiple
    )


def services_at_first() -> list[str]:
    """The services that a new paper offers."""
    return ["whatsapp", "telegram", "bluesky", "facebook"]


@register_setting(icon="link", order=320)
class Sharing(BaseGenericSetting):
    """Which share links are under a story, and whether readers can share a selected sentence."""

    services = models.JSONField(_("services"), default=services_at_first, blank=True)
    quotes = models.BooleanField(
        _("share a quote"), default=True, help_text=_("A reader who selects a sentence may share it with its link.")
    )

    base_form_class = SharingForm
    panels = [FieldPanel("services"), FieldPanel("quotes")]

    class Meta:
        verbose_name = _("sharing")

    def __str__(self) -> str:
        return ", ".join(self.services)
