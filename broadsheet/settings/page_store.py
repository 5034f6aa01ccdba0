"""What the page store is told (`broadsheet.edge`)."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict


class PageStoreSettings(TypedDict):
    """Sizes are bytes. `written`: folders that a full disk stops; `build_files`: what pages are made from besides the database."""

    is_on: bool
    folder: Path
    written: list[Path]
    memory: int
    shelf: int
    base_url: str
    resolved_path: str
    trusted_proxies: tuple[str, ...]
    any_host: set[str]
    build_files: list[tuple[Path, str]]
