"""Leases in the database: one process at a time does a named job.

A lease is renewed by a heartbeat while its work runs, however long that takes. Whoever takes it from another gets the
next number (a fencing token: Kleppmann, "How to do distributed locking", 2016). What is done under a lease calls
`confirm` in its own transaction: a process that was stopped, lost its lease and woke up again does nothing twice.
"""

from __future__ import annotations

import os
import secrets
import socket
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction

from .models import Lease

# A process that is gone from the same machine is noticed at once, so this is how long the work waits for a machine that is
# gone, or for a process that hangs. It is long, for a busy machine may keep a process waiting for seconds.
DURATION = timedelta(seconds=30)
HEARTBEAT = DURATION / 10

_HOST = socket.gethostname()
_name_of_process: tuple[int, str] = (0, "")


class LeaseLost(Exception):
    """Another process holds the lease by now; what was begun under it is not carried out."""


@dataclass(frozen=True)
class Grant:
    """A lease as one holder has it; `number` grows by one whenever it passes to another holder."""

    name: str
    holder: str
    number: int


# Under which lease this thread works; None: under none, as a command or a test does.
_current: ContextVar[Grant | None] = ContextVar("lease", default=None)


def this_process() -> str:
    """The holder's name of this very process. A server's workers are forked, so it is not made before it is needed."""
    global _name_of_process
    if _name_of_process[0] != os.getpid():
        _name_of_process = (os.getpid(), f"{_HOST}:{os.getpid()}:{_start_of(os.getpid())}-{secrets.token_hex(4)}")
    return _name_of_process[1]


def hold(name: str, *, now: datetime, holder: str = "") -> Grant | None:
    """Take or renew the lease `name`; None while another process has it.

    A lease whose process is gone from this machine is taken over at once; one of another machine when it has run out.
    """
    holder = holder or this_process()
    with transaction.atomic():
        lease = Lease.objects.select_for_update().filter(name=name).first()
        if lease is None:
            try:
                with transaction.atomic():
                    Lease.objects.create(name=name, holder=holder, number=1, expires_at=now + DURATION)
            except IntegrityError:  # another process made it in the same moment
                return None
            return Grant(name, holder, 1)
        if lease.holder != holder:
            if lease.holder and now < lease.expires_at <= now + DURATION and _is_alive(lease.holder):
                return None
            lease.holder, lease.number = holder, lease.number + 1
        elif lease.expires_at - now > DURATION / 2:
            return Grant(name, holder, lease.number)
        lease.expires_at = now + DURATION
        lease.save()
    return Grant(name, holder, lease.number)


def renew(grants: list[Grant], *, now: datetime) -> None:
    """Keep these leases for another DURATION; those that were lost meanwhile stay lost."""
    for grant in grants:
        Lease.objects.filter(name=grant.name, holder=grant.holder, number=grant.number).update(
            expires_at=now + DURATION
        )


def release(grant: Grant) -> None:
    """Give the lease back, if it is still ours. Its row stays, so that its number never falls."""
    Lease.objects.filter(name=grant.name, holder=grant.holder, number=grant.number).update(holder="")


def work_under(grant: Grant) -> None:
    """From now on, `confirm` in this thread asks for this lease."""
    _current.set(grant)


def current() -> Grant | None:
    """The lease that this thread works under."""
    return _current.get()


def confirm() -> None:
    """Make sure that this thread's lease is still its own, until the end of the transaction that this is called in.

    Raises LeaseLost. Where no lease is worked under (a command, a test), nothing is asked.
    """
    grant = _current.get()
    if grant is None:
        return
    lease = Lease.objects.select_for_update().filter(name=grant.name).first()
    if lease is None or (lease.holder, lease.number) != (grant.holder, grant.number):
        raise LeaseLost(f"The lease “{grant.name}” has passed to another process.")


def _is_alive(holder: str) -> bool:
    """Whether the holder's process may still run; a process of another machine is taken to.

    A container that starts again has the name and the process ids it had before: the time of the start tells them apart.
    """
    host, pid, token = holder.rsplit(":", 2)
    if host != _HOST:
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    begun, now_begun = token.partition("-")[0], _start_of(int(pid))
    return not (begun and now_begun) or begun == now_begun


def _start_of(pid: int) -> str:
    """When a process of this machine began, in clock ticks since the machine did; empty where there is no /proc.

    Field 22 of proc_pid_stat(5); the second field, the command, may itself hold spaces and brackets.
    """
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
