"""A page while the database does not answer, or the disk is full."""

import errno

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def broken(db, monkeypatch):
    """A function that makes the search page raise an error, and returns the answer."""

    def ask(error, method="get"):
        def away(*_args, **_kwargs):
            raise error

        monkeypatch.setattr("broadsheet.stories.models.section.SectionQuerySet.in_bar_of", away)
        return getattr(Client(raise_request_exception=False), method)("/search/")

    return ask


@pytest.mark.parametrize(
    ("error", "status", "wait"),
    [
        (OperationalError("unable to open database file"), 503, "5"),
        (InterfaceError("connection already closed"), 503, "5"),
        (OperationalError("database or disk is full"), 503, "60"),
        (FULL, 507, "60"),
    ],
)
def test_the_page_says_what_is_wrong_and_when_to_try_again(broken, error, status, wait):
    answer = broken(error)
    assert answer.status_code == status
    assert (answer["Retry-After"], answer["Cache-Control"]) == (wait, "no-store")
    text = answer.content.decode()
    assert ("no room left" if wait == "60" else "does not answer just now") in text
    assert str(error) not in text


@pytest.mark.parametrize("error", [ValueError("our own"), OperationalError("no such column: x")])
def test_a_fault_of_the_code_is_500(broken, error):
    answer = broken(error)
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers


def test_a_database_error_in_a_middleware_is_503(db, monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr("broadsheet.editions.middleware.EditionMiddleware.__call__", away)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
