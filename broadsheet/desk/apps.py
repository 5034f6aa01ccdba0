"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The newsroom's own pages in the admin."""

    name = "broadsheet.desk"
    label = "desk"
    verbose_name = _("Desk")
