"""Who did what for a story, and which stories stand beside it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from .person import Person


class BylineRole(models.TextChoices):
    """What somebody did for a story."""

    BY = "by", _("By")
    REPORTED_BY = "reported_by", _("Reported by")
    WRITTEN_BY = "written_by", _("Written by")
    PHOTOGRAPHS = "photographs", _("Photographs by")
    ILLUSTRATION = "illustration", _("Illustration by")
    TRANSLATED_BY = "translated_by", _("Translated by")
    EDITED_BY = "edited_by", _("Edited by")
    ADDITIONAL_REPORTING = "additional_reporting", _("Additional reporting by")


class Byline(Orderable):
    """Somebody's part in a story: a person with a page, or a guest by name."""

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
        """The name as it is printed."""
        return self.person.name if self.person else self.guest

    def clean(self) -> None:
        """One of the two, not both; a draft may have neither yet, publishing asks for it."""
        super().clean()
        if self.person_id and self.guest.strip():
            raise ValidationError({"guest": _("Either a person or a guest, not both: clear one of them.")})


class RelatedStory(Orderable):
    """A story that the editor sets beside this one."""

    article = ParentalKey("stories.Article", on_delete=models.CASCADE, related_name="related_stories")
    story = models.ForeignKey("stories.Article", on_delete=models.CASCADE, related_name="+", verbose_name=_("story"))

    class Meta(Orderable.Meta):
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")

    def __str__(self) -> str:
        return str(self.story)
