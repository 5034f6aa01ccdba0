"""The sockets that a site is served on: opened here, or inherited from the process that starts the server (systemd's socket activation).

Each worker has a socket of its own at the same address, and Linux divides the connections evenly among them (SO_REUSEPORT, socket(7)).
With one socket for all, the worker that is quickest to accept takes nearly every connection: measured with two workers behind a proxy
that keeps its connections open, one worker did all of the work and the site served half as many pages.

The sockets stay open in the server while workers are replaced, so new connections wait instead of being refused. An inherited socket
outlives even the server: connections that arrive during a restart wait for the new one.
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
from granian.server.mp import WorkerProcess

from .worker_start import PREPARED, load, load_after_preparing

BACKLOG = 4096  # connections that wait to be taken up; the kernel's own bound is net.core.somaxconn
LOOK_INTERVAL = 0.2  # seconds, whether the server was stopped while it is prepared
STARTING = 60.0  # seconds for which a worker may be only starting
FIRST_INHERITED = 3  # the file descriptor (sd_listen_fds(3))


def listening_sockets(
    host: str, port: int, workers: int, environ: MutableMapping[str, str] = os.environ
) -> tuple[list[socket.socket], bool]:
    """The sockets to serve on, one for each worker or one for all of them, and whether they were inherited.

    Inherited sockets have an address already; then host and port are ignored. Raises SystemExit with a sentence where a
    socket cannot be used, or cannot be opened.
    """
    if inherited := _inherited(workers, environ):
        return inherited, True
    first = _opened(host, port)
    if workers == 1 or sys.platform != "linux":  # elsewhere the option exists, and does not divide connections
        return [first], False
    address = first.getsockname()
    first.close()  # it was opened without the option, to learn whether another server has this port
    return [_opened(address[0], address[1], is_shared=True) for _ in range(workers)], False


def _inherited(workers: int, environ: MutableMapping[str, str]) -> list[socket.socket]:
    """The sockets by systemd's protocol (sd_listen_fds(3)): LISTEN_FDS of them, for the process LISTEN_PID alone."""
    count, pid = environ.pop("LISTEN_FDS", ""), environ.pop("LISTEN_PID", "")
    environ.pop("LISTEN_FDNAMES", None)
    if not count or pid != str(os.getpid()):
        return []
    if count not in {"1", str(workers)}:
        raise SystemExit(
            f"{count} sockets were given by LISTEN_FDS, but the site has {workers} {'worker' if workers == 1 else 'workers'} "
            "(BROADSHEET_WORKERS). Name one ListenStream for each worker, or one for all."
        )
    given = [socket.socket(fileno=FIRST_INHERITED + number) for number in range(int(count))]
    for each in given:
        if each.family not in {socket.AF_INET, socket.AF_INET6} or each.type != socket.SOCK_STREAM:
            raise SystemExit("The socket that was given is no TCP socket. Write ListenStream=127.0.0.1:8000.")
        each.set_inheritable(False)
    addresses = {each.getsockname()[:2] for each in given}
    if len(addresses) > 1:
        named = ", ".join(f"{host}:{port}" for host, port in sorted(addresses))
        raise SystemExit(
            f"The sockets that were given have different addresses ({named}). Write the same ListenStream for each."
        )
    return given


def _opened(host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    """A listening socket; `is_shared`: others of this user may listen at its address too. Raises SystemExit with a sentence."""
    if not host.strip():
        raise SystemExit(
            "No address to listen on was named. Write --host 127.0.0.1, or 0.0.0.0 for all of the machine's."
        )
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_shared:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
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
    """Granian's server on sockets that are open already; left alone, each worker of it opens and closes one of its own.

    Its first worker calls `prepare` before it loads the application; when that is done, this process calls `announce` and starts
    the others.
    """

    def __init__(
        self,
        target: str,
        *,
        listening: list[socket.socket],
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
        self._take_socket(0)

    def _take_socket(self, worker: int) -> socket.socket:
        """Give the worker of this number, from 0, its socket: the one it had before, where it is started again."""
        own = self._listening[worker % len(self._listening)]
        self._ssp, self._sso = None, own
        self._shd = SocketHolder(own.fileno(), False, BACKLOG)  # type: ignore[call-arg]  # its stub is older than it
        self._sfd = own.fileno()
        return own

    def _spawn_worker(
        self, idx: int, target: Callable[..., object], callback_loader: Callable[[], object]
    ) -> WorkerProcess:
        own = self._take_socket(idx)
        others = [each for each in self._listening if each is not own]
        return super()._spawn_worker(idx, target, partial(_load_without, others, callback_loader))

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


def _load_without(others: list[socket.socket], load_application: Callable[[], object]) -> object:
    """Load the application in a worker that keeps none of the other workers' sockets open: no connection may wait at a socket
    from which no process accepts."""
    for other in others:
        other.close()
    return load_application()
