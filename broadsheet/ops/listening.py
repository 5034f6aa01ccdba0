"""The socket that a site is served on: opened here, or inherited from whoever starts the server (systemd's socket activation).

It is opened once for all workers and stays open while they change, so that who comes meanwhile waits and is not refused. One that is
inherited outlives the server: connections that come during a restart wait for the new one.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import MutableMapping

from granian.net import SocketHolder
from granian.server import Server

BACKLOG = 4096  # connections that wait to be taken up; the kernel's own bound is net.core.somaxconn
FIRST_INHERITED = 3  # the file descriptor (sd_listen_fds(3))


def listening_socket(
    host: str, port: int, environ: MutableMapping[str, str] = os.environ
) -> tuple[socket.socket, bool]:
    """The socket to serve on, and whether it was inherited; then host and port are the other's choice.

    Raises SystemExit with a sentence where it cannot be used, or cannot be opened.
    """
    given = _inherited(environ)
    return (given, True) if given is not None else (_opened(host, port), False)


def _inherited(environ: MutableMapping[str, str]) -> socket.socket | None:
    """The socket by systemd's protocol: LISTEN_FDS of them, for the process LISTEN_PID alone."""
    count, pid = environ.pop("LISTEN_FDS", ""), environ.pop("LISTEN_PID", "")
    environ.pop("LISTEN_FDNAMES", None)
    if not count or pid != str(os.getpid()):
        return None
    if count != "1":
        raise SystemExit(
            f"{count} sockets were given by LISTEN_FDS, but a site is served on one. Name one ListenStream."
        )
    given = socket.socket(fileno=FIRST_INHERITED)
    if given.family not in {socket.AF_INET, socket.AF_INET6} or given.type != socket.SOCK_STREAM:
        raise SystemExit("The socket that was given is no TCP socket. Write ListenStream=127.0.0.1:8000.")
    given.set_inheritable(False)
    return given


def _opened(host: str, port: int) -> socket.socket:
    """Raises SystemExit with a sentence."""
    if not host.strip():
        raise SystemExit(
            "No address to listen on was named. Write --host 127.0.0.1, or 0.0.0.0 for all of the machine's."
        )
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except (OSError, UnicodeError) as error:  # a name with signs or labels that no name has is refused by its codec
        opened.close()
        why = getattr(error, "strerror", None) or "it is no host name"
        if isinstance(error, socket.gaierror | UnicodeError) or error.errno == errno.EADDRNOTAVAIL:
            sentence = f"“{host}” is no address of this machine ({why}). Choose another with --host."
        else:
            sentence = f"Port {port} cannot be opened ({why}). Choose another with --port."
        raise SystemExit(sentence) from error
    return opened


class SharedServer(Server):  # type: ignore[misc,valid-type]  # which of two classes it is, Granian decides at import
    """Granian's server on a socket that is open already; left alone, each worker of it opens and closes one of its own."""

    def __init__(self, target: str, *, listening: socket.socket, **options: object) -> None:
        super().__init__(target, **options)
        self._listening = listening

    def _init_shared_socket(self) -> None:
        self._ssp, self._sso = None, self._listening
        self._shd = SocketHolder(self._listening.fileno(), False, BACKLOG)  # type: ignore[call-arg]  # its stub is older than it
        self._sfd = self._listening.fileno()
