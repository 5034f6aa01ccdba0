"""A WordPress export (WXR 1.0 to 1.2) brought into an edition: `broadsheet import wordpress FILE.xml`.

`command` says what happens, `importer` runs the whole import: `export` reads the file as a stream, `old_site` keeps what
it holds, `posts` prepares each item (`text` turns its text into pieces), `actions/write_batch` writes a hundred at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """The options of `broadsheet import wordpress`. An empty one follows the export or the edition."""

    file: Path
    edition: str = ""
    section: str = ""
    files: Path | None = None
    pictures: bool = True
    time_zone: str = ""
    credit: str = ""
    dry_run: bool = False
    report: Path | None = None
    batch: int = 100  # items in one transaction
