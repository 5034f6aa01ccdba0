"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Pictures and documents."""

    name = "broadsheet.media"
    label = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        from . import due_rights, signal_handlers

        due_rights.register()
        signal_handlers.connect()
