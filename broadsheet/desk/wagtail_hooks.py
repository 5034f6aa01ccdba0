"""Additions of the desk to the admin: its menu, its home, the buttons on a story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Max, Model
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from broadsheet.core.models import User
from broadsheet.editions.models import Edition, TranslationSource
from broadsheet.editions.rights import OwnEditionList, OwnEditionViews, editions_of_user
from broadsheet.events.models import Event, Failure
from broadsheet.fronts.models import FrontPage
from broadsheet.media.models import LiveUse, Picture
from broadsheet.record.models import Correction
from broadsheet.stories.models import Article, StandingPage, StandingPurpose
from broadsheet.stories.reading.source_news import news_of_source

from . import urls
from .queries import concerns, has_preview_links
from .versioned_forms import version_every_form

version_every_form()


@hooks.register("register_admin_urls")
def desk_urls() -> list[Any]:
    """The desk's addresses below the admin's."""
    return [path("desk/", include(urls))]


@hooks.register("register_admin_menu_item")
def stories_menu_item() -> MenuItem:
    """The list of stories, first in the menu."""
    return MenuItem(_("Stories"), reverse("desk:stories"), name="stories", icon_name="doc-full", order=50)


@hooks.register("construct_main_menu")
def explorer_is_for_structure(request: HttpRequest, items: list[MenuItem]) -> None:
    """Rename Wagtail's Pages to what they are in a newsroom, fronts and sections; put reports last."""
    for item in items:
        if item.name == "explorer":
            item.label = _("Fronts")


class EditionList(OwnEditionList, ModelViewSet.index_view_class):
    """The user's own editions."""


class EditionViewSet(OwnEditionViews, ModelViewSet):
    """The editions' names, zones and digits. New editions are made by `broadsheet edition add`."""

    model = Edition
    icon = "globe"
    index_view_class = EditionList
    copy_view_enabled = False
    menu_label = _("Editions")
    menu_order = 300
    add_to_settings_menu = True
    list_display = ["own_name", "paper_name", "time_zone", "is_open"]
    inspect_view_enabled = False
    panels = [
        FieldPanel("paper_name"),
        FieldPanel("tagline"),
        FieldRowPanel([FieldPanel("time_zone"), FieldPanel("digits")]),
        FieldRowPanel([FieldPanel("position"), FieldPanel("is_open")]),
    ]


@hooks.register("register_admin_viewset")
def edition_viewset() -> EditionViewSet:
    """Editions under Settings."""
    return EditionViewSet("editions")


class StoryButton(Button):
    """A button on a story, shown only to users who may use it."""

    def __init__(
        self, label: Promise | str, url_name: str, *, page: Page, icon: str, priority: int, allowed: bool
    ) -> None:
        super().__init__(label, url=reverse(url_name, args=[page.pk]), icon_name=icon, priority=priority)
        self.allowed = allowed

    @property
    def show(self) -> bool:
        """Whether it is in the menu."""
        return self.allowed


@hooks.register("register_page_header_buttons")
def story_buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Buttons to translate, correct and withdraw a story, and to make a link to its draft."""
    if not page.pk or not has_preview_links(page):
        return
    may = page.permissions_for_user(user)
    yield StoryButton(
        _("Preview link"), "desk:preview_link", page=page, icon="link", priority=8, allowed=may.can_edit()
    )
    if not issubclass(page.specific_class or Page, Article):
        return
    yield StoryButton(
        _("Translate this story"), "desk:translate", page=page, icon="globe", priority=5, allowed=may.can_edit()
    )
    yield StoryButton(
        _("Correct"), "desk:correct", page=page, icon="edit", priority=6,
        allowed=may.can_publish() and page.first_published_at is not None,
    )  # fmt: skip
    yield StoryButton(
        _("Withdraw"), "desk:withdraw", page=page, icon="cross", priority=7, allowed=may.can_unpublish() and page.live
    )
    yield StoryButton(
        _("Bring back"), "desk:bring_back", page=page, icon="undo", priority=7,
        allowed=may.can_publish() and not page.live and page.withdrawals.filter(lifted_at=None).exists(),
    )  # fmt: skip


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Entries in a page's history about links to its draft."""
    actions.register_action("desk.preview_link.make", _("Make a preview link"), _("A preview link was made"))
    actions.register_action("desk.preview_link.end", _("End a preview link"), _("A preview link was ended"))


@hooks.register("insert_global_admin_css")
def admin_stylesheet() -> SafeString:
    """The stylesheet of the desk's own components."""
    return format_html('<link rel="stylesheet" href="{}">', static("desk/admin/desk.css"))


WRITING = (
    "form_state", "kept_words", "sending", "writing_notice", "writing_queue", "writing_answers", "deeds",
    "whole_pages", "offered_words", "dialogs", "start",
)  # fmt: skip


@hooks.register("insert_global_admin_js")
def dates_script() -> SafeString:
    """Keeps what is typed into a field for a time. It must run before the fields' scripts, so it is not deferred."""
    return format_html('<script src="{}"></script>', static("desk/admin/dates.js"))


