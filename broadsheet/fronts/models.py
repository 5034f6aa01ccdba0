"""The front of an edition."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page

from broadsheet.core.public_pages import PublicPage
from broadsheet.core.restrictions import RestrictedPage
from broadsheet.events.page_lock import StoredPlaceMixin
from broadsheet.events.schedule_notice import ScheduledEditingMixin
from broadsheet.stories.editing.forms import PageForm

from .blocks import FrontContainers


class FrontPage(PublicPage, RestrictedPage, ScheduledEditingMixin, StoredPlaceMixin, Page):
    """An edition's front page: containers that an editor arranges. Its children are the sections."""

    containers = StreamField(FrontContainers(), blank=True, verbose_name=_("containers"))

    base_form_class = PageForm
    subpage_types = ["stories.Section", "stories.StandingPage"]
    template = "fronts/front.html"
    page_description = _("The front page of an edition.")

    edit_handler = TabbedInterface(
        [
            ObjectList([FieldPanel("containers")], heading=_("Front")),
            ObjectList(
                [
                    FieldPanel("title", heading=_("Title")),
                    FieldPanel("seo_title", heading=_("Title for search engines")),
                    FieldPanel("search_description", heading=_("Description for search engines")),
                    FieldPanel("slug", heading=_("Address")),
                    PublishingPanel(),
                ],
                heading=_("Settings"),
            ),
        ]
    )

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        """Fronts are at the top of the tree; `broadsheet edition add` makes them."""
        return super().can_exist_under(parent) and parent.is_root()

    def media_used(self) -> tuple[set[int], set[int]]:
        """Empty: a front uses no pictures and documents except those of `media_pinned`."""
        return set(), set()

    def media_pinned(self) -> set[tuple[int, int]]:
        """(picture, story) of pins that have a picture of their own."""
        pins = [pin for block in self.containers for pin in block.value.get("pins") or []]
        return {(pin["picture"].pk, pin["story"].pk) for pin in pins if pin.get("picture") and pin.get("story")}
