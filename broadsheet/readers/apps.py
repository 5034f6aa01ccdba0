"""App configuration."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadersConfig(AppConfig):
    """Readers' consent."""

    name = "broadsheet.readers"
    label = "readers"
    verbose_name = _("Readers")

    def ready(self) -> None:
        from broadsheet.core import policy, slots
        from broadsheet.edge.changes import watching
        from broadsheet.events import retention

        from .consent import consent_notice, policy_sources
        from .models import ConsentRecord

        slots.fill("notices", template="readers/consent_notice.html", context=consent_notice)
        slots.fill("footer_pages", template="readers/footer_choices.html", order=90)
        policy.register(policy_sources)
        watching.leave("readers_consentrecord")
        retention.register(
            retention.Retention(
                name="consent",
                model=ConsentRecord,
                since="made_at",
                kept_for=timedelta(days=3 * 365 + 1),  # as proof of consent
                title=_("Deleting old consent records"),
            )
        )
