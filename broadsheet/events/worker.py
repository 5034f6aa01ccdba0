"""The threads that a server process starts: the clock, the workers for long jobs and for mail, and those that other
apps add.

Each works under a lease. With several processes only one does the work, and if it dies, another takes
over. A heartbeat renews the leases during long jobs.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.db import close_old_connections, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from . import clock, leases

logger = logging.getLogger(__name__)

CLOCK_INTERVAL = 0.5  # seconds
WORKER_INTERVAL = 2.0  # seconds
MAIL_INTERVAL = 1.0  # seconds
KEPT_FOR = {
    False: timedelta(days=30),
    True: timedelta(days=1),
}  # of finished jobs; those that send mail contain addresses
MOST_STARTS = 5  # of one job by workers that ended meanwhile; a server that is restarted is one
MAIL = "mail"  # the queue of jobs that send mail, which must not wait for long jobs

_stopping = threading.Event()
_more: dict[str, tuple[float, Callable[[], object]]] = {}
_threads: list[threading.Thread] = []
_held: dict[str, leases.Grant] = {}  # the leases that the heartbeat renews


def add(name: str, *, interval: float, work: Callable[[], object]) -> None:
    """Run `work` every `interval` seconds in the one process that holds the lease `name`."""
    _more[name] = (interval, work)


class WorkersDied(Exception):
    """A job was started again and again, and each worker that ran it has ended."""


def start() -> None:
    """Start all threads, once per process."""
    if _threads:
        return
    _threads.append(threading.Thread(target=_beat, name="broadsheet-heartbeat", daemon=True))
    for name, interval, work in (
        ("clock", CLOCK_INTERVAL, lambda: clock.tick(now=timezone.now())),
        ("worker", WORKER_INTERVAL, work_through_jobs),
        (MAIL, MAIL_INTERVAL, partial(work_through_jobs, of_mail=True)),
        *((name, interval, work) for name, (interval, work) in _more.items()),
    ):
        thread = threading.Thread(target=_run, args=(name, interval, work), name=f"broadsheet-{name}", daemon=True)
        _threads.append(thread)
    for thread in _threads:
        thread.start()
    atexit.register(stop)


def is_running() -> bool:
    """Whether this is a server process, which runs jobs."""
    return bool(_threads)


def stop() -> None:
    """Stop all threads and give their leases back."""
    _stopping.set()
    for thread in _threads:
        thread.join(timeout=3)
    _threads.clear()


def _beat() -> None:
    """Renew the leases that this process holds, however busy their threads are."""
    while not _stopping.wait(leases.HEARTBEAT.total_seconds()):
        try:
            close_old_connections()
            leases.renew(list(_held.values()), now=timezone.now())
        except Exception as error:
            logger.warning("The leases could not be renewed (%s). The next try follows.", error)
    connection.close()


def _run(name: str, interval: float, work: Callable[[], object]) -> None:
    grant = None
    while not _stopping.wait(interval):
        try:
            close_old_connections()
            before, grant = grant, leases.hold(name, now=timezone.now())
            if grant is None:
                _held.pop(name, None)
                continue
            _held[name] = grant
            leases.work_under(grant)
            if name in {"worker", MAIL} and grant != before:
                free_orphaned_jobs(worker_id=_worker_id(grant), of_mail=name == MAIL)
            work()
        except leases.LeaseLost as error:
            logger.warning("%s The work continues there.", error)
        except Exception:
            logger.exception("The %s met an error and continues.", name)
    _held.pop(name, None)
    try:
        if grant is not None:
            leases.release(grant)
    except Exception:
        logger.warning("The lease of the %s could not be given back; it will run out.", name)
    finally:
        connection.close()


def free_orphaned_jobs(*, worker_id: str, of_mail: bool = False) -> int:
    """Put the jobs of a dead worker back into the queue; returns how many.

    Only the holder of the lease runs jobs. So a job that runs under a name other than `worker_id` was interrupted, or must not go on.
    A job during which `MOST_STARTS` workers have died is given up: it may be what kills them.
    """
    freed = 0
    for job in _of(DBTaskResult.objects.running(), of_mail=of_mail):
        if job.worker_ids and job.worker_ids[-1] == worker_id:
            continue
        if len(job.worker_ids) >= MOST_STARTS:
            logger.error("The job %s is given up: %s workers have ended while they ran it.", job.task_path, MOST_STARTS)
            job.set_failed(WorkersDied(f"{MOST_STARTS} workers have ended while they ran this job."))
            continue
        freed += DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.READY, started_at=None
        )
    return freed


def _of(jobs: QuerySet[DBTaskResult], *, of_mail: bool) -> QuerySet[DBTaskResult]:
    return jobs.filter(queue_name=MAIL) if of_mail else jobs.exclude(queue_name=MAIL)


def work_through_jobs(*, of_mail: bool = False) -> None:
    """Run the waiting jobs one after the other: those that send mail, or all others.

    Raises LeaseLost as soon as another process has the worker's lease.
    """
    grant = leases.current()
    waiting = _of(DBTaskResult.objects.ready().filter(backend_name="background"), of_mail=of_mail)
    while not _stopping.is_set() and waiting.exists():
        worker = LeasedWorker(
            queue_names=[MAIL] if of_mail else ["*"],
            interval=0,
            batch=True,
            backend_name="background",
            startup_delay=False,
            max_tasks=1,
            worker_id=_worker_id(grant) if grant else leases.this_process()[:64],
            excluded_queue_names=[] if of_mail else [MAIL],
        )
        worker.run()
        _forget_finished_jobs(of_mail=of_mail)


def _forget_finished_jobs(*, of_mail: bool) -> None:
    """Delete finished jobs. Their arguments are kept for a while, so that whoever runs the site can see what failed."""
    finished = _of(DBTaskResult.objects.finished(), of_mail=of_mail)
    finished.filter(finished_at__lt=timezone.now() - KEPT_FOR[of_mail]).delete()


def _worker_id(grant: leases.Grant) -> str:
    return f"{grant.number}:{grant.holder}"[:64]  # as long as a job's list of workers allows


class LeasedWorker(Worker):
    """A worker that starts a job, and records its end, only while it holds its lease."""

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run the job. Raises LeaseLost if another process has the lease now; that process then runs the job."""
        try:
            with transaction.atomic():
                leases.confirm()
        except leases.LeaseLost:
            own = DBTaskResult.objects.running().filter(pk=db_task_result.pk, worker_ids=db_task_result.worker_ids)
            own.update(status=TaskResultStatus.READY, started_at=None)
            raise
        db_task_result.save = partial(_save_under_the_lease, db_task_result.save)  # type: ignore[method-assign]
        super().run_task(db_task_result)


def _save_under_the_lease(save: Callable[..., None], **options: object) -> None:
    with transaction.atomic():
        leases.confirm()
        save(**options)
