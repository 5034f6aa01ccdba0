"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Event table and clock. Puts the guard around Wagtail's page actions."""

    name = "broadsheet.events"
    label = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from broadsheet.edge.changes import watching

        from . import due_pages, page_actions

        watching.leave("events_lease", "events_failure")
        page_actions.guard()
        due_pages.register()
