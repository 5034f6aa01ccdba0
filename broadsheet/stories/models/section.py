"""Sections."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from broadsheet.core.public_pages import PublicPage
from broadsheet.core.restrictions import RestrictedPage, open_to_all
from broadsheet.events.page_lock import StoredPlaceMixin
from broadsheet.events.schedule_notice import ScheduledEditingMixin

from ..editing.forms import PageForm

# First parts of paths that the site itself uses.
RESERVED_SLUGS = frozenset(
    [
        "account",
        "admin",
        "api",
        "archive",
        "assets",
        "authors",
        "consent",
        "documents",
        "feed",
        "feeds",
        "gallery",
        "lite",
        "media",
        "metrics",
        "offline",
        "people",
        "preview",
        "robots",
        "search",
        "share",
        "sitemap",
        "static",
        "tags",
        "topics",
    ]
)


class SectionColour(models.TextChoices):
    """The colour of the thin rule over a section. The hues are in `core/tokens.css`."""

    INK = "ink", _("ink")
    VERMILION = "vermilion", _("vermilion")
    OCHRE = "ochre", _("ochre")
    MOSS = "moss", _("moss")
    TEAL = "teal", _("teal")
    COBALT = "cobalt", _("cobalt")
    PLUM = "plum", _("plum")


class SectionQuerySet(PageQuerySet):
    """Sections."""

    def in_bar_of(self, edition: str) -> SectionQuerySet:
        """The sections in an edition's bar that everybody may read, in the editors' order."""
        sections = open_to_all(self.filter(locale__language_code=edition, show_in_menus=True))
        return sections.select_related("locale").order_by("path")


class Section(PublicPage, RestrictedPage, ScheduledEditingMixin, StoredPlaceMixin, Page):
    """A section of one edition, such as World: the parent of its stories, with a page that lists them."""

    # A story has a field `section`, so the page's accessor to its section row has another name.
    page_ptr = models.OneToOneField(Page, parent_link=True, on_delete=models.CASCADE, related_name="section_row")
    description = models.TextField(_("description"), blank=True, help_text=_("One sentence. Search engines show it."))
    colour = models.CharField(_("colour"), max_length=12, choices=SectionColour.choices, default=SectionColour.INK)

    objects = PageManager.from_queryset(SectionQuerySet)()
    base_form_class = PageForm
    subpage_types = ["stories.Article"]
    template = "stories/section.html"
    show_in_menus_default = True
    page_description = _("A part of an edition, such as World. Stories belong to sections.")

    content_panels = [
        TitleFieldPanel("title", heading=_("Name")),
        FieldPanel("description"),
        FieldPanel("colour"),
    ]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("show_in_menus", heading=_("In the section bar"))], _("Address")
        ),
    ]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def clean(self) -> None:
        """Refuse a slug that the site itself uses."""
        super().clean()
        taken = address_taken(self.slug)
        if taken:
            raise ValidationError({"slug": taken})

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        """Sections are directly under a front."""
        return super().can_exist_under(parent) and parent.get_depth() == 2


def address_taken(slug: str) -> str:
    """An error message if a page directly under a front may not have this slug; otherwise empty."""
    # Django takes a first part such as `ar-news` for a variant of the edition's language `ar`.
    if slug in RESERVED_SLUGS or get_language_from_path(f"/{slug}/"):
        return _("The site itself uses the address “%(slug)s”. Choose another.") % {"slug": slug}
    return ""
