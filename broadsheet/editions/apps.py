"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditionsConfig(AppConfig):
    """Language editions, all of equal rank."""

    name = "broadsheet.editions"
    label = "editions"
    verbose_name = _("Editions")

    def ready(self) -> None:
        from wagtail.models import Site
        from wagtail.permissions import register_permission_policy

        from broadsheet.core import restrictions, slots

        from .models import Edition
        from .queries import fronts_of_closed_editions
        from .rights import EditionPolicy, KeptPolicy
        from .switcher import alternate_links, paper, switcher

        register_permission_policy(Edition, EditionPolicy(Edition))
        register_permission_policy(Site, KeptPolicy(Site))
        restrictions.register_closed(fronts_of_closed_editions)
        slots.fill("edition_switcher", template="editions/edition_switcher.html", context=switcher)
        slots.fill("paper_name", template="editions/paper_name.html", context=paper)
        slots.fill("paper_tagline", template="editions/paper_tagline.html", context=paper)
        slots.fill("front_url", template="editions/front_url.html", context=paper)
        slots.fill("head", template="editions/alternate_links.html", context=alternate_links)
