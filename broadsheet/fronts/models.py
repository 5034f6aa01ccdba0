"""The front of an edition."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page

from broadsheet.core.lite import page_template
from broadsheet.core.restrictions import RestrictedPage
from broadsheet.events.newest_version import NewestVersionForm
from broadsheet.events.page_lock import SavedInPlace
from broadsheet.events.schedule_notice import EditableWhileScheduled

from .blocks import FrontContainers


class FrontPage(RestrictedPage, EditableWhileScheduled, SavedInPlace, Page):
    """An edition's front page: containers that an editor arranges. Its children are the sections."""

    containers = StreamField(FrontContainers(), blank=True, verbose_name=_("containers"))

    base_form_class = NewestVersionForm
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
        """Fronts stand at the top of the tree; `broadsheet edition add` makes them."""
        return super().can_exist_under(parent) and parent.is_root()

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401
        """The page's template, or its twin of the text-only edition."""
        return page_template(request, self.template)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """The filled containers."""
        from .layout import filled_containers

        containers = filled_containers(self, request)
        return super().get_context(request, *args, **kwargs) | {
            "containers": containers,
            "has_stories": any(container.cards for container in containers),
        }

    def media_used(self) -> tuple[set[int], set[int]]:
        """No pictures and no documents but those of `media_pinned`."""
        return set(), set()

    def media_pinned(self) -> set[tuple[int, int]]:
        """(picture, story) of the placements that bring a picture along."""
        pins = [pin for block in self.containers for pin in block.value.get("pins") or []]
        return {(pin["picture"].pk, pin["story"].pk) for pin in pins if pin.get("picture") and pin.get("story")}
