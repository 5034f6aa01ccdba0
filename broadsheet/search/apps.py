"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Readers' search and the desk's."""

    name = "broadsheet.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from . import signal_handlers

        signal_handlers.connect()
