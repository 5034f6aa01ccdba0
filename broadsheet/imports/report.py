"""The report of an import: a file with a line for every item, and a summary."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

ALREADY_THERE = "already there"
COLUMNS = ("kind", "id", "title", "outcome", "became", "address", "old_address", "notes")


@dataclass(frozen=True)
class ReportLine:
    """What happened to one item. `became` is a model and an id, such as `stories.article 12`; addresses are paths."""

    kind: str
    id: str
    title: str
    outcome: str
    became: str = ""
    address: str = ""
    old_address: str = ""
    notes: list[str] = field(default_factory=list)


class ImportReport:
    """Writes each line at once, so that the memory does not grow with the import.

    The file's name determines the format: JSON or CSV.
    """

    def __init__(self, path: Path, head: dict[str, object]) -> None:
        self.path = path
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.totals: Counter[str] = Counter()
        self.is_csv = path.suffix.lower() == ".csv"
        self.file: IO[str] = path.open("w", encoding="utf-8", newline="" if self.is_csv else None)
        self.first = True
        if self.is_csv:
            self.table = csv.writer(self.file)
            self.table.writerow(COLUMNS)
        else:
            self.file.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "items": [')

    def add(self, line: ReportLine) -> None:
        """Write the line of an item."""
        self.counts[line.kind][line.outcome] += 1
        if self.is_csv:
            row = asdict(line) | {"notes": " ".join(line.notes)}
            # A cell that begins like a formula would be executed as one in a spreadsheet.
            self.table.writerow(
                [f"'{row[name]}" if str(row[name])[:1] in set("=+-@\t") else row[name] for name in COLUMNS]
            )
            return
        self.file.write(("" if self.first else ",") + "\n  " + json.dumps(asdict(line), ensure_ascii=False))
        self.first = False

    def add_all(self, lines: Iterable[ReportLine]) -> None:
        """Write the lines of several items."""
        for line in lines:
            self.add(line)

    def close(self) -> None:
        """Write the summary and close the file."""
        if self.file.closed:
            return
        if not self.is_csv:
            summary = {"items": self.counts, "totals": self.totals}
            self.file.write('\n ],\n "summary": ' + json.dumps(summary, ensure_ascii=False) + "\n}\n")
        self.file.close()

    def in_words(self) -> list[str]:
        """The summary as sentences, one for each kind."""
        lines = []
        for kind, outcomes in self.counts.items():
            counts = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
            lines.append(f"{kind}: {counts}")
        return [*lines, *(f"{name}: {number}" for name, number in self.totals.items())]
