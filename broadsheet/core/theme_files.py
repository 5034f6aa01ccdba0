"""The files of a site's theme."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

SUFFIXES = {".css", ".js", ".html", ".xml", ".txt"}


def theme_files(theme: Path) -> Iterator[Path]:
    """The files of the folder `theme` that Broadsheet reads as text, sorted; links that lead nowhere included."""
    yield from sorted(
        path for path in theme.rglob("*") if path.suffix in SUFFIXES and (path.is_symlink() or not path.is_dir())
    )


def wrong_with_theme(theme: Path) -> str:
    """A sentence about the first folder or file of the theme that cannot be read; empty where all can."""
    for path in [theme, *theme.rglob("*")] if theme.is_dir() else []:
        if path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
            return _sentence(path, theme, "Permission denied")
    for path in theme_files(theme):
        try:
            path.read_text("utf-8")
        except OSError as error:
            return _sentence(path, theme, error.strerror or str(error))
        except UnicodeDecodeError:
            return _sentence(path, theme, "it is not UTF-8")
    return ""


def _sentence(path: Path, theme: Path, why: str) -> str:
    return f"{path.relative_to(theme.parent)} cannot be read ({why}). Make it readable for the user who runs the site, or remove it."
