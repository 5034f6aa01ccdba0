"""Back up the site while it is in use."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

import broadsheet
from broadsheet.core.whole_files import COMING
from broadsheet.ops.whole_folder import whole_folder
from broadsheet.settings.env import SETTINGS_FILE

from .databases import copy_database, files_named_now
from .manifest import BackupError, Manifest, digest_of

TRIES = 3


def make_backup(*, folder: Path, now: datetime, say: Callable[[str], object]) -> Manifest:
    """Copy settings, theme, media and database to `folder`, which appears only when it is complete. Raises BackupError.

    The media are copied both before and after the database, so that the copy has every file that the copied database names. If
    a file was deleted in between, the copy is made again.
    """
    if folder.exists():
        raise BackupError(f"{folder} exists. Give a folder that does not exist yet, such as {folder}-2.")
    for source in (settings.SITE, Path(settings.MEDIA_ROOT), settings.SITE / "theme"):
        if source.resolve() in folder.parents:
            raise BackupError(
                f"{folder} is inside {source}, which is backed up. Give a folder outside the site's folder."
            )
    manifest = Manifest(made_at=now.isoformat(), version=broadsheet.__version__, engine=connection.vendor)
    try:
        with whole_folder(folder, mode=0o700) as making:
            _copy_settings(making)
            _copy_media_and_database(making, manifest, say)
            say("Writing the manifest ...")
            for file in sorted(path for path in making.rglob("*") if path.is_file()):
                manifest.files[str(file.relative_to(making))] = [digest_of(file), file.stat().st_size]
            manifest.write(making)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error}. Nothing is left at {folder}.") from error
    return manifest


def _copy_media_and_database(making: Path, manifest: Manifest, say: Callable[[str], object]) -> None:
    for _ in range(TRIES):
        say("Copying media and database ...")
        _copy_media(making / "media")
        copied = copy_database(making)
        _copy_media(making / "media")
        manifest.rows = copied.rows
        lost = {name for name in copied.files if not (making / "media" / name).is_file()}
        # A missing file that rows still name was lost before the backup; one that no row names any more was deleted meanwhile.
        missing = sorted(lost - files_named_now()) + [
            name for name in lost if (Path(settings.MEDIA_ROOT) / name).is_file()
        ]
        if not missing:
            return
    raise BackupError(f"Files change faster than they can be copied ({missing[0]}). Try again at a quieter time.")


def _copy_settings(to: Path) -> None:
    if (settings.SITE / SETTINGS_FILE).exists():  # a site may be configured by its environment alone
        shutil.copy2(settings.SITE / SETTINGS_FILE, to / SETTINGS_FILE)
    if (settings.SITE / "theme").is_dir():
        shutil.copytree(settings.SITE / "theme", to / "theme")


def _copy_media(to: Path) -> None:
    """Copy the files that are not there yet. A file's name changes with its content, so existing files need not be compared."""
    root = Path(settings.MEDIA_ROOT)
    for file in root.rglob("*"):
        copy = to / file.relative_to(root)
        if file.is_dir() or copy.exists() or file.parent.name == COMING:
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        part = copy.with_name(f"{copy.name}.part")
        try:
            shutil.copy2(file, part)
        except FileNotFoundError:  # deleted since it was listed
            continue
        part.rename(copy)
    to.mkdir(exist_ok=True)
