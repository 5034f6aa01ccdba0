"""What is in a backup: each file with its digest and size, each table with its number of rows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

NAME = "manifest.json"
FORMAT = 1
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}  # engine -> the file of its database


class BackupError(Exception):
    """One sentence that says what is wrong with a backup, or why none was made."""


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
        """Last of all: a folder without it is no backup."""
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1, sort_keys=True), "utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupError where there is none, or none that can be read."""
    try:
        manifest = Manifest(**json.loads((folder / NAME).read_text("utf-8")))
    except FileNotFoundError as error:
        raise BackupError(f"{folder} is no backup: it has no {NAME}.") from error
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{folder / NAME} cannot be read ({error}). Take another backup.") from error
    if manifest.format != FORMAT:
        raise BackupError(
            f"{folder} was made by another version of Broadsheet ({manifest.version}). Restore it with that one."
        )
    if not _is_of_its_form(manifest):
        raise BackupError(f"{folder / NAME} is not as Broadsheet writes it. Take another backup.")
    return manifest


def _is_of_its_form(manifest: Manifest) -> bool:
    """Whether the files have names below the folder, digests and sizes, and the engine's own is among them."""
    return (
        isinstance(manifest.files, dict)
        and isinstance(manifest.rows, dict)
        and all(isinstance(each, int) for each in manifest.rows.values())
        and all(isinstance(each, list) and len(each) == 2 for each in manifest.files.values())
        and not any(Path(name).is_absolute() or ".." in Path(name).parts for name in manifest.files)
        and FILES.get(str(manifest.engine)) in manifest.files
    )


def verify(folder: Path) -> Manifest:
    """The manifest, once every file was read and is as it says. Raises BackupError with the first that is not."""
    manifest = read_manifest(folder)
    for name, (digest, size) in manifest.files.items():
        file = folder / name
        if not file.is_file():
            raise BackupError(f"{folder} is not whole: {name} is missing.")
        if file.stat().st_size != size or digest_of(file) != digest:
            raise BackupError(f"{folder} is damaged: {name} is not what it was when the backup was made.")
    return manifest


def digest_of(file: Path) -> str:
    """SHA-256, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
