"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontsConfig(AppConfig):
    """Front pages."""

    name = "broadsheet.fronts"
    label = "fronts"
    verbose_name = _("Fronts")

    def ready(self) -> None:
        from broadsheet.core import slots
        from broadsheet.core.public_pages import register_context

        from .contexts import beside_story, front_context, shared_beside
        from .models import FrontPage

        register_context(FrontPage, front_context)

        slots.fill("beside_story", template="fronts/beside_story.html", context=beside_story, share=shared_beside)
