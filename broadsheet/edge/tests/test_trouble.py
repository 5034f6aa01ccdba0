"""What is the machine's trouble is told once a minute, without a traceback; what the code has wrong is told each time."""

import errno
import io
import logging
import sqlite3

import pytest
from django.db import OperationalError

from broadsheet.edge.changes.log import DatabaseUnavailable
from broadsheet.edge.trouble import DATABASE, DISK, THEN, LogHandler, Trouble, TroubleReporter, trouble_of


def raised(error, cause=None):
    try:
        raise error from cause
    except Exception as caught:
        return caught


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/media/x"), DISK),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), DISK),
        (OSError(errno.EROFS, "Read-only file system"), DISK),
        (sqlite3.OperationalError("database or disk is full"), DISK),
        (OperationalError('could not extend file "base/1": No space left on device'), DISK),
        (OperationalError("connection refused"), DATABASE),
        (OperationalError("database is locked"), DATABASE),
        (DatabaseUnavailable("away"), DATABASE),
        (raised(RuntimeError("a page"), OperationalError("connection refused")), DATABASE),
        (OperationalError("no such table: x"), None),
        (OSError(errno.ENOENT, "No such file or directory"), None),
        (ValueError("ours"), None),
        (None, None),
    ],
)
def test_trouble_is_told_from_faults(error, kind):
    found = trouble_of(error)
    assert (found and found.kind) == kind


def test_a_fault_of_ours_while_trouble_is_handled_is_a_fault():
    try:
        try:
            raise OperationalError("connection refused")
        except OperationalError:
            raise KeyError("ours")  # noqa: B904 - that is what is tried
    except KeyError as error:
        assert trouble_of(error) is None


def test_a_full_disk_is_named_by_its_folder(settings, monkeypatch):
    monkeypatch.setattr("broadsheet.edge.trouble.free_bytes", lambda folder: 0)
    sentence = trouble_of(sqlite3.OperationalError("database or disk is full")).words
    assert str(settings.MEDIA_ROOT) in sentence
    assert "(0 bytes free)" in sentence


@pytest.fixture
def log():
    """A logger that writes to `log.text()` as the server's does."""
    stream = io.StringIO()
    handler = LogHandler(stream)
    logger = logging.getLogger("trouble of a test")
    logger.propagate = False
    logger.addHandler(handler)
    logger.text = stream.getvalue
    yield logger
    logger.removeHandler(handler)


def test_a_thousand_reports_are_one_line(log):
    for number in range(1000):
        try:
            raise OperationalError(f"connection to port {number} refused")
        except OperationalError as error:
            log.exception("The clock stumbled; it goes on.")
            log.warning("The leases could not be renewed (%s).", error)
    assert len(log.text().splitlines()) == 1
    assert "The database does not answer: connection to port 0 refused" in log.text()


def test_what_the_code_has_wrong_keeps_every_traceback(log):
    for _ in range(3):
        try:
            raise ValueError("ours")
        except ValueError:
            log.exception("It stumbled.")
    assert log.text().count("Traceback") == 3


def test_other_handlers_see_the_report_as_it_was(log):
    error = raised(OperationalError("connection refused"))
    record = log.makeRecord("x", logging.ERROR, "f", 1, "It stumbled.", None, (type(error), error, None))
    log.handle(record)
    assert (record.getMessage(), record.exc_info[1]) == ("It stumbled.", error)


def test_after_a_minute_it_is_told_again_with_how_often_it_came():
    now = [0.0]
    teller, trouble = TroubleReporter(60, clock=lambda: now[0]), Trouble(DISK, "The disk is full.", "/srv")
    assert teller.sentence(trouble) == f"The disk is full. {THEN[DISK]}"
    for second in range(1, 60):
        now[0] = second
        assert teller.sentence(trouble) == ""
    assert teller.sentence(Trouble(DATABASE, "The database is away.", "x")).startswith("The database is away.")
    now[0] = 60
    assert teller.sentence(trouble).endswith("(It came 59 times more since this was told last.)")
