"""The outside services that the publisher turned on, and the log of readers' consent."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.forms import CheckboxSelectMultiple, MultipleChoiceField
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from broadsheet.core.unchanged import VersionedModelForm


class Purpose(models.TextChoices):
    """What a reader is asked about, each separately."""

    MEDIA = "media", _("Embedded media")
    MEASUREMENT = "measurement", _("Measurement of visits")


class MediaProvider(models.TextChoices):
    """Services whose players can load by themselves once the reader has agreed. Their labels are their own names."""

    YOUTUBE = "youtube", "YouTube"
    VIMEO = "vimeo", "Vimeo"


class Analytics(models.TextChoices):
    """Ways of measuring visits."""

    NONE = "none", _("Nothing is measured")
    MATOMO = "matomo", "Matomo"
    PLAUSIBLE = "plausible", "Plausible"
    GOOGLE = "google", "Google Analytics 4"
    OWN = "own", _("A script of your own choice")


_GOOGLE_ID = re.compile(r"G-[A-Z0-9]{4,16}")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_HTTPS = URLValidator(schemes=["https"])


class PrivacyForm(VersionedModelForm):
    """A checkbox for each player."""

    media = MultipleChoiceField(  # type: ignore[assignment]  # the field hides the form's `media`, which is empty
        label=_("players that load without a click"),
        choices=MediaProvider.choices,
        required=False,
        widget=CheckboxSelectMultiple,
    )


@register_setting(icon="lock", order=340)
class Privacy(BaseGenericSetting):
    """Services that need the reader's consent. There are none until the publisher turns one on."""

    media = models.JSONField(
        _("players that load without a click"), default=list, blank=True,
        help_text=_("Once a reader has agreed. A player that is not ticked loads only when the reader clicks it."),
    )  # fmt: skip
    analytics = models.CharField(
        _("measurement"), max_length=12, choices=Analytics.choices, default=Analytics.NONE,
        help_text=_("Loads only for readers who have agreed to it."),
    )  # fmt: skip
    analytics_address = models.CharField(
        _("address"), max_length=300, blank=True,
        help_text=_("Matomo, Plausible: the address of the installation. A script of your own: the script's."),
    )  # fmt: skip
    analytics_site = models.CharField(
        _("site"), max_length=100, blank=True,
        help_text=_("Matomo: the number of the site. Plausible: the domain. Google: the measurement ID, G-..."),
    )  # fmt: skip
    analytics_name = models.CharField(
        _("name of the service"), max_length=80, blank=True, help_text=_("The name that readers see.")
    )
    analytics_purpose = models.CharField(
        _("what it is for"), max_length=300, blank=True,
        help_text=_("One sentence for readers; needed for a script of your own."),
    )  # fmt: skip
    analytics_policy = models.URLField(_("privacy policy of the service"), blank=True)

    base_form_class = PrivacyForm
    panels = [
        FieldPanel("media", help_text=_("Once a reader has agreed. A player that is not ticked loads only when the reader clicks it.")),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "analytics", "analytics_address", "analytics_site", "analytics_name", "analytics_purpose", "analytics_policy",
                )
            ],
            heading=_("Measurement"),
        ),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("privacy and consent")

    def __str__(self) -> str:
        return ", ".join(self.purposes) or "-"

    @property
    def purposes(self) -> list[str]:
        """What readers are asked about; empty if nothing is turned on."""
        is_asked = {Purpose.MEDIA: bool(self.media), Purpose.MEASUREMENT: self.analytics != Analytics.NONE}
        return [purpose.value for purpose in Purpose if is_asked[purpose]]

    @property
    def version(self) -> str:
        """Eight hexadecimal digits that change when the question to readers changes."""
        question_settings = [sorted(self.media), self.analytics, self.analytics_address, self.analytics_site]
        return hashlib.sha256(json.dumps(question_settings).encode()).hexdigest()[:8]

    def clean(self) -> None:
        """Refuse settings that the chosen service could not work with, field by field."""
        super().clean()
        self.media = [name for name in self.media or [] if name in MediaProvider.values]
        self.analytics_address = self.analytics_address.strip()
        self.analytics_site = self.analytics_site.strip()
        wrong = dict(self._wrong())
        if wrong:
            raise ValidationError(wrong)

    def _wrong(self) -> list[tuple[str, Any]]:
        wrong: list[tuple[str, Any]] = []
        site, address = self.analytics_site, self.analytics_address
        if self.analytics in {Analytics.MATOMO, Analytics.PLAUSIBLE, Analytics.OWN} and not _is_https(address):
            sentence = _(
                "“%(written)s” is not an address that a page may load from. Write it in full, beginning with https://."
            )
            wrong.append(("analytics_address", sentence % {"written": address}))
        if self.analytics == Analytics.MATOMO and not (site.isascii() and site.isdecimal()):
            wrong.append(
                (
                    "analytics_site",
                    _("“%(written)s” is not the number of a Matomo site. Write one such as 1.") % {"written": site},
                )
            )
        if self.analytics == Analytics.PLAUSIBLE and not _DOMAIN.fullmatch(site):
            wrong.append(
                (
                    "analytics_site",
                    _("“%(written)s” is not a domain. Write it as in Plausible, such as paper.example.")
                    % {"written": site},
                )
            )
        if self.analytics == Analytics.GOOGLE and not _GOOGLE_ID.fullmatch(site):
            wrong.append(
                (
                    "analytics_site",
                    _("“%(written)s” is not a measurement ID. Write one such as G-1A2B3C4D5E.") % {"written": site},
                )
            )
        if self.analytics == Analytics.OWN and not self.analytics_name.strip():
            wrong.append(
                ("analytics_name", _("Readers must be told whose script it is: write the name of the service."))
            )
        if self.analytics == Analytics.OWN and not self.analytics_purpose.strip():
            wrong.append(("analytics_purpose", _("Readers must be told what the script is for: write one sentence.")))
        return wrong  # fmt: skip


def _is_https(address: str) -> bool:
    """Whether it is an https address without characters that could end a header's value: spaces, quotes, semicolons."""
    try:
        _HTTPS(address)
    except ValidationError:
        return False
    return not re.search(r"[\s;,'\"]", address)


class ConsentRecord(models.Model):
    """One choice of one reader. It does not say which reader.

    The receipt is random, made for this choice alone, and also in the reader's own cookie. No address, browser
    or account is stored, and the moment is rounded down to its hour.
    """

    receipt = models.CharField(_("receipt"), max_length=32, unique=True)
    agreed = models.CharField(_("agreed to"), max_length=80, blank=True)
    refused = models.CharField(_("refused"), max_length=80, blank=True)
    providers = models.TextField(_("services asked about"), blank=True)
    version = models.CharField(_("version of the question"), max_length=8)
    edition = models.CharField(_("edition"), max_length=12)
    made_at = models.DateTimeField(_("hour"), db_index=True)

    class Meta:
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        ordering = ["-made_at", "-id"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.receipt
