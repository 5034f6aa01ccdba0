"""Additions of stories to the admin."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from broadsheet.core.restrictions import restricted_paths
from broadsheet.editions.rights import OwnEditionList, OwnEditionViews

from .editing.story_chooser import ChooseOnlyMixin, story_chooser_viewset
from .editing.views import readiness
from .models import Person, Tag, Topic


@hooks.register("register_admin_viewset")
def register_story_chooser() -> ViewSet:
    """The story chooser's addresses."""
    return story_chooser_viewset


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """The editor's own addresses."""
    return [path("stories/", include(([path("<int:pk>/readiness/", readiness, name="readiness")], "stories_admin")))]


@hooks.register("insert_editor_js")
def readiness_script() -> SafeString:
    """The script that keeps the readiness panel current."""
    return format_html('<script src="{}" defer></script>', static("stories/admin/readiness.js"))


class LabelChooserViewSet(ChooseOnlyMixin, SnippetChooserViewSet):
    """The chooser of people, topics and tags."""


class LabelList(OwnEditionList, IndexView):
    """The people or topics of the user's own editions."""


class PersonViewSet(OwnEditionViews, SnippetViewSet):
    """People in the admin."""

    model = Person
    chooser_viewset_class = LabelChooserViewSet
    copy_view_enabled = False  # a POST to Wagtail's view (8.0) changes the original
    index_view_class = LabelList
    icon = "user"
    list_display = ["name", "job", "locale"]
    panels = [FieldPanel(name) for name in ("name", "slug", "job", "biography", "photo", "email", "account")]
    search_fields = ["name"]
    list_per_page = 50


class TopicViewSet(OwnEditionViews, SnippetViewSet):
    """Topics in the admin."""

    model = Topic
    chooser_viewset_class = LabelChooserViewSet
    copy_view_enabled = False  # a POST to Wagtail's view (8.0) changes the original
    index_view_class = LabelList
    icon = "list-ul"
    list_display = ["name", "locale"]
    panels = [FieldPanel(name) for name in ("name", "slug", "description")]
    search_fields = ["name"]
    list_per_page = 50


class TagViewSet(SnippetViewSet):
    """Tags in the admin, for administrators to rename. All editions share them."""

    model = Tag
    chooser_viewset_class = LabelChooserViewSet
    copy_view_enabled = False  # a POST to Wagtail's view (8.0) changes the original
    icon = "tag"
    list_display = ["name", "slug"]
    panels = [FieldPanel("name"), FieldPanel("slug")]
    search_fields = ["name"]
    list_per_page = 50


class LabelsGroup(SnippetViewSetGroup):
    """People, topics and tags in one menu."""

    menu_label = _("People and topics")
    menu_icon = "group"
    menu_order = 250
    items = (PersonViewSet, TopicViewSet, TagViewSet)


register_snippet(LabelsGroup)


def _is_public(page: Page | None, closed: tuple[str, ...]) -> bool:
    return page is not None and page.live and not page.path.startswith(closed) and bool(page.get_url())


class LivePageLinkHandler(PageLinkHandler):
    """Links in a text lead only to pages that readers can see. The address of a draft is never revealed."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """As Wagtail's, with an empty anchor for pages that are not live or not open to everybody."""
        pages = cls.get_many(attrs_list)
        closed = tuple(restricted_paths())
        return [f'<a href="{cls._address(page)}">' if _is_public(page, closed) else "<a>" for page in pages]

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        """One link."""
        return cls.expand_db_attributes_many([attrs])[0]

    @staticmethod
    def _address(page: Page) -> str:
        return escape(page.get_url())


@hooks.register("register_rich_text_features", order=100)
def only_link_to_live_pages(features: FeatureRegistry) -> None:
    """Replace Wagtail's handler of links to pages."""
    features.register_link_type(LivePageLinkHandler)
