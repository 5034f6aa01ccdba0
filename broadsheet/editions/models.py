"""An edition of the paper, and the source of a translated page."""

from __future__ import annotations

import zoneinfo
from datetime import tzinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from broadsheet.core.unchanged import VersionedModelForm
from broadsheet.settings.languages import language


class Digits(models.TextChoices):
    """Which digits an edition prints (CLDR numbering systems)."""

    LATIN = "latn", _("0123456789")
    ARABIC = "arab", _("٠١٢٣٤٥٦٧٨٩")


def check_time_zone(name: str) -> None:
    """Refuse a name that is not an IANA time zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write one such as Europe/Lisbon."), params={"name": name}
        )


class Edition(models.Model):
    """One language edition: its name as printed, its time zone, its digits."""

    base_form_class = VersionedModelForm

    locale = models.OneToOneField(Locale, on_delete=models.CASCADE, related_name="edition", verbose_name=_("language"))
    paper_name = models.CharField(_("name of the paper"), max_length=80)
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        default="UTC",
        validators=[check_time_zone],
        help_text=_("Dates and minutes are shown in this zone, for example Europe/Lisbon."),
    )
    digits = models.CharField(_("digits"), max_length=4, choices=Digits.choices, default=Digits.LATIN)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_open = models.BooleanField(
        _("open to readers"),
        default=True,
        help_text=_("Readers cannot see a closed edition. Signed-in members of the newsroom see it as it will be."),
    )

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.own_name

    def clean(self) -> None:
        """Refuse to close the edition at `/`, which readers get when no other is named."""
        super().clean()
        if not self.is_open and self.locale_id and self.code == settings.LANGUAGE_CODE:
            raise ValidationError(
                {"is_open": _("This edition is at the paper's main address, so it cannot be closed.")}
            )

    @property
    def code(self) -> str:
        """Language code, such as `ar`."""
        return self.locale.language_code

    @property
    def own_name(self) -> str:
        """The language's name for itself, such as العربية."""
        return language(self.code).own_name

    @property
    def is_rtl(self) -> bool:
        """Whether the script runs from right to left."""
        return language(self.code).is_rtl

    @property
    def direction(self) -> str:
        """Value of HTML's `dir`."""
        return "rtl" if self.is_rtl else "ltr"

    @property
    def zone(self) -> tzinfo:
        """The edition's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)


class TranslationSource(models.Model):
    """From which page, and which version of it, a page was translated."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="translation_source")
    source = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="translations_made")
    # The version that was translated. Not a foreign key: old revisions may be purged.
    revision_id = models.BigIntegerField(null=True)
    # How far the translator has followed the source; "brought up to date" moves it on.
    followed_until = models.DateTimeField()

    class Meta:
        verbose_name = _("translation source")
        verbose_name_plural = _("translation sources")

    def __str__(self) -> str:
        return f"{self.page_id} from {self.source_id}"
