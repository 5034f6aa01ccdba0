"""Trouble of the machine is logged once a minute, without a traceback; faults of the code are logged each time."""

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
def test_trouble_of_the_machine_is_distinguished_from_faults_of_the_code(error, kind):
    trouble = trouble_of(error)
    assert (trouble and trouble.kind) == kind


def test_a_fault_of_the_code_while_trouble_is_handled_is_a_fault():
    try:
        try:
            raise OperationalError("connection refused")
        except OperationalError:
            raise KeyError("ours")  # noqa: B904 - the test needs the implicit context
    except KeyError as error:
        assert trouble_of(error) is None


def test_a_full_disk_is_named_by_its_folder(settings, monkeypatch):
    monkeypatch.setattr("broadsheet.edge.trouble.free_bytes", lambda folder: 0)
    sentence = trouble_of(sqlite3.OperationalError("database or disk is full")).words
    assert str(settings.MEDIA_ROOT) in sentence
    assert "(0 bytes free)" in sentence


@pytest.fixture
def log():
    """A logger with the server's handler; `log.text()` is what it wrote."""
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
            log.exception("The clock failed.")
            log.warning("The leases could not be renewed (%s).", error)
    assert len(log.text().splitlines()) == 1
    assert "The database does not answer: connection to port 0 refused" in log.text()


def test_faults_of_the_code_keep_every_traceback(log):
    for _ in range(3):
        try:
            raise ValueError("ours")
        except ValueError:
            log.exception("It failed.")
    assert log.text().count("Traceback") == 3


def test_other_handlers_see_the_unchanged_record(log):
    error = raised(OperationalError("connection refused"))
    record = log.makeRecord("x", logging.ERROR, "f", 1, "It failed.", None, (type(error), error, None))
    log.handle(record)
    assert (record.getMessage(), record.exc_info[1]) == ("It failed.", error)


def test_after_a_minute_trouble_is_reported_again_with_its_count():
    now = [0.0]
    reporter, trouble = TroubleReporter(60, clock=lambda: now[0]), Trouble(DISK, "The disk is full.", "/srv")
    assert reporter.sentence(trouble) == f"The disk is full. {THEN[DISK]}"
    for second in range(1, 60):
        now[0] = second
        assert reporter.sentence(trouble) == ""
    assert reporter.sentence(Trouble(DATABASE, "The database is away.", "x")).startswith("The database is away.")
    now[0] = 60
    assert reporter.sentence(trouble).endswith("(This occurred 59 more times since the last report.)")
