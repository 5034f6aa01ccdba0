"""Imports a WordPress export (WXR 1.0 to 1.2) into an edition: `broadsheet import wordpress FILE.xml`.

`command` prints messages; `importer` runs the whole import: `export` reads the file as a stream, `old_site` indexes its
contents, `posts` prepares each item (`text` converts its text to pieces), `actions/write_batch` writes a hundred at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """The options of `broadsheet import wordpress`. For an empty one, the value comes from the export or the edition."""

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
