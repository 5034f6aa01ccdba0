"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadersConfig(AppConfig):
    """What readers agreed to."""

    name = "broadsheet.readers"
    label = "readers"
    verbose_name = _("Readers")

    def ready(self) -> None:
        from broadsheet.core import policy, slots
        from broadsheet.edge.changes import watching

        from . import due_records
        from .consent import consent_notice, policy_sources

        slots.fill("notices", template="readers/consent_notice.html", context=consent_notice)
        slots.fill("footer_pages", template="readers/footer_choices.html", order=90)
        policy.register(policy_sources)
        watching.leave("readers_consentrecord")
        due_records.register()
