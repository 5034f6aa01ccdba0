"""App configuration."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """What every other app stands on."""

    name = "broadsheet.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from . import addresses, attempts, page_changes, page_indexes, renames, sign_in_log, slots
        from .lite import lite_link

        slots.fill("footer_fine", template="core/lite_link.html", context=lite_link)
        addresses.tell_wagtail()
        attempts.connect()
        sign_in_log.connect()
        checks.register(renames.check_theme, "theme")
        page_changes.register()
        post_migrate.connect(page_indexes.make, sender=self, dispatch_uid="core-page-indexes")
