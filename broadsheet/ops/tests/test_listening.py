"""The socket that a site is served on."""

import os
import socket
import subprocess
import sys

import pytest

from broadsheet.ops.listening import listening_socket


def test_it_is_opened_where_none_is_given():
    opened, is_inherited = listening_socket("127.0.0.1", 0, {})
    with opened:
        assert not is_inherited
        with socket.create_connection(opened.getsockname()):  # it listens before anybody takes connections up
            pass
        with pytest.raises(SystemExit, match="Choose another with --port"):
            listening_socket(*opened.getsockname(), {})


def test_one_that_was_meant_for_another_process_is_left_and_forgotten():
    environ = {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid() + 1), "LISTEN_FDNAMES": "x"}
    opened, is_inherited = listening_socket("127.0.0.1", 0, environ)
    opened.close()
    assert (is_inherited, environ) == (False, {})


SERVE = """
import os, sys
from broadsheet.ops.listening import listening_socket
os.environ["LISTEN_PID"] = str(os.getpid())
given, is_inherited = listening_socket("127.0.0.1", 1)
print(is_inherited, given.getsockname()[1], sorted(name for name in os.environ if name.startswith("LISTEN")))
"""


def served(given, count="1"):
    return subprocess.run(
        [sys.executable, "-c", SERVE], env=os.environ | {"LISTEN_FDS": count}, capture_output=True, text=True,
        pass_fds=(3,), preexec_fn=lambda: os.dup2(given.fileno(), 3),
    )  # fmt: skip


def test_one_that_is_inherited_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as given:
        port = given.getsockname()[1]
        assert served(given).stdout.strip() == f"True {port} []"


def test_what_is_no_tcp_socket_or_more_than_one_is_refused_in_words(tmp_path):
    with socket.socket(socket.AF_UNIX) as given:
        given.bind(str(tmp_path / "socket"))
        assert "ListenStream=127.0.0.1:8000" in served(given).stderr
    with socket.create_server(("127.0.0.1", 0)) as given:
        refused = served(given, count="2")
    assert "2 sockets were given" in refused.stderr
    assert "Traceback" not in refused.stderr
