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

        # The page of results is rendered for each request and not stored.
        watching.leave("search_publicentry", "search_deskentry", "search_indexbuild")
        signal_handlers.connect()
