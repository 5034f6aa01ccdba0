"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WireConfig(AppConfig):
    """Output for machines: feeds and sitemaps, one folder per format."""

    name = "broadsheet.wire"
    label = "wire"
    verbose_name = _("Wire")

    def ready(self) -> None:
        from broadsheet.core import slots

        from .feeds.discovery import footer_link, head_links

        slots.fill("head", template="wire/head_links.html", context=head_links, order=60)
        slots.fill("footer_links", template="wire/footer_link.html", context=footer_link, order=80)
