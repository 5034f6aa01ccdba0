"""The publisher of the paper: the facts that search engines get."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from broadsheet.core.unchanged import VersionedModelForm
from broadsheet.media.models import Picture


def check_year(year: int) -> None:
    """Refuse a year in which no paper can have been founded."""
    if not 1600 <= year <= timezone.localdate().year:
        raise ValidationError(_("%(year)s is not a year between 1600 and now."), params={"year": year})


def check_addresses(lines: str) -> None:
    """Refuse a line that is not a web address."""
    for line in lines.split():
        try:
            URLValidator(schemes=["https", "http"])(line)
        except ValidationError as error:
            raise ValidationError(
                _("“%(line)s” is not a web address. Write one per line, beginning with https://."),
                params={"line": line},
            ) from error


@register_setting(icon="group", order=310)
class Publisher(BaseGenericSetting):
    """The organisation behind the paper, as described to search engines (schema.org NewsMediaOrganization)."""

    legal_name = models.CharField(
        _("legal name"), max_length=200, blank=True, help_text=_("The person or company responsible under press law.")
    )
    logo = models.ForeignKey(
        Picture, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo"),
        help_text=_("For search engines and feeds. Readers see the paper's name as text."),
    )  # fmt: skip
    founded = models.PositiveSmallIntegerField(_("founded in the year"), null=True, blank=True, validators=[check_year])
    email = models.EmailField(_("public e-mail address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    profiles = models.TextField(
        _("profiles"), blank=True, validators=[check_addresses],
        help_text=_("Addresses of the paper's own accounts on other sites, one per line."),
    )  # fmt: skip

    base_form_class = VersionedModelForm
    panels = [
        FieldPanel("legal_name"),
        FieldPanel("logo"),
        FieldRowPanel([FieldPanel("founded"), FieldPanel("email"), FieldPanel("telephone")]),
        FieldPanel("address"),
        FieldPanel("profiles"),
    ]

    class Meta:
        verbose_name = _("publisher")

    def __str__(self) -> str:
        return self.legal_name or "-"
