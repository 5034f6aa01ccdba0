"""Export of the records of consent."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import TextIO

from django.db.models import QuerySet

from .models import ConsentRecord

COLUMNS = ["receipt", "made_at", "edition", "agreed", "refused", "providers", "version"]


def records_since(since: datetime | None) -> QuerySet[ConsentRecord]:
    """The oldest first."""
    records = ConsentRecord.objects.order_by("made_at", "id")
    return records.filter(made_at__gte=since) if since else records


def write_csv(file: TextIO, *, since: datetime | None) -> int:
    """Write the records as CSV with a header line (RFC 4180, UTF-8, moments in ISO 8601); returns how many."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    for row in _rows(since):
        writer.writerow(row)
        count += 1
    return count


def _rows(since: datetime | None) -> Iterator[list[str]]:
    for record in records_since(since).iterator(chunk_size=2000):
        yield [record.made_at.isoformat() if name == "made_at" else getattr(record, name) for name in COLUMNS]
