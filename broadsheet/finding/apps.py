"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FindingConfig(AppConfig):
    """The search page and the archive."""

    name = "broadsheet.finding"
    label = "finding"
    verbose_name = _("Search and archive")

    def ready(self) -> None:
        from broadsheet.core import slots

        slots.fill("masthead_tools", template="finding/search_box.html", order=10)
        slots.fill("footer_links", template="finding/footer_archive.html", order=10)
