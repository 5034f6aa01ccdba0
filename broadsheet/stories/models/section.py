"""Sections."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import Page

from broadsheet.core.lite import page_template
from broadsheet.core.restrictions import RestrictedPage
from broadsheet.events.newest_version import NewestVersionForm
from broadsheet.events.page_lock import SavedInPlace
from broadsheet.events.schedule_notice import EditableWhileScheduled

# First parts of paths that belong to the site itself.
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
    """The thin rule over a section; the hues are in `core/tokens.css`."""

    INK = "ink", _("ink")
    VERMILION = "vermilion", _("vermilion")
    OCHRE = "ochre", _("ochre")
    MOSS = "moss", _("moss")
    TEAL = "teal", _("teal")
    COBALT = "cobalt", _("cobalt")
    PLUM = "plum", _("plum")


class Section(RestrictedPage, EditableWhileScheduled, SavedInPlace, Page):
    """A section of one edition, such as World: the parent of its stories, with a page that lists them."""

    # A story has a field `section`; the page's accessor to its section row takes another name.
    page_ptr = models.OneToOneField(Page, parent_link=True, on_delete=models.CASCADE, related_name="section_row")
    description = models.TextField(_("description"), blank=True, help_text=_("One sentence; search engines show it."))
    colour = models.CharField(_("colour"), max_length=12, choices=SectionColour.choices, default=SectionColour.INK)

    base_form_class = NewestVersionForm
    subpage_types = ["stories.Article"]
    template = "stories/section.html"
    show_in_menus_default = True
    page_description = _("A part of an edition, such as World; stories stand in sections.")

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

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401
        """The page's template, or its twin of the text-only edition."""
        return page_template(request, self.template)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """The newest stories, or those before the place that `?before=` names."""
        from ..queries import live_stories
        from ..reading.lists import story_list
        from ..reading.story_page import home_trail

        context = super().get_context(request, *args, **kwargs)
        context |= story_list(live_stories(self.locale.language_code).filter(section=self), request)
        return context | {"breadcrumb": home_trail(request)}

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        """Sections stand directly under a front."""
        return super().can_exist_under(parent) and parent.get_depth() == 2


def address_taken(slug: str) -> str:
    """A sentence where a page directly under a front may not have this slug, else nothing."""
    # Django takes a first part such as `ar-news` for a variant of the edition's language `ar`.
    if slug in RESERVED_SLUGS or get_language_from_path(f"/{slug}/"):
        return _("The site itself uses the address “%(slug)s”. Choose another.") % {"slug": slug}
    return ""
