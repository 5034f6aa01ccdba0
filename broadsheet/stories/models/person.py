"""People of the paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.media.models import Picture

from .labels import EditionLabel


class Person(EditionLabel):
    """A person with a byline and a page: name, job and biography in one edition's language.

    A person needs no account. A guest who writes once needs no entry here.
    """

    url_name = "stories:person"

    name = models.CharField(_("name"), max_length=120)
    job = models.CharField(_("job"), max_length=120, blank=True, help_text=_("For example: harbour correspondent."))
    biography = models.TextField(_("biography"), blank=True)
    photo = models.ForeignKey(
        Picture, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )
    email = models.EmailField(_("public e-mail address"), blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("account"),
        help_text=_("The account of this person, if they sign in to the newsroom."),
    )

    class Meta(EditionLabel.Meta):
        abstract = False
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["locale", "slug"], name="one_person_a_slug_and_edition")]

    def __str__(self) -> str:
        return self.name
