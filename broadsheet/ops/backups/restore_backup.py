"""Restore a site from a backup."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from broadsheet.ops.site_settings import with_setting
from broadsheet.ops.whole_folder import FolderTaken, check_is_free, whole_folder
from broadsheet.settings.database import database, database_file
from broadsheet.settings.env import DATABASE_FILE, SETTINGS_FILE, read_file, shown

from . import postgresql
from .manifest import FILES, BackupError, Manifest, verify

ADDRESS = "BROADSHEET_DATABASE_URL"


def restore_backup(*, backup: Path, folder: Path, environ: Mapping[str, str] = os.environ) -> Manifest:
    """Make the site's folder and database from the backup, after verifying every file of it.

    A PostgreSQL backup is restored into the empty database that BROADSHEET_DATABASE_URL in `environ` names, or else that of the
    backup's own settings. A SQLite backup is restored into the folder, or into the file that the variable names, which must not
    exist yet. The restored settings name that database.
    Raises BackupError and SettingError; then `folder` and the database are unchanged.
    """
    manifest = verify(backup)
    if folder == backup or backup in folder.parents:
        raise BackupError(f"{folder} is inside the backup. Give a folder elsewhere.")
    try:
        check_is_free(folder, folder / ".making")
        with whole_folder(folder) as making:
            _copy_files(manifest, backup, making)
            address = environ.get(ADDRESS, "").strip()
            if manifest.engine == "sqlite":
                _load_sqlite(backup / FILES["sqlite"], making, folder, address)
            else:
                _load_postgresql(backup / FILES["postgresql"], making, address)
    except FolderTaken as error:
        raise BackupError(str(error)) from error
    except OSError as error:
        raise BackupError(f"The site could not be written: {error}. Nothing is left at {folder}.") from error
    return manifest


def _copy_files(manifest: Manifest, backup: Path, to: Path) -> None:
    for name in manifest.files:
        if name not in FILES.values():
            target = to / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(backup / name, target)
    (to / "media").mkdir(exist_ok=True)


def _load_sqlite(copy: Path, making: Path, folder: Path, address: str) -> None:
    """Copy the database file, and set the restored site's address of it. A file outside the folder is moved into place when it
    is complete, as the last step."""
    if not address:
        shutil.copy2(copy, making / DATABASE_FILE)
        _set_address(making, "")
        return
    parsed = database(address)
    file = database_file(parsed)
    if file is None:
        raise BackupError(
            f"{ADDRESS} is “{shown(address)}”, but the backup is of a SQLite database. Unset it to restore into the site's folder."
        )
    file = folder / file
    if folder in file.parents:
        file = making / file.relative_to(folder)
    if file.exists():
        raise BackupError(
            f"{ADDRESS} names {file}, which already exists. Unset it to restore into the site's folder, or name a file that does not exist."
        )
    _set_address(making, address)
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    try:
        shutil.copy2(copy, part)
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def _load_postgresql(dump: Path, making: Path, address: str) -> None:
    address = address or read_file(making / SETTINGS_FILE).get(ADDRESS, "").strip()
    parsed = database(address) if address else {}
    if not parsed or database_file(parsed) is not None:
        raise BackupError(
            f"The backup is of a PostgreSQL database, and {ADDRESS} is “{shown(address)}”. Set it to an empty database: "
            "postgres://user:password@host/name."
        )
    _set_address(making, address)
    postgresql.load(parsed, dump, shown_as=shown(address))


def _set_address(folder: Path, address: str) -> None:
    file = folder / SETTINGS_FILE
    if not file.exists():  # the site is configured by its environment alone
        file.touch(mode=0o600)
    file.write_text(with_setting(file.read_text("utf-8"), ADDRESS, address), "utf-8")
