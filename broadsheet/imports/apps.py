"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Imports from other systems, one folder per format."""

    name = "broadsheet.imports"
    label = "imports"
    verbose_name = _("Imports")

    def ready(self) -> None:
        from broadsheet.edge.changes import watching

        watching.leave("imports_importeditem")
