"""The page store of this process, put together from the settings.

`settings.EDGE` is a mapping: `is_on`; `folder`, where the machine's shelf lies; `memory` and `shelf`, budgets in bytes;
`base_url`, under which pages are rendered; `build_files`, globs of files by folder whose content is part of every
key; `resolved_path` (see `storable.py`).
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
SHELF = "pages.sqlite3"
_PRUNE_EVERY = 600.0  # seconds
_TRIM_EVERY = 30.0


def build() -> str:
    """A digest of everything but the database that pages are made from: code, templates, translations, settings."""
    digest = hashlib.sha256()
    for path in sorted(_build_files()):
        digest.update(f"{path}\n".encode() + path.read_bytes())
    for each in sorted(f"{each.name} {each.version}" for each in metadata.distributions()):
        digest.update(each.encode())
    digest.update(sys.version.encode())
    for name in sorted(dir(settings)):
        if name.isupper():
            digest.update(f"{name}={_plainly(getattr(settings, name))}\n".encode())
    return digest.hexdigest()[:32]


def _plainly(value: object) -> str:
    """A setting in words that are the same in every process."""
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
        shelf=shelf(),
        log=change_log(),
        renderer=Renderer(handler),
        build=build(),
        budget=settings.EDGE["memory"],
    )


def shelf() -> DiskStore:
    """The machine's shelf."""
    return DiskStore(Path(settings.EDGE["folder"]) / SHELF, budget=settings.EDGE["shelf"])


def _is_alive(worker: str) -> bool:
    try:
        os.kill(int(worker), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return int(worker) != os.getpid()  # a number that was ours once is given to us again


class Maintenance:
    """A thread that writes counts down, keeps the shelf within its budget and the log short."""

    def __init__(self, store: PageStore) -> None:
        self._store, self._stopping = store, threading.Event()
        self._worker = str(os.getpid())
        self._pruner = Pruner()
        self._thread = threading.Thread(target=self._run, name="edge-keeper", daemon=True)

    def start(self) -> None:
        """Start; `stop` ends it."""
        self._store.shelf.merge_counts(is_alive=_is_alive)
        self._thread.start()

    def stop(self) -> None:
        """End within a second or two."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=3)

    def write_counts(self) -> None:
        """Write this worker's counts down, for whoever asks for the machine's."""
        counts = self._store.counts.as_dict()
        counts[f"{GAUGE}pages"], counts[f"{GAUGE}bytes"] = len(self._store.memory), self._store.memory.bytes
        self._store.shelf.write_counts(self._worker, counts)

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
                    self._store.shelf.trim(build=self._store.build)
                if now - pruned > _PRUNE_EVERY:
                    pruned = now
                    close_old_connections()
                    self._pruner.prune()
            except Exception:
                logger.exception("The page store's keeper stumbled; it goes on.")
