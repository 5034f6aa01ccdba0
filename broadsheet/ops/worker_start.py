"""The start of a worker: the first worker has the site prepared, and each worker loads the application."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

ENDING_SECONDS = 30  # for the requests under way when a worker is stopped; then it is killed
PREPARED = b"prepared"


def load_after_preparing(prepare: Callable[[], None], teller: Connection, target: str) -> object:
    """Call `prepare`, report its end to the parent through `teller`, and `load` the target; used in the first worker.

    `prepare` raises SystemExit where the site cannot be served.
    """
    _await_signals()
    prepare()
    parent = multiprocessing.parent_process()
    if parent is None or not parent.is_alive():
        sys.exit(1)
    teller.send_bytes(PREPARED)
    teller.close()
    return load(target)


def load(target: str) -> object:
    """The application that `target` names, as `package.module:name`."""
    _await_signals()
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def end_with_parent() -> None:
    """Stop this worker when its parent is gone, even if the parent was killed and could not stop it.

    Otherwise the worker would go on serving, and no new server could have the port.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), name="end-with-parent", daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ENDING_SECONDS)
    os._exit(1)


def run_in_child(work: Callable[[], object]) -> int:
    """Do `work` in a child process; returns its exit code, or minus the number of the signal that ended it.

    The child starts with everything that is loaded here; what it loads itself is freed when it ends. It is stopped when this
    process is stopped.
    """
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    usual = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    child.join()
    signal.signal(signal.SIGTERM, usual)
    assert child.exitcode is not None
    return child.exitcode


def _await_signals() -> None:
    """Set the signal handlers until Granian sets its own: SIGTERM ends the process, and SIGINT is left to the parent.

    Ctrl-C sends SIGINT to all processes. Without this, a forked worker would keep the parent's handlers, which only note that
    the parent must stop.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
