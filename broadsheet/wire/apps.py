"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WireConfig(AppConfig):
    """Importers and exporters, one file a format."""

    name = "broadsheet.wire"
    label = "wire"
    verbose_name = _("Wire")
