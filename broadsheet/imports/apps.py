"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """What comes in from other systems, a folder a format."""

    name = "broadsheet.imports"
    label = "imports"
    verbose_name = _("Imports")

    def ready(self) -> None:
        from broadsheet.edge.changes import watching

        watching.leave("imports_importeditem")
