"""Delete links to drafts that ended long ago; the page's history keeps who made and ended them."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..models import PreviewLink

KEPT_FOR = timedelta(days=30)


def delete_old_preview_links(*, now: datetime) -> int:
    """Those that ended by themselves thirty days ago and before, or would have; returns how many."""
    return PreviewLink.objects.filter(ends_at__lte=now - KEPT_FOR).delete()[0]
