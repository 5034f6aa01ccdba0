"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpsConfig(AppConfig):
    """Commands and health."""

    name = "broadsheet.ops"
    label = "ops"
    verbose_name = _("Operations")
