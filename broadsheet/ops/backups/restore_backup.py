"""Make the site again from a backup."""

from __future__ import annotations

import shutil
from pathlib import Path

from .databases import FILES
from .manifest import BackupError, Manifest, verify


def restore_files(*, backup: Path, folder: Path) -> Manifest:
    """The site's folder from the backup, every file of which is read first. Raises BackupError; then `folder` is as it was."""
    manifest = verify(backup)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} exists and is not empty. Name a folder that is not there yet.")
    making = folder.with_name(f".{folder.name}.restoring")
    shutil.rmtree(making, ignore_errors=True)
    try:
        making.mkdir(parents=True)
        for name in manifest.files:
            target = making / ("newsroom.sqlite3" if name == FILES["sqlite"] else name)
            if name == FILES["postgresql"]:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(backup / name, target)
        (making / "media").mkdir(exist_ok=True)
        if folder.is_dir():
            folder.rmdir()
        making.rename(folder)
    except OSError as error:
        raise BackupError(f"The site could not be written: {error}.") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return manifest
