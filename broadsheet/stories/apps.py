"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    """Stories, and the sections, topics, tags and people they belong to."""

    name = "broadsheet.stories"
    label = "stories"
    verbose_name = _("Stories")

    def ready(self) -> None:
        from wagtail import views as wagtail_views
        from wagtail.permissions import register_permission_policy

        from broadsheet.core import slots
        from broadsheet.core.public_pages import register_context
        from broadsheet.edge.storable import stored
        from broadsheet.editions.rights import EditionPermissionPolicy
        from broadsheet.media import public_use
        from broadsheet.search import entries

        from . import signal_handlers
        from .metadata.sharing import share_bar
        from .models import Article, Person, Section, StandingPage, Topic
        from .reading.old_addresses import OLD_QUERY_NAMES, leads_elsewhere
        from .reading.section_bar import footer_pages, section_bar, shared_bar, shared_by_all
        from .reading.story_page import section_context, standing_page_context, story_context
        from .search_source import StorySource

        slots.fill("masthead_sections", template="stories/section_bar.html", context=section_bar, share=shared_bar)
        slots.fill("footer_sections", template="stories/footer_sections.html", context=section_bar, share=shared_by_all)
        slots.fill("footer_links", template="stories/footer_lists.html", order=20)
        slots.fill(
            "footer_pages", template="stories/footer_pages.html", context=footer_pages, order=10, share=shared_by_all
        )
        slots.fill("after_story", template="stories/share.html", context=share_bar, order=10)
        for label in (Person, Topic):
            register_permission_policy(label, EditionPermissionPolicy(label))
        for model, context in (
            (Article, story_context),
            (Section, section_context),
            (StandingPage, standing_page_context),
        ):
            register_context(model, context)
        entries.register(StorySource)
        public_use.register("person", lambda ids: Person.objects.filter(pk__in=ids).with_open_stories().exists())
        public_use.register("publisher", lambda _ids: True)
        signal_handlers.connect()
        # For every page of the tree. The old names of a WordPress query redirect (`reading/old_addresses.py`).
        stored("before", "part", old_names=OLD_QUERY_NAMES, elsewhere=leads_elsewhere)(wagtail_views.serve)
