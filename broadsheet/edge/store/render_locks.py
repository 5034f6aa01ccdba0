"""Locks between the processes of one machine: only one of them renders a page at a time."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ..rendering.renderer import NotStored

LONGEST_WAIT = 30.0  # seconds to wait for another process's render of the same page
FILES = 256  # so many pages at most can be rendered at the same time on one machine


class RenderLocks:
    """One lock for each page name, as a file in `folder`; names may share a file.

    `warn` is called with the error where a file cannot be locked.
    """

    def __init__(self, folder: Path, *, warn: Callable[[Exception], None]) -> None:
        self._folder, self._warn = folder, warn

    @contextlib.contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold the lock of this name during the block. It is released when the process that holds it ends.

        Raises NotStored where another process keeps it for longer than LONGEST_WAIT. Where it cannot be locked at all (no room, too
        many files), the block is entered without it, and two processes may render at once.
        """
        digest = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=2).digest()
        handle = self._locked(self._folder / f"{int.from_bytes(digest, 'big') % FILES:03}")
        try:
            yield
        finally:
            if handle is not None:
                os.close(handle)

    def _locked(self, path: Path) -> int | None:
        handle = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
            until = time.monotonic() + LONGEST_WAIT
            while not _lock(handle):
                if time.monotonic() > until:
                    os.close(handle)
                    raise NotStored("another render of this page takes too long")
                time.sleep(0.005)
        except OSError as error:
            self._warn(error)
            if handle is not None:
                os.close(handle)
            return None
        return handle


def _lock(handle: int) -> bool:
    """Whether the file could be locked now; raises OSError where locking is impossible."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
