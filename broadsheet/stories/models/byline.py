"""Bylines and related stories."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from .person import Person


class BylineRole(models.TextChoices):
    """What a person did for a story."""

    BY = "by", _("By")
    REPORTED_BY = "reported_by", _("Reported by")
    WRITTEN_BY = "written_by", _("Written by")
    PHOTOGRAPHS = "photographs", _("Photographs by")
    ILLUSTRATION = "illustration", _("Illustration by")
    TRANSLATED_BY = "translated_by", _("Translated by")
    EDITED_BY = "edited_by", _("Edited by")
    ADDITIONAL_REPORTING = "additional_reporting", _("Additional reporting by")


class Byline(Orderable):
    """A person's part in a story: somebody with a page, or a guest by name."""

    article = ParentalKey("stories.Article", on_delete=models.CASCADE, related_name="bylines")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="bylines", verbose_name=_("person")
    )
    guest = models.CharField(_("or a guest's name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=24, choices=BylineRole.choices, default=BylineRole.BY)

    is_linked = True  # on a page: whether the person has a page that readers may see

    class Meta(Orderable.Meta):
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The printed name."""
        return self.person.name if self.person else self.guest

    def clean(self) -> None:
        """Refuse a person and a guest together. A draft may have neither; publishing requires one."""
        super().clean()
        if self.person_id and self.guest.strip():
            raise ValidationError({"guest": _("A byline has either a person or a guest, not both. Clear one of them.")})


class RelatedStory(Orderable):
    """A story that the editor shows beside this one."""

    article = ParentalKey("stories.Article", on_delete=models.CASCADE, related_name="related_stories")
    story = models.ForeignKey("stories.Article", on_delete=models.CASCADE, related_name="+", verbose_name=_("story"))

    class Meta(Orderable.Meta):
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")

    def __str__(self) -> str:
        return str(self.story)
