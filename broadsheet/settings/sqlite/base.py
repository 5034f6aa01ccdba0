"""Connections to a file that is there, and is still the same one.

SQLite makes an empty database where it finds none: a volume that is not mounted would be an empty paper. And a connection goes on
working on its file when that was moved away: what is saved then would be in a file that nobody looks at.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """`CONN_HEALTH_CHECKS` must be on: at each request's first question the file is looked for."""

    _file: tuple[int, int] | None = None  # device and inode of what is open

    def get_connection_params(self) -> dict[str, object]:
        """As Django's, but a path is opened only where there is a file (sqlite.org/uri.html, mode=rw)."""
        params: dict[str, Any] = super().get_connection_params()
        if self._is_path():
            params["database"] = f"file:{quote(os.path.abspath(params['database']))}?mode=rw"
        return params

    def get_new_connection(self, conn_params: dict[str, object]) -> sqlite3.Connection:
        """Raises OperationalError where there is no file."""
        opened = super().get_new_connection(conn_params)
        self._file = self._found()
        return opened

    def is_usable(self) -> bool:
        """Whether the file that is open is the one that lies at its path."""
        return not self._is_path() or (self._file is not None and self._found() == self._file)

    def _found(self) -> tuple[int, int] | None:
        try:
            status = Path(self.settings_dict["NAME"]).stat()
        except (OSError, ValueError):
            return None
        return status.st_dev, status.st_ino

    def _is_path(self) -> bool:
        name = str(self.settings_dict["NAME"])
        return name != ":memory:" and not name.startswith("file:")
