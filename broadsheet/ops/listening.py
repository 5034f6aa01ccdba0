"""The sockets that a site is served on: opened here, or inherited from the process that starts the server (systemd's socket activation).

Each worker has a socket of its own at the same address, and Linux divides the connections evenly among them (SO_REUSEPORT, socket(7)).
With one socket for all, the worker that is quickest to accept takes nearly every connection: measured with two workers behind a proxy
that keeps its connections open, one worker did all of the work and the site served half as many pages.

The sockets stay open in the server while workers are replaced, so new connections wait instead of being refused. An inherited socket
outlives even the server: connections that arrive during a restart wait for the new one.
"""

from __future__ import annotations

import asyncio
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
from multiprocessing.synchronize import Event
from types import SimpleNamespace
from typing import Any

from granian.net import SocketHolder
from granian.server import Server
from granian.server.mp import WorkerProcess

from .worker_start import ENDING_SECONDS, PREPARED, end_with_parent, load, load_after_preparing

BACKLOG = 4096  # connections that wait to be taken up; the kernel's own bound is net.core.somaxconn
LOOK_INTERVAL = 0.2  # seconds, whether the server was stopped while it is prepared
ASKING_AGAIN = 1.0  # seconds, after which a worker whose event loop does not run yet gets the signal again
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
    port = first.getsockname()[1]
    first.close()  # it was opened without the option, to learn whether another server has this port
    return [_opened(host, port, is_shared=True) for _ in range(workers)], False


def _inherited(workers: int, environ: MutableMapping[str, str]) -> list[socket.socket]:
    """The sockets by systemd's protocol (sd_listen_fds(3)): LISTEN_FDS of them, for the process LISTEN_PID alone."""
    count, pid = environ.pop("LISTEN_FDS", ""), environ.pop("LISTEN_PID", "")
    environ.pop("LISTEN_FDNAMES", None)
    if count in {"", "0"} or pid != str(os.getpid()):
        return []
    if count not in {"1", str(workers)}:
        raise SystemExit(
            f"{count} sockets were given by LISTEN_FDS, but the site has {workers} {'worker' if workers == 1 else 'workers'} "
            "(BROADSHEET_WORKERS). Name one ListenStream for each worker, or one for all."
        )
    try:
        given = [socket.socket(fileno=FIRST_INHERITED + number) for number in range(int(count))]
    except OSError as error:
        raise SystemExit(
            f"LISTEN_FDS is {count}, but no socket was given ({error.strerror}). Start the server from its systemd socket, or unset LISTEN_FDS."
        ) from error
    for inherited in given:
        if inherited.family not in {socket.AF_INET, socket.AF_INET6} or inherited.type != socket.SOCK_STREAM:
            raise SystemExit("The socket that was given is no TCP socket. Write ListenStream=127.0.0.1:8000.")
        if not inherited.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            raise SystemExit("The socket that was given takes no connections: listen() was not called on it.")
        inherited.set_inheritable(False)
    addresses = {inherited.getsockname()[:2] for inherited in given}
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
        address = socket.getaddrinfo(host, port, opened.family, socket.SOCK_STREAM)[0][4]
        opened.bind(address)  # with the interface, of an address such as fe80::1%eth0
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


def _another_at(first: socket.socket) -> socket.socket:
    """A socket at the same address, which takes no connections before `listen()` is called on it."""
    other = socket.socket(first.family, socket.SOCK_STREAM)
    other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    other.bind(first.getsockname())
    return other


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
        is_inherited: bool,
        prepare: Callable[[], None],
        announce: Callable[[], None],
        **options: object,
    ) -> None:
        super().__init__(target, workers_kill_timeout=ENDING_SECONDS, **options)
        self._running: dict[int, Event] = {}  # by the worker's number: set when its event loop runs
        self._listening, self._prepare, self._announce = listening, prepare, announce
        self._may_reopen = not is_inherited and len(listening) > 1
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
        others = [socket_of_worker for socket_of_worker in self._listening if socket_of_worker is not own]
        running = self._running[idx] = multiprocessing.get_context("fork").Event()
        return super()._spawn_worker(idx, target, partial(_load_in_worker, own, others, running, callback_loader))

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

    def _respawn_workers(
        self,
        workers: list[int],
        spawn_target: Callable[..., object],
        target_loader: Callable[..., object],
        delay: float = 0,
    ) -> None:
        """Replace the workers of these numbers, each when its successor serves; `delay`, Granian's guess of how long that takes, is
        not used.

        The connections of a worker that has crashed go to the others meanwhile: its socket is closed, and that of its successor
        takes none before it serves.
        """
        for idx in workers:
            self.respawned_wrks[idx] = time.monotonic()
            old, was_running = self.wrks[idx], self._running[idx].is_set()
            if not old.is_alive() and self._may_reopen:
                other = _another_at(self._listening[idx])
                self._listening[idx].close()
                self._listening[idx] = other
            worker = self._spawn_worker(idx, spawn_target, target_loader)
            worker.start()
            self.wrks[idx] = worker
            while worker.is_alive() and not self.interrupt_signal and not self._running[idx].wait(LOOK_INTERVAL):
                pass
            old.terminate()
            old.join(ENDING_SECONDS if was_running else 0)  # one that was only starting may not have got the signal
            if old.is_alive():
                old.kill()
                old.join()

    def _stop_workers(self) -> None:
        """Stop all workers, and kill those that have not ended after `ENDING_SECONDS`.

        A worker that is only starting may lose the signal, for its event loop takes signals once it runs: it is sent again. A
        running worker gets it once: by a second one it forgets that it was to stop while a request's body is on its way.
        """
        until = time.monotonic() + ENDING_SECONDS
        has_it = {worker.idx: self._send_stop(worker) for worker in self.wrks}
        for worker in self.wrks:
            while worker.is_alive() and (rest := until - time.monotonic()) > 0:
                worker.join(rest if has_it[worker.idx] else min(rest, ASKING_AGAIN))
                if worker.is_alive() and not has_it[worker.idx]:
                    has_it[worker.idx] = self._send_stop(worker)
            if worker.is_alive():
                worker.kill()
                worker.join()
        self.wrks.clear()

    def _send_stop(self, worker: WorkerProcess) -> bool:
        """Whether the worker has the signal for certain."""
        is_running = self._running[worker.idx].is_set()
        worker.terminate()
        return is_running

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


def _load_in_worker(
    own: socket.socket, others: list[socket.socket], running: Event, load_application: Callable[[], object]
) -> object:
    """Load the application in a worker, which ends with its parent, and sets `running` when its event loop runs.

    It closes the other workers' sockets: no connection may wait at a socket from which no process accepts.
    """
    for other in others:
        other.close()
    end_with_parent()
    application: Any = load_application()
    own.listen(BACKLOG)

    def init(loop: asyncio.AbstractEventLoop) -> None:
        application.__rsgi_init__(loop)
        loop.call_soon(running.set)

    return SimpleNamespace(
        __rsgi__=application.__rsgi__, __rsgi_init__=init, __rsgi_del__=application.__rsgi_del__
    )  # the very methods, so that a request costs no more
