"""The storage of the media folder: a file gets its name only when it is complete."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage

COMING = ".coming"  # the folder, within the media folder, for files that are being written; it is never served
_LONGEST_UPLOAD = 86_400  # seconds; an older file there was left by a killed process


class WholeFileStorage(FileSystemStorage):
    """Django's storage, but a file is written elsewhere first, and moved when it is complete. If writing fails, for example
    because the disk is full, nothing of the file is left."""

    def _save(self, name: str, content: File) -> str:
        part = f"{COMING}/{secrets.token_hex(16)}"
        try:
            super()._save(part, content)  # type: ignore[misc]  # meant to be overridden, but missing from the stubs
            return self._put_in_place(part, name)
        finally:
            Path(self.path(part)).unlink(missing_ok=True)

    def _put_in_place(self, part: str, name: str) -> str:
        """Give the complete file its name, or another if the name was taken meanwhile; returns the name."""
        while True:
            file = Path(self.path(name))
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # reserves the name
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
        """Delete incomplete files that killed processes left; returns how many."""
        before = now.timestamp() - _LONGEST_UPLOAD
        left = [file for file in Path(self.path(COMING)).glob("*") if file.stat().st_mtime < before]
        for file in left:
            file.unlink(missing_ok=True)
        return len(left)
