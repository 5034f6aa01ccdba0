"""Whether the file of a SQLite database is there and may be used; nothing is made by looking, and nothing of Django is loaded."""

from __future__ import annotations

import os
from pathlib import Path

_BEGINNING = b"SQLite format 3\x00"  # of every file that is not empty (sqlite.org/fileformat.html, 1.3)
ELSE = "Put it back, restore a backup (broadsheet restore), or make a new paper (broadsheet init FOLDER)."


def wrong_with_file(file: Path) -> str:
    """One sentence or two that say why no command can work on the SQLite file; empty where it can. One that is empty is SQLite's, too."""
    try:
        with file.open("r+b") as opened:
            beginning = opened.read(len(_BEGINNING))
    except FileNotFoundError:
        return f"The database {file} is not there. {ELSE}"
    except OSError as error:
        return f"The database {file} cannot be used ({error.strerror}). Let the site's account read and write it, or check BROADSHEET_DATABASE_URL."
    if beginning not in {b"", _BEGINNING}:
        return f"{file} is no SQLite database. {ELSE}"
    if not os.access(file.parent, os.W_OK | os.X_OK):
        return f"Nothing can be written beside the database, in {file.parent}. Let the site's account write there."
    return ""
