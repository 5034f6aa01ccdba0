"""The threads that a server process starts: the clock, the worker for jobs that take long, and what other apps add.

Each holds a lease, so with several processes only one does the work, and another takes over when that one
is gone.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from . import clock, leases

logger = logging.getLogger(__name__)

CLOCK_INTERVAL = 0.5  # seconds
WORKER_INTERVAL = 2.0  # seconds

_stopping = threading.Event()
_more: dict[str, tuple[float, Callable[[], object]]] = {}
_threads: list[threading.Thread] = []


def add(name: str, *, interval: float, work: Callable[[], object]) -> None:
    """Have `work` done every `interval` seconds by whichever process holds the lease `name`."""
    _more[name] = (interval, work)


def start() -> None:
    """Start all threads, once a process."""
    if _threads:
        return
    for name, interval, work in (
        ("clock", CLOCK_INTERVAL, lambda: clock.tick(now=timezone.now())),
        ("worker", WORKER_INTERVAL, work_through_jobs),
        *((name, interval, work) for name, (interval, work) in _more.items()),
    ):
        thread = threading.Thread(target=_run, args=(name, interval, work), name=f"broadsheet-{name}", daemon=True)
        _threads.append(thread)
        thread.start()
    atexit.register(stop)


def stop() -> None:
    """Stop all threads and give their leases back."""
    _stopping.set()
    for thread in _threads:
        thread.join(timeout=3)
    _threads.clear()


def _run(name: str, interval: float, work: Callable[[], object]) -> None:
    mine = False
    while not _stopping.wait(interval):
        try:
            close_old_connections()
            held = leases.hold(name, now=timezone.now())
            if held and not mine and name == "worker":
                free_orphaned_jobs()
            mine = held
            if mine:
                work()
        except Exception:
            logger.exception("The %s stumbled; it goes on.", name)
    try:
        if mine:
            leases.release(name)
    except Exception:
        logger.warning("The lease of the %s could not be given back; it runs out by itself.", name)
    finally:
        connection.close()


def free_orphaned_jobs() -> int:
    """Jobs of a worker that was killed go back to the queue; call it when the lease is newly ours."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.READY, started_at=None
    )


def work_through_jobs() -> None:
    """Run the jobs that wait, one after the other, as long as the lease is held."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="background",
        startup_delay=False,
        max_tasks=1,
        worker_id=leases.ME[:64],
        excluded_queue_names=[],
    )
    waiting = DBTaskResult.objects.ready().filter(backend_name="background")
    while not _stopping.is_set() and leases.hold("worker", now=timezone.now()) and waiting.exists():
        worker.running, worker._run_tasks = True, 0
        worker.run()
