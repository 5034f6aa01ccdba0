"""The users of the newsroom, and attempts that are limited in number."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):  # type: ignore[django-manager-missing]  # Wagtail's managers have no types
    """A person who signs in to the newsroom. Readers' accounts are of another kind."""

    job = models.CharField(_("job"), max_length=100, blank=True, help_text=_("For example: city editor."))

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")  # type: ignore[assignment]  # Django's own is a plain string
        verbose_name_plural = _("users")  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Attempt(models.Model):
    """Something that may be tried a few times only; kept while it counts (`attempts.py`)."""

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "source", "made_at"], name="core_attempt_counted")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.made_at:%Y-%m-%d %H:%M}"
