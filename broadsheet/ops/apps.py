"""App configuration."""

from __future__ import annotations

import socket

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class OpsConfig(AppConfig):
    """The app for commands, health checks, metrics, and purges of a cache in front."""

    name = "broadsheet.ops"
    label = "ops"
    verbose_name = _("Operations")

    def ready(self) -> None:
        from broadsheet.events import worker as background

        if settings.EDGE["is_on"] and settings.WAGTAILFRONTENDCACHE:
            from . import purging

            # One purger on each machine, because each machine has its own disk store.
            background.add(f"purger of {socket.gethostname()}"[:40], interval=purging.INTERVAL, work=purging.run_once)
