"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    """Stories and what orders them."""

    name = "broadsheet.stories"
    label = "stories"
    verbose_name = _("Stories")

    def ready(self) -> None:
        from broadsheet.core import slots

        from . import signal_handlers
        from .section_bar import section_bar

        slots.fill("masthead_sections", template="stories/section_bar.html", context=section_bar)
        slots.fill("footer_sections", template="stories/footer_sections.html", context=section_bar)
        signal_handlers.connect()
