"""Pages about the paper itself."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from broadsheet.core.public_pages import PublicPage
from broadsheet.core.restrictions import RestrictedPage, open_to_all
from broadsheet.events.page_lock import StoredPlaceMixin
from broadsheet.events.schedule_notice import ScheduledEditingMixin

from ..blocks import StandingBody
from ..editing.forms import StandingPageForm
from ..editing.readiness import missing_from_standing_page
from .body_page import BodyPage
from .section import address_taken


class StandingPurpose(models.TextChoices):
    """What a standing page is for. The footer, JSON-LD and the consent notice find pages by it."""

    ABOUT = "about", _("About the paper")
    CONTACT = "contact", _("Contact")
    STANDARDS = "standards", _("Editorial standards")
    CORRECTIONS = "corrections", _("Corrections policy")
    OWNERSHIP = "ownership", _("Ownership and funding")
    PRIVACY = "privacy", _("Privacy policy")
    TERMS = "terms", _("Terms of use")
    OTHER = "other", _("Something else")


class StandingPageQuerySet(PageQuerySet):
    """Pages about the paper."""

    def live_in(self, edition: str) -> list[StandingPage]:
        """An edition's live pages in the editors' order, without their texts; two queries.

        The ids come first, from the pages' own small table. In a single query, SQLite would walk through every page of the archive.
        """
        ids = list(self.order_by().values_list("page_ptr_id", flat=True))
        if not ids:
            return []
        pages = open_to_all(self.filter(pk__in=ids, locale__language_code=edition))
        return sorted(pages.select_related("locale").defer("body").order_by(), key=lambda page: page.path)


class StandingPage(BodyPage, PublicPage, RestrictedPage, ScheduledEditingMixin, StoredPlaceMixin, Page):
    """A permanent page such as about, contact, standards or privacy. It belongs to one edition, directly under its front."""

    purpose = models.CharField(
        _("purpose"),
        max_length=12,
        choices=StandingPurpose.choices,
        default=StandingPurpose.OTHER,
        help_text=_("Links to this page, such as those in the footer, find it by its purpose."),
    )
    standfirst = models.TextField(_("standfirst"), blank=True, help_text=_("One or two sentences under the title."))
    body = StreamField(StandingBody(), blank=True, verbose_name=_("text"))
    reviewed_at = models.DateField(
        _("last reviewed"), null=True, blank=True, help_text=_("Shown to readers as the date of the current text.")
    )

    subpage_types: list[str] = []
    template = "stories/standing_page.html"
    page_description = _("About, contact, standards, privacy: a page about the paper itself.")

    # A standing page has no embargo, but the guard around publishing asks every page for one.
    embargo_until: datetime | None = None
    published_at: datetime | None = None

    search_fields = [*Page.search_fields, index.SearchField("standfirst"), index.SearchField("body_text")]

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("title", heading=_("Title"), classname="", placeholder=False),
                    FieldPanel("purpose"),
                    FieldPanel("standfirst"),
                    FieldPanel("body"),
                    FieldPanel("reviewed_at"),
                ],
                heading=_("Page"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("slug", heading=_("Address")),
                            FieldPanel("show_in_menus", heading=_("In the footer")),
                        ],
                        _("Address"),
                    ),
                    FieldPanel("seo_title", heading=_("Title for search engines")),
                    FieldPanel("search_description", heading=_("Description for search engines")),
                    PublishingPanel(),
                ],
                heading=_("Settings"),
            ),
        ]
    )
    show_in_menus_default = True
    objects = PageManager.from_queryset(StandingPageQuerySet)()
    base_form_class = StandingPageForm

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        """Standing pages are directly under a front, like sections."""
        return super().can_exist_under(parent) and parent.get_depth() == 2

    def clean(self) -> None:
        """Refuse a slug that the site itself uses."""
        super().clean()
        taken = address_taken(self.slug)
        if taken:
            raise ValidationError({"slug": taken})

    @property
    def description(self) -> str:
        """The text under the title in search engines and on sites that share the page."""
        return self.search_description or self.standfirst

    def missing_for_publication(self) -> dict[str, str]:
        """Field -> one sentence on what is missing."""
        return missing_from_standing_page(self)
