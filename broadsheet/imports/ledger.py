"""What was imported before, from which site."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from broadsheet.imports.models import ImportedItem

from .wordpress.export import Item
from .wordpress.links import host_of, path_of

IMPORTED, LEFT, FAILED = "imported", "left", "failed"
_AT_ONCE = 500


def foreign_id(item: Item) -> str:
    """Its number and a digest of its guid: two exports of one address (a site made anew) repeat numbers."""
    guid = f"{host_of(item.guid)}{path_of(item.guid)}" if item.guid else f"{item.slug}{item.title}"
    return f"{item.post_id or '0'}-{hashlib.sha256(guid.encode()).hexdigest()[:10]}"


class Ledger:
    """The rows of one old site."""

    def __init__(self, source: str) -> None:
        self.source = source[:200]

    def rows(self, kind: str, ids: Iterable[str]) -> dict[str, ImportedItem]:
        """Foreign id -> row, of those that have one."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, ImportedItem] = {}
        for at in range(0, len(wanted), _AT_ONCE):
            rows = ImportedItem.objects.filter(source=self.source, kind=kind, foreign_id__in=wanted[at : at + _AT_ONCE])
            found |= {row.foreign_id: row for row in rows}
        return found

    def done(self, kind: str, ids: Iterable[str]) -> dict[str, ImportedItem]:
        """Foreign id -> row, of those that were imported; what was left or failed is tried again."""
        return {key: row for key, row in self.rows(kind, ids).items() if row.outcome == IMPORTED}
