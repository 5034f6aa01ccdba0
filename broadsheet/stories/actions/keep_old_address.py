"""Remember a page's old address."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from wagtail.models import Page

from ..models import MovedAddress, Section


def keep_old_address(*, page: Page, old_path: str, now: datetime) -> MovedAddress | None:
    """Make `old_path` redirect to the page, wherever it moves. A section's rule covers everything below it.

    A draft that readers never saw leaves no old address. If a page returns to a former address, the rule for
    that address is deleted.
    """
    is_prefix = issubclass(page.specific_class or type(page), Section)
    if not old_path or (page.first_published_at is None and not is_prefix):
        return None
    url_parts = page.get_url_parts()
    new_path = (url_parts[2] if url_parts else "") or ""
    with transaction.atomic():
        MovedAddress.objects.filter(old_path=new_path).delete()
        if is_prefix and new_path:
            _carry_along(old_path, new_path)
        rule, _ = MovedAddress.objects.update_or_create(
            old_path=old_path, defaults={"page": page, "target": "", "is_prefix": is_prefix, "made_at": now}
        )
    return rule


def _carry_along(old_path: str, new_path: str) -> None:
    """Rules for stories below a section move with it, because the section's own rule first redirects requests to its new path."""
    below = MovedAddress.objects.filter(old_path__startswith=old_path, is_prefix=False)
    moved = {pk: new_path + path[len(old_path) :] for pk, path in below.values_list("pk", "old_path")}
    MovedAddress.objects.filter(old_path__in=moved.values()).exclude(pk__in=moved).delete()
    for rule in MovedAddress.objects.filter(pk__in=moved):
        rule.old_path = moved[rule.pk]
        rule.save(update_fields=["old_path"])
