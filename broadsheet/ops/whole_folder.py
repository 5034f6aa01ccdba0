"""A folder that is there once it is whole, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderTaken(ValueError):
    """There is something in the folder already, or none can be there: one sentence."""


@contextmanager
def whole_folder(folder: Path, *, mode: int = 0o777) -> Iterator[Path]:
    """Yields a hidden folder beside `folder` to work in; at the end of the block it stands under its name, and after an error nothing does.

    In a folder that is there and empty, which may be a volume or where somebody's shell stands, the work is done within. What a
    process that was killed left is removed by the next one. Raises FolderTaken where something is there, OSError.
    """
    is_there = folder.is_dir()
    making = folder / ".making" if is_there else folder.with_name(f".{folder.name}.making")
    if is_there or folder.exists():
        check_is_free(folder, making)
    made = first_missing(folder)
    shutil.rmtree(making, ignore_errors=True)
    try:
        making.mkdir(parents=True, mode=mode)
        yield making
        if is_there:
            _move_up(making, folder)
        else:
            making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        remove_empty(made, folder.parent)
        raise


def check_is_free(folder: Path, making: Path | None = None) -> None:
    """Raises FolderTaken where `folder` is a file, or holds anything but `making`."""
    if folder.exists() and (not folder.is_dir() or any(entry != making for entry in folder.iterdir())):
        raise FolderTaken(f"{folder} exists and is not empty. Name a folder that is not there yet.")


def first_missing(folder: Path) -> Path | None:
    """The topmost of the folders above `folder` that are not there; None where its parent is."""
    missing = [parent for parent in folder.parents if not parent.exists()]
    return missing[-1] if missing else None


def remove_empty(top: Path | None, bottom: Path) -> None:
    """Remove the empty folders from `bottom` up to `top`."""
    while top is not None and bottom.is_dir() and not any(bottom.iterdir()):
        bottom.rmdir()
        if bottom == top:
            return
        bottom = bottom.parent


def _move_up(making: Path, folder: Path) -> None:
    moved = []
    try:
        for entry in sorted(making.iterdir()):
            entry.rename(folder / entry.name)
            moved.append(entry)
        making.rmdir()
    except BaseException:
        for entry in moved:
            (folder / entry.name).rename(entry)
        raise
