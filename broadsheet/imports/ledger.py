"""What earlier runs imported from one old site, so that nothing is imported twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from broadsheet.imports.models import ImportedItem

IMPORTED, LEFT, FAILED = "imported", "left", "failed"
_ROWS_PER_QUERY = 500


class Ledger:
    """The rows of one old site; `now` is the time of this run."""

    def __init__(self, source: str, now: datetime) -> None:
        self.source = source[:200]
        self.now = now

    def imported(self, kind: str, foreign_ids: Iterable[str]) -> dict[str, ImportedItem]:
        """Foreign id -> row, for imported items only. Items that were left or failed are tried again."""
        ids = list(dict.fromkeys(foreign_ids))
        rows: dict[str, ImportedItem] = {}
        for start in range(0, len(ids), _ROWS_PER_QUERY):
            batch = ImportedItem.objects.filter(
                source=self.source, kind=kind, foreign_id__in=ids[start : start + _ROWS_PER_QUERY], outcome=IMPORTED
            )
            rows |= {row.foreign_id: row for row in batch}
        return rows

    def row(
        self,
        kind: str,
        foreign_id: str,
        outcome: str = IMPORTED,
        *,
        model: str = "",
        object_id: int | None = None,
        notes: list[str] | None = None,
    ) -> ImportedItem:
        """A row, not yet saved. `model` is what the item became here, e.g. stories.article."""
        return ImportedItem(
            source=self.source,
            kind=kind[:40],
            foreign_id=foreign_id[:200],
            outcome=outcome,
            model=model,
            object_id=object_id,
            notes=notes or [],
            imported_at=self.now,
        )

    def add(self, rows: Iterable[ImportedItem]) -> None:
        """Save new rows. An existing row stays as it is."""
        ImportedItem.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)

    def update(self, rows: Iterable[ImportedItem]) -> None:
        """Save rows. An existing row gets the new outcome."""
        ImportedItem.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["source", "kind", "foreign_id"],
            update_fields=["outcome", "model", "object_id", "notes", "imported_at"],
            batch_size=200,
        )
