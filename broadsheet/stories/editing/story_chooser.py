"""The chooser of stories: newest first, and equally fast for any size of archive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import InvalidPage, Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, LocaleFilterMixin
from wagtail.admin.ui.tables import Column, LocaleColumn, StatusTagColumn
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.blocks import ChooserBlock

from broadsheet.edge.rendering.capture import is_capturing
from broadsheet.editions.rights import without_drafts_of_others
from broadsheet.search.backend import ids_with

if TYPE_CHECKING:
    from ..models import Article

# The chooser starts with the newest stories. To find an older one, type a word of its headline.
SHOWN_AT_MOST = 200


class StoryChooserFilterForm(LocaleFilterMixin, BaseFilterForm):
    """Filter by words of the story and by edition."""

    q = forms.CharField(label=_("Words"), required=False)

    def filter(self, objects: QuerySet) -> QuerySet:
        """Stories with the words in their headline, slugline or text."""
        objects = super().filter(objects)
        words = self.cleaned_data.get("q", "").strip()
        self.is_searching = bool(words)
        self.search_query = words
        return objects.filter(pk__in=ids_with(objects.model, words)) if words else objects


class _NewestStories(BaseChooseView):
    """What both views of the chooser share."""

    filter_form_class = StoryChooserFilterForm
    per_page = 12

    def get_object_list(self) -> QuerySet:
        """Stories, including drafts of the user's own edition: an editor may link to a story that is published soon."""
        stories = without_drafts_of_others(self.model_class.objects.all(), self.request.user)
        return stories.select_related("section", "locale").defer("body", "sources").order_by("-pk")

    def get_results_page(self, request: HttpRequest) -> Page:
        """A page of at most `SHOWN_AT_MOST` stories, so that nothing counts the whole archive."""
        stories = self.filter_object_list(self.get_object_list())[:SHOWN_AT_MOST]
        self.paginator = self.paginator_class(stories, per_page=self.per_page)
        try:
            return self.paginator.page(request.GET.get("p", 1))
        except InvalidPage as error:
            raise Http404 from error

    @property
    def columns(self) -> list[Column]:
        """Headline, section, minute, state, edition."""
        return [
            self.title_column,
            Column("section", label=_("Section"), accessor="section"),
            Column("published_at", label=_("Published"), accessor="published_at"),
            StatusTagColumn("status", label=_("Status"), accessor="status_string", primary=lambda story: story.live),
            LocaleColumn(sort_key=None),
        ]


class StoryChooseView(_NewestStories, ChooseView):
    """The modal."""


class StoryChooseResultsView(_NewestStories, ChooseResultsView):
    """The list after a word was typed or a page turned."""


class StoryChosenView(ChosenView):
    """The answer after a story was chosen."""

    def get_object(self, pk: int | str) -> Article:
        """A story that the chooser shows. Raises Article.DoesNotExist."""
        return without_drafts_of_others(self.model_class.objects.all(), self.request.user).get(pk=pk)

    def get_display_title(self, instance: Article) -> str:
        """The headline."""
        return instance.title


class StoriesChosenView(ChosenMultipleView):
    """The answer after several stories were chosen."""

    def get_objects(self, pks: Iterable[Any]) -> QuerySet:
        """The chosen stories, as far as the chooser shows them."""
        return without_drafts_of_others(super().get_objects(pks), self.request.user)


class StoryBlock(ChooserBlock):
    """A story chosen in a block. Readers never see a story that is not live, so pages for readers do not load it."""

    def bulk_to_python(self, values: Iterable[int]) -> list[Article | None]:
        """The stories with these ids, in their order; None for one that no longer exists or that readers must not see."""
        values = list(values)
        if is_capturing():
            live = set(self.model_class.objects.filter(pk__in=values, live=True).values_list("pk", flat=True))
            values = [pk if pk in live else 0 for pk in values]
        return super().bulk_to_python(values)


class ChooseOnlyMixin:
    """Mixed into a chooser that cannot make new objects. It has no address for that; Wagtail's view (8.0) fails there."""

    def get_urlpatterns(self) -> list[Any]:
        """As Wagtail's, without the address that takes a form."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]  # type: ignore[misc]


class StoryChooserViewSet(ChooseOnlyMixin, ChooserViewSet):
    """Registered in `wagtail_hooks.py`; every foreign key to a story gets its widget."""

    model = "stories.Article"
    base_block_class = StoryBlock
    icon = "doc-full"
    choose_one_text = _("Choose a story")
    choose_another_text = _("Choose another story")
    edit_item_text = _("Edit this story")
    choose_view_class = StoryChooseView
    choose_results_view_class = StoryChooseResultsView
    chosen_view_class = StoryChosenView
    chosen_multiple_view_class = StoriesChosenView


story_chooser_viewset = StoryChooserViewSet("story_chooser")
StoryChooserBlock = story_chooser_viewset.get_block_class(
    name="StoryChooserBlock", module_path="broadsheet.stories.editing.story_chooser"
)
