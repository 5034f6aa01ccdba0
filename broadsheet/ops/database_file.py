"""Checks that the file of a SQLite database exists and can be used, without creating anything or loading Django."""

from __future__ import annotations

import os
from pathlib import Path

_BEGINNING = b"SQLite format 3\x00"  # of every file that is not empty (sqlite.org/fileformat.html, 1.3)
ELSE = "Put it back, restore a backup (broadsheet restore), or make a new paper (broadsheet init FOLDER)."


def wrong_with_file(file: Path) -> str:
    """Why the SQLite file cannot be used, in one or two sentences; empty where it can. An empty file is a valid database."""
    try:
        with file.open("r+b") as opened:
            beginning = opened.read(len(_BEGINNING))
    except FileNotFoundError:
        return f"The database {file} does not exist. {ELSE}"
    except OSError as error:
        return f"The database {file} cannot be used ({error.strerror}). Let the site's account read and write it, or check BROADSHEET_DATABASE_URL."
    if beginning not in {b"", _BEGINNING}:
        return f"{file} is not a SQLite database. {ELSE}"
    if not os.access(file.parent, os.W_OK | os.X_OK):
        return f"Nothing can be written to {file.parent}, the database's folder. Let the site's account write there."
    return ""
