"""The socket that a site is served on: opened here, or inherited from whoever starts the server (systemd's socket activation).

It is opened once for all workers and stays open while they change, so that who comes meanwhile waits and is not refused. One that is
inherited outlives the server: connections that come during a restart wait for the new one.
"""

from __future__ import annotations

import errno
import gc
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from granian.net import SocketHolder
from granian.server import Server

from .worker_start import PREPARED, load, load_after_preparing

BACKLOG = 4096  # connections that wait to be taken up; the kernel's own bound is net.core.somaxconn
LOOK_INTERVAL = 0.2  # seconds, whether the server was stopped while it is prepared
STARTING = 60.0  # seconds for which a worker may be only starting
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
    """Granian's server on a socket that is open already; left alone, each worker of it opens and closes one of its own.

    Its first worker calls `prepare` before it loads the application; when that is done, this process calls `announce` and starts
    the others.
    """

    def __init__(
        self,
        target: str,
        *,
        listening: socket.socket,
        prepare: Callable[[], None],
        announce: Callable[[], None],
        **options: object,
    ) -> None:
        super().__init__(target, **options)
        self._listening, self._prepare, self._announce = listening, prepare, announce
        self._stopped_by = 0  # the signal's number

    def serve(self) -> None:
        """Until stopped. Raises SystemExit."""
        super().serve(target_loader=load)

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """Note which signal it was."""
        self._stopped_by = args[0]
        super().signal_handler_interrupt(*args, **kwargs)

    def _init_shared_socket(self) -> None:
        self._ssp, self._sso = None, self._listening
        self._shd = SocketHolder(self._listening.fileno(), False, BACKLOG)  # type: ignore[call-arg]  # its stub is older than it
        self._sfd = self._listening.fileno()

    def _spawn_workers(self, spawn_target: Callable[..., object], target_loader: Callable[..., object]) -> None:
        gc.freeze()  # a forked worker's collector passes over what is here now, so that both keep one copy of it
        told, teller = multiprocessing.Pipe(duplex=False)
        first_loader = partial(load_after_preparing, self._prepare, teller, self.target)
        first = self._spawn_worker(idx=0, target=spawn_target, callback_loader=first_loader)
        first.inner.start()
        teller.close()
        self._wait_until_prepared(first.inner, told)
        self._announce()
        first._watch()
        self.wrks.append(first)
        for idx in range(1, self.workers):
            worker = self._spawn_worker(idx=idx, target=spawn_target, callback_loader=target_loader)
            worker.start()
            self.wrks.append(worker)

    def _stop_workers(self) -> None:
        """A worker that is only starting may lose the signal, for its loop takes signals once it runs: it is sent again."""
        for worker in self.wrks:
            worker.terminate()
        for worker in self.wrks:
            while worker.is_alive():
                worker.join(1.0)
                if worker.is_alive() and time.monotonic() - worker.birth < STARTING:
                    worker.terminate()
        self.wrks.clear()

    def _wait_until_prepared(self, process: BaseProcess, told: Connection) -> None:
        """End as the process does where it cannot prepare the site, and by the signal that comes meanwhile."""
        while not wait([told, process.sentinel], timeout=LOOK_INTERVAL):
            if self.interrupt_signal:
                while process.is_alive():
                    process.terminate()
                    process.join(LOOK_INTERVAL)
                if self._stopped_by == signal.SIGINT:
                    raise KeyboardInterrupt
                signal.signal(self._stopped_by, signal.SIG_DFL)
                os.kill(os.getpid(), self._stopped_by)
        with told, suppress(EOFError):
            if told.poll() and told.recv_bytes() == PREPARED:
                return
        process.join()
        code = process.exitcode or 1
        sys.exit(code if code > 0 else 128 - code)  # by a signal: as shells tell it
