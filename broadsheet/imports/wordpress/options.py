"""What the person who imports may choose."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Options:
    """As the options of `broadsheet import wordpress`; empty means: as the export or the edition has it."""

    file: Path
    edition: str = ""
    section: str = ""
    files: Path | None = None
    pictures: bool = True
    time_zone: str = ""
    credit: str = ""
    dry_run: bool = False
    report: Path | None = None
    batch: int = 100  # items a transaction
