"""Makes a folder that appears only when it is complete."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderTaken(ValueError):
    """The folder is not empty, or is a file; the message is one sentence."""


@contextmanager
def whole_folder(folder: Path, *, mode: int = 0o777) -> Iterator[Path]:
    """Yield a hidden folder next to `folder` to work in. At the end of the block it is renamed to `folder`; after an error it is
    removed.

    If `folder` exists and is empty, the hidden folder is made inside it, because `folder` may be a mounted volume or the
    current folder of a shell. Remains of a killed process are removed by the next call. Raises FolderTaken where `folder` is not
    empty, and OSError.
    """
    is_there = folder.is_dir()
    making = folder / ".making" if is_there else folder.with_name(f".{folder.name}.making")
    if is_there or folder.exists():
        check_is_free(folder, making)
    top_made = first_missing(folder)
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
        remove_empty(top_made, folder.parent)
        raise


def check_is_free(folder: Path, making: Path | None = None) -> None:
    """Raise FolderTaken where `folder` is a file, or contains anything but `making`."""
    if folder.exists() and (not folder.is_dir() or any(entry != making for entry in folder.iterdir())):
        raise FolderTaken(f"{folder} exists and is not empty. Give a folder that does not exist yet.")


def first_missing(folder: Path) -> Path | None:
    """The topmost missing folder above `folder`; None where its parent exists."""
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