@hooks.register("insert_global_admin_js")
def writing_scripts() -> SafeString:
    """Scripts that save or keep what is typed into a form of the admin (`docs/develop/writing.md`), in this order."""
    return format_html_join(
        "\n", '<script src="{}" defer></script>', ((static(f"desk/admin/writing/{name}.js"),) for name in WRITING)
    )


class MakingRequest(HttpRequest):
    """A request that created something, with the address of its form."""

    made_here: str | None


@hooks.register("after_create_page")
@hooks.register("after_create_snippet")
def note_what_was_made(request: MakingRequest, made: Model) -> None:
    """Somebody who goes back to the form finds the object that was created (`writing/whole_pages.js`)."""
    request.made_here = AdminURLFinder(request.user).get_edit_url(made)


@hooks.register("construct_page_action_menu")
def publish_comes_first(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Drafts save themselves, so for users who may publish a story or a front the main button is Publish."""
    model = getattr(context.get("page"), "specific_class", None)
    is_new = request.resolver_match and request.resolver_match.kwargs.get("content_type_model_name") == "article"
    if is_new or (model and issubclass(model, Article | FrontPage)):
        items.sort(key=lambda item: item.name != "action-publish")


NEWEST, SHOWN = 300, 8


class NewsroomPanel(Component):
    """What the desk must know now: failures of the clock, pictures that may no longer be shown,
    translations whose source has changed, drafts of standing pages, the latest events."""

    order = 50
    template_name = "desk/newsroom_panel.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, object]:
        """Short lists, each read from an index."""
        request = parent_context["request"]
        ended = Picture.objects.filter(rights_ended=True).order_by("-rights_end_at")[:8]
        in_use = set(
            LiveUse.objects.filter(picture__in=[picture.pk for picture in ended]).values_list("picture_id", flat=True)
        )
        return {
            "request": request,
            "csrf_token": parent_context.get("csrf_token"),
            "failures": [failure for failure in Failure.objects.all()[:40] if concerns(request.user, failure)][:8],
            "ended_pictures": [picture for picture in ended if picture.pk in in_use],
            "unreadable_pictures": Picture.objects.filter(is_unreadable=True)[:SHOWN],
            "stale_translations": _stale_translations(editions_of_user(request.user)),
            "waiting_pages": _waiting_pages(request.user),
            "events": _last_events(editions_of_user(request.user)),
        }


def _last_events(own: set[str] | None) -> list[Event]:
    """The last twelve events, without drafts of editions that are not among the user's `own` (None: all are)."""
    newest = Event.objects.order_by("-id")[:60]
    return [event for event in newest if own is None or event.edition in own or event.details.get("was_live", True)][
        :12
    ]


def _waiting_pages(user: User) -> list[StandingPage]:
    """Drafts of standing pages, never published, in the editions that the user works for."""
    drafts = StandingPage.objects.filter(live=False, first_published_at=None).exclude(purpose=StandingPurpose.OTHER)
    codes = editions_of_user(user)
    if codes is not None:
        drafts = drafts.filter(locale__language_code__in=codes)
    return list(drafts.select_related("locale").defer("body").order_by("path"))


def _stale_translations(own: set[str] | None) -> list[tuple[Article, Any]]:
    """Live translations of the user's `own` editions (None: all) whose source was significantly updated or corrected since; the
    latest eight.

    Only the newest translations and those of recently corrected stories are searched, so the home page costs the same
    for any archive. An older translation shows the notice on its own form.
    """
    newest = list(TranslationSource.objects.order_by("-pk").values_list("page_id", flat=True)[:NEWEST])
    corrected = list(Correction.objects.order_by("-pk").values_list("page_id", flat=True)[:NEWEST])
    newest += (
        TranslationSource.objects.filter(source__in=corrected)
        .order_by("-pk")
        .values_list("page_id", flat=True)[:NEWEST]
    )
    if not newest:
        return []
    stories = (
        Article.objects.filter(pk__in=newest, live=True).select_related("locale", "translation_source").defer("body")
    )
    if own is not None:
        stories = stories.filter(locale__language_code__in=own)
    sources = {story.pk: story.translation_source.source_id for story in stories}
    updated = dict(
        Article.objects.filter(pk__in=sources.values(), live=True).values_list("pk", "significantly_updated_at")
    )
    last_correction = dict(
        Correction.objects.filter(page_id__in=updated).values_list("page_id").annotate(Max("made_at")).order_by()
    )
    stale: list[Article] = []
    for story in sorted(stories, key=lambda article: -article.pk):
        source, since = sources[story.pk], story.translation_source.followed_until
        moments = [moment for moment in (updated.get(source), last_correction.get(source)) if moment]
        if source in updated and any(moment > since for moment in moments) and len(stale) < SHOWN:
            stale.append(story)
    return [(story, news) for story in stale if (news := news_of_source(story, for_desk=True))]


@hooks.register("construct_homepage_panels")
def newsroom_home(request: HttpRequest, panels: list[Component]) -> None:
    """Put the newsroom's panel first."""
    panels.insert(0, NewsroomPanel())


@hooks.register("construct_homepage_summary_items", order=1000)
def no_page_counts(request: HttpRequest, items: list[Any]) -> None:
    """Remove the counts of pages and pictures: they tell a newsroom nothing and are slow for a large archive."""
    items.clear()
