"""App configuration."""

from __future__ import annotations

import socket

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class OpsConfig(AppConfig):
    """Commands, health, figures, and what is told to a cache in front."""

    name = "broadsheet.ops"
    label = "ops"
    verbose_name = _("Operations")

    def ready(self) -> None:
        from broadsheet.events import worker as background

        if settings.EDGE["is_on"] and settings.WAGTAILFRONTENDCACHE:
            from . import purging

            # One on each machine, for each machine has its own shelf.
            background.add(f"purger of {socket.gethostname()}"[:40], interval=purging.INTERVAL, work=purging.run_once)
