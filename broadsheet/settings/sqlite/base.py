"""Connections only to an existing file, and only while it is still the same file.

SQLite would create a missing file, so a site whose volume is not mounted would look empty. And an open connection would go on
writing to its file after the file was moved away or replaced, so changes would be lost.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """`CONN_HEALTH_CHECKS` must be on, so that the file is checked at the first query of each request."""

    _file: tuple[int, int] | None = None  # device and inode of the open file

    def get_connection_params(self) -> dict[str, object]:
        """Django's parameters, with `mode=rw`, so that SQLite does not create a missing file (sqlite.org/uri.html)."""
        params: dict[str, Any] = super().get_connection_params()
        if self._is_path():
            params["database"] = f"file:{quote(os.path.abspath(params['database']))}?mode=rw"
        return params

    def get_new_connection(self, conn_params: dict[str, object]) -> sqlite3.Connection:
        """Open the file; raises OperationalError where it does not exist."""
        opened = super().get_new_connection(conn_params)
        self._file = self._found()
        return opened

    def is_usable(self) -> bool:
        """Whether the open file is still the one at the path."""
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
