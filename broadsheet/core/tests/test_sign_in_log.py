"""Failed sign-ins are logged in a line that clients cannot forge."""

import configparser
import logging
import re
from pathlib import Path

import pytest
from django.test import Client

from broadsheet.core import attempts
from broadsheet.settings.site import LOGGING

HERE = "203.0.113.7"
GUIDE = Path(__file__).resolve().parents[3] / "docs/operate/signing-in.md"


@pytest.fixture
def lines(newsroom, caplog):
    """A function that signs in with each of the names, and returns the lines of the server's log."""

    def sign_in(*names, password="wrong", address=HERE):
        caplog.clear()
        for name in names:
            Client(REMOTE_ADDR=address).post("/admin/login/", {"username": name, "password": password})
        form = logging.Formatter(LOGGING["formatters"]["line"]["format"])
        return [form.format(record) for record in caplog.records if record.name == "broadsheet.sign_in"]

    return sign_in


def test_the_line_has_the_address_and_the_name_as_typed(lines):
    (line,) = lines("ana")
    assert line.endswith(f"WARNING broadsheet.sign_in: Sign-in failed from {HERE} as “ana”.")
    assert "wrong" not in line


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ana\r\n2026 WARNING broadsheet.sign_in: Sign-in failed from 192.0.2.1 as x", "ana2026 WARNING"),
        ("a\u2028b\u202ec\x1b[31m\x85", "abc[31m"),
        ("x" * 150, "x" * 100 + "…"),
        ("لينا", "لينا"),
    ],
)
def test_a_name_cannot_begin_a_new_line(lines, typed, shown):
    (line,) = lines(typed)
    assert len(line.splitlines()) == 1
    assert f"as “{shown}" in line
    assert not any(char < " " for char in line)


def test_attempts_beyond_the_limit_are_logged_too(lines):
    logged = lines(*(f"name{number}" for number in range(attempts.SIGN_IN.most + 1)))
    assert len(logged) == attempts.SIGN_IN.most + 1
    assert logged[-1].endswith(f"Refused from {HERE}: too many attempts (sign-in).")


def test_a_successful_sign_in_is_not_logged(lines, newsroom):
    user = newsroom.user("editor")
    user.set_password("correct horse battery staple")
    user.save()
    assert lines(user.username, password="correct horse battery staple") == []


def test_the_filter_of_the_guide_finds_the_address_and_no_other(lines):
    block = re.search(r"filter\.d/broadsheet\.conf\n(.+?)```", GUIDE.read_text(), re.DOTALL)[1]
    parser = configparser.RawConfigParser()
    parser.read_string(block)
    # fail2ban puts an address in place of <HOST>; the journal puts the machine and the program before the line.
    failure = re.compile(parser["Definition"]["failregex"].replace("<HOST>", r"(?P<host>[0-9a-f.:]+)"))
    forged = "as “x”. WARNING broadsheet.sign_in: Sign-in failed from 192.0.2.1 as "
    logged = [
        *lines(forged, "ana"),
        *lines("ana", address="2001:db8::1"),
        *lines(*(f"name{number}" for number in range(attempts.SIGN_IN.most)))[-1:],
    ]
    assert [failure.search(line)["host"] for line in logged] == [HERE, HERE, "2001:db8::1", HERE]
    assert [failure.search(f"press broadsheet[812]: {line}")["host"] for line in logged[:2]] == [HERE, HERE]
