"""Trouble with the machine rather than the code: a database that does not answer, a full disk.

Such trouble recurs at every request and every half second. Each kind is logged in one line a minute, which says what is
wrong and what to do; a traceback would add nothing. The client gets 503 or 507 (RFC 9110, 15.6.4; RFC 4918, 11.5).
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
# Databases raise the same exceptions for faults of the code. These are not trouble of the machine, and need a traceback.
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
_LITTLE = 16_000_000  # bytes; a file system with less free space is reported as full
_LONGEST_CHAIN = 12


# The consequence for the site while it is served.
THEN = {
    DATABASE: "The site keeps trying; until the database answers, clients get 503.",
    DISK: "Published pages are still served, but nothing can be saved.",
}


class Trouble(NamedTuple):
    """One kind of trouble.

    `kind` is DATABASE or DISK. `words` tell the operator what is wrong. Two troubles with the same kind and `same_as` count
    as the same trouble, which is not logged again at once.
    """

    kind: str
    words: str
    same_as: str
    is_of_database: bool = False  # whether the database reported it

    @property
    def for_a_command(self) -> str:
        """The line that a command prints before it ends."""
        return f"{' '.join(self.words.split())}{' Check BROADSHEET_DATABASE_URL.' if self.kind == DATABASE else ''}"


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The trouble that caused an exception, directly or indirectly; None for every other exception."""
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
    """The exception and its causes.

    An exception's `__context__` is followed only from errors of the machine (OSError, database errors): a fault in our own
    handling of trouble is a fault of the code.
    """
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
    """The folders that the site writes to and that have almost no room, each with its free bytes."""
    folders_by_device: dict[int, str] = {}
    for folder in written_folders():
        free = free_bytes(folder)
        if free is not None and free < _LITTLE and folder.exists():
            folders_by_device.setdefault(os.stat(folder).st_dev, f"{folder} ({free:,} bytes free)")
    return list(folders_by_device.values())


def written_folders() -> list[Path]:
    """The folders that the site writes to: media, database, page store, and the machine's temporary files."""
    return [*map(Path, settings.EDGE["written"]), Path(tempfile.gettempdir())]


def free_bytes(folder: Path) -> int | None:
    """The bytes that can still be written to the folder; None where that is unknown."""
    try:
        filesystem = os.statvfs(folder)
    except OSError:
        return None
    return filesystem.f_bavail * filesystem.f_frsize


class TroubleReporter:
    """Reports each trouble at most once in `seconds`, with the number of times that it occurred since the last report."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock, self._lock = seconds, clock, threading.Lock()
        self._reported: dict[str, tuple[float, int]] = {}

    def sentence(self, trouble: Trouble) -> str:
        """The sentence to log now; empty where the trouble was reported less than `seconds` ago."""
        name, now = f"{trouble.kind} {trouble.same_as}", self._clock()
        with self._lock:
            at, since = self._reported.get(name, (float("-inf"), 0))
            if now - at < self._seconds:
                self._reported[name] = (at, since + 1)
                return ""
            if len(self._reported) > 100:
                self._reported.clear()
            self._reported[name] = (now, 0)
        sentence = f"{trouble.words} {THEN[trouble.kind]}"
        return f"{sentence} (This occurred {since:,} more times since the last report.)" if since else sentence


class _OnceInAWhileHandler(logging.Handler):
    """A handler that reports each trouble at most once in `seconds`, without its traceback."""

    seconds = 60.0

    def handle(self, record: logging.LogRecord) -> bool:
        """Emit a record; shorten one that reports trouble, and drop it if the same trouble was reported recently."""
        trouble = _of_record(record)
        if trouble is None:
            return bool(super().handle(record))
        if not hasattr(self, "_reporter"):
            self._reporter = TroubleReporter(self.seconds)
        sentence = self._reporter.sentence(trouble)
        if not sentence:
            return False
        short = copy.copy(record)
        short.msg, short.args, short.exc_info, short.exc_text, short.stack_info = sentence, None, None, None, None
        short.levelno, short.levelname = logging.ERROR, "ERROR"
        return bool(super().handle(short))


def _of_record(record: logging.LogRecord) -> Trouble | None:
    """The trouble behind the exception that a record reports or has among its arguments."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None and isinstance(record.args, tuple):
        error = next((argument for argument in record.args if isinstance(argument, BaseException)), None)
    return trouble_of(error)


class LogHandler(_OnceInAWhileHandler, logging.StreamHandler):
    """The server's log."""


class MailHandler(_OnceInAWhileHandler, AdminEmailHandler):
    """Sends errors to the desk by mail (BROADSHEET_DESK_EMAIL)."""

    seconds = 3600.0
