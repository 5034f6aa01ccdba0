"""App configuration."""

from types import ModuleType

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

from . import clock


class EdgeConfig(AppConfig):
    """The page store."""

    name = "broadsheet.edge"
    label = "edge"
    verbose_name = _("Page store")
    default_auto_field = "django.db.models.BigAutoField"

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        super().__init__(app_name, app_module)
        clock.watch()

    def ready(self) -> None:
        pre_migrate.connect(_drop, sender=self, dispatch_uid="edge-drop")
        post_migrate.connect(_install, sender=self, dispatch_uid="edge-install")


def _drop(**_kwargs: object) -> None:
    from .changes import triggers

    triggers.drop()


def _install(**_kwargs: object) -> None:
    from .changes import triggers, watching

    watching.known_tables.cache_clear()
    triggers.install()
