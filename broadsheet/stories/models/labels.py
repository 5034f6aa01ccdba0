"""Topics and tags."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase
from wagtail.models import TranslatableMixin
from wagtail.search import index

from broadsheet.core.unchanged import VersionedModelForm

from .listing import Listing


class LabelQuerySet(models.QuerySet):
    """People or topics."""

    def with_open_stories(self) -> LabelQuerySet:
        """The labels that have a story everybody may read, by name. Readers see no others."""
        rows = Listing.objects.filter(**{str(self.model._meta.model_name): OuterRef("pk")}).open_to_all()
        return self.filter(Exists(rows)).order_by("name")


class EditionLabel(index.Indexed, TranslatableMixin):
    """A person or topic: it exists once per edition and has a page of its own there."""

    # Name of the URL pattern of its page, which takes the slug.
    url_name = ""
    objects = LabelQuerySet.as_manager()
    base_form_class = VersionedModelForm

    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)

    # Each has a `name`.
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def get_absolute_url(self) -> str:
        """Its page in its own edition."""
        with translation.override(self.locale.language_code):
            return reverse(self.url_name, args=[self.slug])

    def edition_urls(self, request: HttpRequest) -> dict[str, str]:
        """Language code -> public path, for the editions where it has a story that is open to everybody."""
        same = type(self).objects.filter(translation_key=self.translation_key).select_related("locale")
        return {label.locale.language_code: label.get_absolute_url() for label in same.with_open_stories()}


class Topic(EditionLabel):
    """A running subject of the paper, with a page that a reader can follow."""

    url_name = "stories:topic"

    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)

    class Meta(EditionLabel.Meta):
        abstract = False
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["locale", "slug"], name="one_topic_a_slug_and_edition")]

    def __str__(self) -> str:
        return self.name


class Tag(TagBase):
    """A word that an editor attaches to a story: free text, and the same in every edition that uses it."""

    free_tagging = True
    base_form_class = VersionedModelForm

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Unicode slugs, so that Arabic and Russian tags stay words."""
        from django.utils.text import slugify

        slug = slugify(tag, allow_unicode=True) or "tag"
        return f"{slug}_{i}" if i is not None else slug

    def url_in(self, language_code: str) -> str:
        """The tag's page in an edition."""
        with translation.override(language_code):
            return reverse("stories:tag", args=[self.slug])

    def edition_urls(self, request: HttpRequest) -> dict[str, str]:
        """Language code -> public path, for the editions that have a story with this tag that everybody may read."""
        listings = Listing.objects.filter(tag=self).open_to_all()
        codes = sorted(listings.order_by().values_list("edition", flat=True).distinct())
        return {code: self.url_in(code) for code in codes}
