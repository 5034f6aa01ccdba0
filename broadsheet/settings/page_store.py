"""The type of the page store's settings (`broadsheet.edge`)."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict


class PageStoreSettings(TypedDict):
    """The setting EDGE.

    Sizes are in bytes. `written`: folders that the site writes to, to report when a disk is full. `build_files`: files that pages
    are made from.
    """

    is_on: bool
    folder: Path
    written: list[Path]
    memory: int
    disk: int
    base_url: str
    resolved_path: str
    trusted_proxies: tuple[str, ...]
    any_host: set[str]
    build_files: list[tuple[Path, str]]
