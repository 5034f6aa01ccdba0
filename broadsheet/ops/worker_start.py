"""How a worker starts: the first has the site prepared, each loads the application."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection

PREPARED = b"prepared"


def load_after_preparing(prepare: Callable[[], None], teller: Connection, target: str) -> object:
    """What `load` does, in the first worker: `prepare` goes before, and the parent is told when it is done.

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


def run_in_child(work: Callable[[], object]) -> int:
    """Have a child do `work` and wait until it has ended; returns its exit code, or minus the number of the signal that ended it.

    The child begins with all that is loaded here, and takes what it loads more with it. It is stopped when this process is.
    """
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    usual = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    child.join()
    signal.signal(signal.SIGTERM, usual)
    assert child.exitcode is not None
    return child.exitcode


def _await_signals() -> None:
    """Until Granian asks for the signals itself: be ended by the parent's, and leave Ctrl-C, which reaches all, to the parent.

    A forked worker would otherwise keep the parent's handlers, which only note that the parent is to stop.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
