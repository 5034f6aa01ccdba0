"""App configuration."""

from datetime import timedelta

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
        from broadsheet.events import retention
        from broadsheet.media import viewers

        from . import deletion, signal_handlers
        from .models import PreviewLink
        from .preview_link_media import seen_through_preview_link
        from .preview_link_view import preview_link_notice

        slots.fill("notices", template="desk/preview_link_notice.html", context=preview_link_notice, order=10)
        viewers.register(seen_through_preview_link)
        watching.leave("desk_previewlink", "desk_sentform")
        deletion.guard_deletion()
        retention.register(
            retention.Retention(
                name="preview_links",
                model=PreviewLink,
                since="ends_at",
                kept_for=timedelta(days=30),  # the page's history still shows who made and ended them
                title=_("Deleting old preview links"),
            )
        )
        signal_handlers.connect()
