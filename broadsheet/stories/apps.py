"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    """Stories and what orders them."""

    name = "broadsheet.stories"
    label = "stories"
    verbose_name = _("Stories")

    def ready(self) -> None:
        from wagtail import views as wagtail_views
        from wagtail.permissions import register_permission_policy

        from broadsheet.core import slots
        from broadsheet.edge.storable import stored
        from broadsheet.editions.rights import EditionPermissionPolicy
        from broadsheet.media import public_use
        from broadsheet.search import entries

        from . import signal_handlers
        from .metadata.sharing import share_bar
        from .models import Person, Topic
        from .queries import has_open_story
        from .reading.old_addresses import OLD_QUERY_NAMES, leads_elsewhere
        from .reading.section_bar import footer_pages, section_bar, shared_bar, shared_by_all
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
        entries.register(StorySource)
        public_use.register("person", has_open_story)
        public_use.register("publisher", lambda _ids: True)
        signal_handlers.connect()
        # Every page of the tree. The old names of a WordPress query lead elsewhere (`moved.py`).
        stored("before", "part", old_names=OLD_QUERY_NAMES, elsewhere=leads_elsewhere)(wagtail_views.serve)
