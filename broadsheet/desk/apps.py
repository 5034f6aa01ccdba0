"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The newsroom's own pages in the admin, and links to drafts."""

    name = "broadsheet.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from broadsheet.core import slots
        from broadsheet.edge.changes import watching
        from broadsheet.media import viewers

        from . import deletion, due_preview_links, signal_handlers
        from .preview_link_media import seen_through_preview_link
        from .preview_link_view import preview_link_notice

        slots.fill("notices", template="desk/preview_link_notice.html", context=preview_link_notice, order=10)
        viewers.register(seen_through_preview_link)
        watching.leave("desk_previewlink", "desk_sentform")
        deletion.guard_deletion()
        due_preview_links.register()
        signal_handlers.connect()
