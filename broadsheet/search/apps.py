"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Readers' search and the desk's."""

    name = "broadsheet.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from broadsheet.edge.changes import watching

        from . import signal_handlers

        # Results pages are never stored, so the page store need not watch these tables.
        watching.leave("search_publicentry", "search_deskentry", "search_indexbuild")
        signal_handlers.connect()
