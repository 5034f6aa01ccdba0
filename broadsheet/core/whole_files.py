"""The storage of the media folder: a file stands under its name when it is whole, and not before."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage

COMING = ".coming"  # the folder of what is being written, in the media folder; nothing of it is ever served
_LONGEST_UPLOAD = 86_400  # seconds, after which what lies there is what a killed process left


class WholeFileStorage(FileSystemStorage):
    """Django's, but what is written lies aside until it is whole. Where it cannot be finished (the disk is full), nothing is
    left of it."""

    def _save(self, name: str, content: File) -> str:
        part = f"{COMING}/{secrets.token_hex(16)}"
        try:
            super()._save(part, content)  # type: ignore[misc]  # meant to be overridden, and left out of the stubs
            return self._put_in_place(part, name)
        finally:
            Path(self.path(part)).unlink(missing_ok=True)

    def _put_in_place(self, part: str, name: str) -> str:
        """Give the whole file its name, or another where somebody was quicker; returns the name."""
        while True:
            file = Path(self.path(name))
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # the name is ours
            except FileExistsError:
                name = self.get_available_name(name)
                continue
            try:
                os.replace(self.path(part), file)
            except OSError:
                file.unlink(missing_ok=True)
                raise
            return os.path.relpath(file, self.location)

    def remove_what_was_left(self, *, now: datetime) -> int:
        """Delete what processes that were killed left half-written; returns how many files."""
        before = now.timestamp() - _LONGEST_UPLOAD
        left = [file for file in Path(self.path(COMING)).glob("*") if file.stat().st_mtime < before]
        for file in left:
            file.unlink(missing_ok=True)
        return len(left)
