"""The manifest of a backup: the digest and size of each file, and the number of rows of each table."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

NAME = "manifest.json"
FORMAT = 1
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}  # engine -> the file of its database


class BackupError(Exception):
    """A backup is invalid, or could not be made; the message is one sentence."""


@dataclass(kw_only=True)
class Manifest:
    """`files`: path in the backup -> [SHA-256, bytes]; `rows`: table -> rows."""

    made_at: str
    version: str
    engine: str  # sqlite or postgresql
    files: dict[str, list[str | int]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write the manifest. It must be written last, because a folder without it does not count as a backup."""
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1, sort_keys=True), "utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup; raises BackupError where it is missing or cannot be read."""
    try:
        manifest = Manifest(**json.loads((folder / NAME).read_text("utf-8")))
    except FileNotFoundError as error:
        raise BackupError(f"{folder} is not a backup: it has no {NAME}.") from error
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{folder / NAME} cannot be read ({error}). Use another backup.") from error
    if manifest.format != FORMAT:
        raise BackupError(
            f"{folder} was made by another version of Broadsheet ({manifest.version}). Restore it with that one."
        )
    if not _is_of_its_form(manifest):
        raise BackupError(f"{folder / NAME} does not have the form that Broadsheet writes. Use another backup.")
    return manifest


def _is_of_its_form(manifest: Manifest) -> bool:
    """Whether all values have the right types, all files are inside the folder, and the database's file is among them."""
    return (
        isinstance(manifest.files, dict)
        and isinstance(manifest.rows, dict)
        and all(isinstance(count, int) for count in manifest.rows.values())
        and all(isinstance(facts, list) and len(facts) == 2 for facts in manifest.files.values())
        and not any(Path(name).is_absolute() or ".." in Path(name).parts for name in manifest.files)
        and FILES.get(str(manifest.engine)) in manifest.files
    )


def verify(folder: Path) -> Manifest:
    """Compare every file with the manifest, and return the manifest. Raises BackupError for the first file that differs."""
    manifest = read_manifest(folder)
    for name, (digest, size) in manifest.files.items():
        file = folder / name
        if not file.is_file():
            raise BackupError(f"{folder} is not complete: {name} is missing.")
        if file.stat().st_size != size or digest_of(file) != digest:
            raise BackupError(f"{folder} is damaged: {name} has changed since the backup was made.")
    return manifest


def digest_of(file: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
