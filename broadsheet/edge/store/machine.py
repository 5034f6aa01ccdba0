"""The page store of this process, made from the settings.

`settings.EDGE` is a mapping: `is_on`; `folder`, which contains the machine's disk store; `memory` and `disk`, budgets in
bytes; `base_url`, under which pages are rendered; `build_files`, pairs of a folder and a glob, which select the files whose
content determines the build; `resolved_path` (see `storable.py`).
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections

from ..changes.databases import change_log
from ..changes.pruning import Pruner
from ..rendering.renderer import Renderer
from .disk_store import GAUGE, DiskStore
from .page_store import PageStore

logger = logging.getLogger(__name__)
DISK_STORE_FILE = "pages.sqlite3"
_PRUNE_EVERY = 600.0  # seconds
_TRIM_EVERY = 30.0


def build() -> str:
    """A digest of everything that pages are made from except the database: code, templates, translations, settings."""
    digest = hashlib.sha256()
    for path in sorted(_build_files()):
        digest.update(f"{path}\n".encode() + path.read_bytes())
    for package in sorted(f"{package.name} {package.version}" for package in metadata.distributions()):
        digest.update(package.encode())
    digest.update(sys.version.encode())
    for name in sorted(dir(settings)):
        if name.isupper():
            digest.update(f"{name}={_plainly(getattr(settings, name))}\n".encode())
    return digest.hexdigest()[:32]


def _plainly(value: object) -> str:
    """A setting as a string that is the same in every process."""
    if isinstance(value, Mapping):
        return str(sorted((str(key), _plainly(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return str([_plainly(item) for item in value])
    if isinstance(value, set | frozenset):
        return str(sorted(_plainly(item) for item in value))
    if value is None or isinstance(value, str | bytes | int | float | Path):
        return str(value)
    return type(value).__qualname__


def _build_files() -> Iterable[Path]:
    for folder, pattern in settings.EDGE["build_files"]:
        yield from (path for path in Path(folder).glob(pattern) if path.is_file() and "__pycache__" not in path.parts)


@lru_cache(maxsize=1)
def page_store() -> PageStore:
    """This process's store, made at the first call."""
    handler = WSGIHandler()
    return PageStore(
        disk=disk_store(),
        log=change_log(),
        renderer=Renderer(handler),
        build=build(),
        budget=settings.EDGE["memory"],
    )


def disk_store() -> DiskStore:
    """The machine's disk store."""
    return DiskStore(Path(settings.EDGE["folder"]) / DISK_STORE_FILE, budget=settings.EDGE["disk"])


def _is_alive(worker: str) -> bool:
    try:
        os.kill(int(worker), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return int(worker) != os.getpid()  # an earlier process had the same number as this one


class Maintenance:
    """A thread that saves the counts, keeps the disk store within its budget, and keeps the change log short."""

    def __init__(self, store: PageStore) -> None:
        self._store, self._stopping = store, threading.Event()
        self._worker = str(os.getpid())
        self._pruner = Pruner()
        self._thread = threading.Thread(target=self._run, name="edge-keeper", daemon=True)

    def start(self) -> None:
        """Start the thread; `stop` ends it."""
        self._store.disk.merge_counts(is_alive=_is_alive)
        self._thread.start()

    def stop(self) -> None:
        """End the thread within a second or two."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=3)

    def write_counts(self) -> None:
        """Save this worker's counts, so that any worker can report those of the machine."""
        counts = self._store.counts.as_dict()
        counts[f"{GAUGE}pages"], counts[f"{GAUGE}bytes"] = len(self._store.memory), self._store.memory.bytes
        self._store.disk.write_counts(self._worker, counts)

    def _run(self) -> None:
        written: dict[str, int] = {}
        trimmed = pruned = time.monotonic()
        while not self._stopping.wait(1.0):
            try:
                self._store.log.check_file()
                counts = self._store.counts.as_dict()
                if counts != written:
                    self.write_counts()
                    self._store.touch_used()
                    written = counts
                now = time.monotonic()
                if now - trimmed > _TRIM_EVERY:
                    trimmed = now
                    self._store.disk.trim(build=self._store.build)
                if now - pruned > _PRUNE_EVERY:
                    pruned = now
                    close_old_connections()
                    self._pruner.prune()
            except Exception:
                logger.exception("The page store's maintenance failed; it will be tried again.")
