"""Back the site up while it works."""

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
    """Settings, theme, media and database in `folder`, which is there only once it is whole. Raises BackupError.

    The media are copied before the database and once more after it, so that each file that the copied database names was there
    when it was named; where one was deleted in between, everything is done again.
    """
    if folder.exists():
        raise BackupError(f"{folder} exists. Name a folder that is not there yet, such as {folder}-2.")
    for copied in (settings.SITE, Path(settings.MEDIA_ROOT), settings.SITE / "theme"):
        if copied.resolve() in folder.parents:
            raise BackupError(f"{folder} lies in {copied}, which is copied. Name a folder outside of the site's.")
    manifest = Manifest(made_at=now.isoformat(), version=broadsheet.__version__, engine=connection.vendor)
    try:
        with whole_folder(folder, mode=0o700) as making:
            _copy_settings(making)
            _copy_media_and_database(making, manifest, say)
            say("Noting what was copied ...")
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
        # A file that rows name and that nobody can find was lost before; one that no row names any more was deleted meanwhile.
        missing = sorted(lost - files_named_now()) + [
            name for name in lost if (Path(settings.MEDIA_ROOT) / name).is_file()
        ]
        if not missing:
            return
    raise BackupError(f"Files come and go faster than they are copied ({missing[0]}). Try again at a quieter hour.")


def _copy_settings(to: Path) -> None:
    if (settings.SITE / SETTINGS_FILE).exists():  # a site may be set by its environment alone
        shutil.copy2(settings.SITE / SETTINGS_FILE, to / SETTINGS_FILE)
    if (settings.SITE / "theme").is_dir():
        shutil.copytree(settings.SITE / "theme", to / "theme")


def _copy_media(to: Path) -> None:
    """What is not there yet. Names of files change with their content, so a name that is there needs no second look."""
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
