"""Only publishers may delete a page that readers have seen. Others who may publish it can withdraw it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.models import PagePermissionTester

CanDelete = Callable[..., bool]


def guard_deletion() -> None:
    """Wrap Wagtail's own rule, which lets everybody who may publish a page delete it. Called once per process."""
    if not hasattr(PagePermissionTester.can_delete, "is_guarded"):
        guarded: Any = _for_publishers(PagePermissionTester.can_delete)
        guarded.is_guarded = True
        PagePermissionTester.can_delete = guarded


def _for_publishers(can_delete: CanDelete) -> CanDelete:
    def can_delete_published(self: PagePermissionTester, ignore_bulk: bool = False) -> bool:
        if not can_delete(self, ignore_bulk):
            return False
        if self.user.is_superuser or "bulk_delete" in self.permissions:
            return True
        return not self.page.get_descendants(inclusive=True).filter(first_published_at__isnull=False).exists()

    return can_delete_published
