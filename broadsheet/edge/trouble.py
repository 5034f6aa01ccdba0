"""What is wrong with the machine and not with the code: a database that does not answer, a disk that is full.

Such trouble comes at every request and every half second. It is told in one line a minute for each kind, which says what
is wrong and what to do; a traceback would tell nothing more. Whoever asked gets 503 or 507 (RFC 9110, 15.6.4; RFC 4918, 11.5).
"""

from __future__ import annotations

import copy
import errno
import logging
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import Error
from django.utils.log import AdminEmailHandler

DATABASE, DISK = "database", "disk"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_UNWRITABLE = {errno.EROFS, errno.EIO}
_FULL_IN_WORDS = ("disk is full", "no space left on device", "disk quota exceeded")
# SQLite says so of what the code has wrong; that is no trouble of the machine's, and wants its traceback.
_FAULTS_OF_CODE = (
    "no such ",
    "deadlock detected",  # two transactions waited for each other; the next try goes through
    "could not serialize",
    "syntax error",
    "has no column",
    "already exists",
    "too many sql variables",
    "ambiguous column",
)
_OF_DATABASES = {"OperationalError", "InterfaceError", "DatabaseUnavailable"}  # PEP 249, and the change log's
_LITTLE = 16_000_000  # bytes; a file system with less is named as full
_LONGEST_CHAIN = 12


# What becomes of it while the site is served.
THEN = {
    DATABASE: "It is tried again; until then whoever asks gets 503.",
    DISK: "Pages that are published are served meanwhile, and nothing is saved.",
}


class Trouble(NamedTuple):
    """`kind` is DATABASE or DISK; `words` tell the operator what is wrong; `told_as` is what makes it another trouble than one
    that was told already."""

    kind: str
    words: str
    told_as: str
    is_of_database: bool = False  # whether the database said so

    @property
    def for_a_command(self) -> str:
        """What a command says before it ends, in one line."""
        return f"{' '.join(self.words.split())}{' Check BROADSHEET_DATABASE_URL.' if self.kind == DATABASE else ''}"


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The trouble that an exception was raised for, directly or not; None for every other exception."""
    for cause in _chain(error):
        if isinstance(cause, OSError) and cause.errno in _FULL | _UNWRITABLE:
            return _disk(cause.strerror or str(cause), str(cause.filename or ""))
        if _OF_DATABASES.isdisjoint(kind.__name__ for kind in type(cause).__mro__):
            continue
        words = " ".join(str(cause).split())
        if any(fault in words.lower() for fault in _FAULTS_OF_CODE):
            return None
        if any(full in words.lower() for full in _FULL_IN_WORDS):
            return _disk(words, "")._replace(is_of_database=True)
        return Trouble(
            DATABASE, f"The database does not answer: {words.removesuffix('.')}.", re.sub(r"\d+", "", words), True
        )
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The exception and those that it was raised from; of what merely was being handled, only where it is of the same kind: a fault
    in our own handling of trouble is a fault."""
    for _ in range(_LONGEST_CHAIN):
        if error is None:
            return
        yield error
        is_of_the_kind = isinstance(error, OSError | Error) and not error.__suppress_context__
        error = error.__cause__ or (error.__context__ if is_of_the_kind else None)


def _disk(words: str, file: str) -> Trouble:
    folders = full_folders() or [file or "the site's folders"]
    named = ", ".join(folders)
    return Trouble(DISK, f"Nothing can be written to {named}: {words}. Make room there.", named)


def full_folders() -> list[str]:
    """The folders that the site writes to and that have next to no room, with what they have."""
    folders_by_device: dict[int, str] = {}
    for folder in written_folders():
        free = free_bytes(folder)
        if free is not None and free < _LITTLE and folder.exists():
            folders_by_device.setdefault(os.stat(folder).st_dev, f"{folder} ({free:,} bytes free)")
    return list(folders_by_device.values())


def written_folders() -> list[Path]:
    """Where the site writes: media, database, page store, and the machine's folder for temporary files."""
    return [*map(Path, settings.EDGE["written"]), Path(tempfile.gettempdir())]


def free_bytes(folder: Path) -> int | None:
    """What may still be written there; None where that cannot be told."""
    try:
        filesystem = os.statvfs(folder)
    except OSError:
        return None
    return filesystem.f_bavail * filesystem.f_frsize


class TroubleReporter:
    """Says each kind of trouble once in `seconds`, and then how often it came meanwhile."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock, self._lock = seconds, clock, threading.Lock()
        self._told: dict[str, tuple[float, int]] = {}

    def sentence(self, trouble: Trouble) -> str:
        """What is to be told now; empty where it was told of late."""
        name, now = f"{trouble.kind} {trouble.told_as}", self._clock()
        with self._lock:
            at, since = self._told.get(name, (float("-inf"), 0))
            if now - at < self._seconds:
                self._told[name] = (at, since + 1)
                return ""
            if len(self._told) > 100:
                self._told.clear()
            self._told[name] = (now, 0)
        told = f"{trouble.words} {THEN[trouble.kind]}"
        return f"{told} (It came {since:,} times more since this was told last.)" if since else told


class _OnceInAWhileHandler(logging.Handler):
    """A handler of which each trouble is told once in a while, without its traceback."""

    seconds = 60.0

    def handle(self, record: logging.LogRecord) -> bool:
        """Told, told shorter, or passed over."""
        trouble = _of_record(record)
        if trouble is None:
            return bool(super().handle(record))
        if not hasattr(self, "_teller"):
            self._teller = TroubleReporter(self.seconds)
        sentence = self._teller.sentence(trouble)
        if not sentence:
            return False
        short = copy.copy(record)
        short.msg, short.args, short.exc_info, short.exc_text, short.stack_info = sentence, None, None, None, None
        short.levelno, short.levelname = logging.ERROR, "ERROR"
        return bool(super().handle(short))


def _of_record(record: logging.LogRecord) -> Trouble | None:
    """By the exception that a record reports, or that it puts into its words."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None and isinstance(record.args, tuple):
        error = next((argument for argument in record.args if isinstance(argument, BaseException)), None)
    return trouble_of(error)


class LogHandler(_OnceInAWhileHandler, logging.StreamHandler):
    """The server's log."""


class MailHandler(_OnceInAWhileHandler, AdminEmailHandler):
    """The desk's mail of errors (BROADSHEET_DESK_EMAIL)."""

    seconds = 3600.0
