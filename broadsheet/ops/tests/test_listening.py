"""The socket that a site is served on."""

import contextlib
import os
import socket
import subprocess
import sys

import pytest

from broadsheet.ops.listening import listening_sockets


def test_a_socket_is_opened_if_none_is_inherited():
    (opened,), is_inherited = listening_sockets("127.0.0.1", 0, 1, {})
    with opened:
        assert not is_inherited
        with socket.create_connection(opened.getsockname()):  # it listens before any worker accepts connections
            pass
        with pytest.raises(SystemExit, match="Choose another with --port"):
            listening_sockets(*opened.getsockname(), 2, {})


def test_a_socket_for_another_process_is_ignored_and_its_variables_are_removed():
    environ = {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid() + 1), "LISTEN_FDNAMES": "x"}
    (opened,), is_inherited = listening_sockets("127.0.0.1", 0, 1, environ)
    opened.close()
    assert (is_inherited, environ) == (False, {})


SERVE = """
import os, sys
from broadsheet.ops.listening import listening_sockets
os.environ["LISTEN_PID"] = str(os.getpid())
given, is_inherited = listening_sockets("127.0.0.1", 1, int(sys.argv[1]))
print(is_inherited, len(given), {inherited.getsockname()[1] for inherited in given}, sorted(name for name in os.environ if name.startswith("LISTEN")))
"""


def served(*given, count=None, workers=1):
    def give():
        for number, inherited in enumerate(given):
            os.dup2(inherited.fileno(), 103 + number)
        for number in range(len(given)):
            os.dup2(103 + number, 3 + number)

    return subprocess.run(
        [sys.executable, "-c", SERVE, str(workers)], env=os.environ | {"LISTEN_FDS": count or str(len(given))},
        capture_output=True, text=True, close_fds=False, preexec_fn=give,
    )  # fmt: skip


def shared(port=0):
    return socket.create_server(("127.0.0.1", port), reuse_port=True)


def test_an_inherited_socket_is_shared_by_all_workers():
    with socket.create_server(("127.0.0.1", 0)) as given:
        port = given.getsockname()[1]
        assert served(given).stdout.strip() == f"True 1 {{{port}}} []"
        assert served(given, workers=3).stdout.strip() == f"True 1 {{{port}}} []"


def test_one_socket_for_each_worker_may_be_inherited():
    with shared() as first, shared(first.getsockname()[1]) as second:
        port = first.getsockname()[1]
        assert served(first, second, workers=2).stdout.strip() == f"True 2 {{{port}}} []"


def test_unusable_sockets_are_refused_with_a_sentence(tmp_path):
    with socket.socket(socket.AF_UNIX) as given:
        given.bind(str(tmp_path / "socket"))
        assert "ListenStream=127.0.0.1:8000" in served(given).stderr
    with shared() as first, shared() as second:
        refused = served(first, second)
        assert "2 sockets were given by LISTEN_FDS, but the site has 1 worker " in refused.stderr
        apart = served(first, second, workers=2)
        assert "have different addresses (127.0.0.1:" in apart.stderr
    with socket.socket() as given:
        given.bind(("127.0.0.1", 0))
        deaf = served(given)
        assert "listen() was not called on it" in deaf.stderr
    absent = served(count="1")
    assert "LISTEN_FDS is 1, but no socket was given" in absent.stderr
    assert "Traceback" not in refused.stderr + apart.stderr + deaf.stderr + absent.stderr


def test_an_address_of_version_6_may_name_its_interface():
    (opened,), _ = listening_sockets("::1", 0, 1, {})
    with opened:
        assert opened.getsockname()[0] == "::1"
    with pytest.raises(SystemExit, match="“fe80::1%lo” is no address of this machine"):
        listening_sockets("fe80::1%lo", 0, 1, {})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux divides connections among sockets")
def test_each_worker_has_a_socket_and_the_connections_are_divided_among_them():
    sockets, _ = listening_sockets("127.0.0.1", 0, 2, {})
    clients = [socket.create_connection(sockets[0].getsockname()) for _ in range(200)]
    counts = []
    for opened in sockets:
        opened.settimeout(0.2)
        accepted = []
        with contextlib.suppress(TimeoutError):
            while True:
                accepted.append(opened.accept()[0])
        counts.append(len(accepted))
        for open_socket in [opened, *accepted]:
            open_socket.close()
    for client in clients:
        client.close()
    assert sum(counts) == 200
    assert min(counts) > 50


def test_a_port_that_another_server_has_is_refused_for_several_workers_too():
    sockets, _ = listening_sockets("127.0.0.1", 0, 2, {})
    try:
        with pytest.raises(SystemExit, match="Choose another with --port"):
            listening_sockets(*sockets[0].getsockname(), 2, {})
    finally:
        for open_socket in sockets:
            open_socket.close()
