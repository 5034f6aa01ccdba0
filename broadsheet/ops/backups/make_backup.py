"""Back the site up while it works."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, models

import broadsheet
from broadsheet.core.whole_files import COMING
from broadsheet.settings.env import SETTINGS_FILE

from .databases import copy_database
from .manifest import BackupError, Manifest, digest_of

TRIES = 3


def make_backup(*, folder: Path, now: datetime, say: Callable[[str], object]) -> Manifest:
    """Settings, theme, media and database in `folder`, which is there only once it is whole. Raises BackupError.

    The media are copied before the database and once more after it, so that each file that the copied database names was there
    when it was named; where one was deleted in between, everything is done again.
    """
    if folder.exists():
        raise BackupError(f"{folder} exists. Name a folder that is not there yet, such as {folder}-2.")
    making = folder.with_name(f".{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    try:
        making.mkdir(parents=True, mode=0o700)
        manifest = Manifest(made_at=now.isoformat(), version=broadsheet.__version__, engine=connection.vendor)
        _copy_settings(making)
        for _ in range(TRIES):
            say("Copying media and database ...")
            _copy_media(making / "media")
            manifest.rows = copy_database(making)
            _copy_media(making / "media")
            missing = [
                name
                for name in named_files()
                if not (making / "media" / name).is_file() and (Path(settings.MEDIA_ROOT) / name).is_file()
            ]
            if not missing:
                break
        else:
            raise BackupError(
                f"Files come and go faster than they are copied ({missing[0]}). Try again at a quieter hour."
            )
        say("Noting what was copied ...")
        for file in sorted(path for path in making.rglob("*") if path.is_file()):
            manifest.files[str(file.relative_to(making))] = [digest_of(file), file.stat().st_size]
        manifest.write(making)
        making.rename(folder)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error}. Nothing is left at {folder}.") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return manifest


def named_files() -> Iterator[str]:
    """Every file of the media folder that a row of the database names."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                yield from filter(None, model._default_manager.values_list(field.name, flat=True).iterator())


def _copy_settings(to: Path) -> None:
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
