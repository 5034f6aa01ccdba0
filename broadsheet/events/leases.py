"""Leases in the database: one process at a time does a named job.

A heartbeat renews a lease while its work runs, however long that takes. A process that takes over a lease gets the
next number (a fencing token: Kleppmann, "How to do distributed locking", 2016). Work under a lease calls
`confirm` in its own transaction, so a process that was suspended and has lost its lease meanwhile does nothing twice.
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

# If a process on the same machine dies, others notice at once. So this is only how long the work waits when a machine
# dies or a process hangs. It is long because a process on a busy machine may have to wait for seconds.
DURATION = timedelta(seconds=30)
HEARTBEAT = DURATION / 10

_HOST = socket.gethostname()
_name_of_process: tuple[int, str] = (0, "")


class LeaseLost(Exception):
    """Another process holds the lease now. The work that was begun under it is rolled back."""


@dataclass(frozen=True)
class Grant:
    """A lease as one holder has it; `number` grows by one whenever it passes to another holder."""

    name: str
    holder: str
    number: int


# The lease under which this thread works; None without a lease, as in commands and tests.
_current: ContextVar[Grant | None] = ContextVar("lease", default=None)


def this_process() -> str:
    """This process as the name of a lease's holder. It is made when first needed, because a server forks its workers."""
    global _name_of_process
    if _name_of_process[0] != os.getpid():
        _name_of_process = (os.getpid(), f"{_HOST}:{os.getpid()}:{_start_of(os.getpid())}-{secrets.token_hex(4)}")
    return _name_of_process[1]


def hold(name: str, *, now: datetime, holder: str = "") -> Grant | None:
    """Take or renew the lease `name`; returns None while another process has it.

    If the process that holds a lease is dead and was on this machine, the lease is taken over at once. The lease of another
    machine is taken over when it has run out.
    """
    holder = holder or this_process()
    with transaction.atomic():
        lease = Lease.objects.select_for_update().filter(name=name).first()
        if lease is None:
            try:
                with transaction.atomic():
                    Lease.objects.create(name=name, holder=holder, number=1, expires_at=now + DURATION)
            except IntegrityError:  # another process has just made it
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
    """Extend these leases by DURATION. A lease that was lost meanwhile stays lost."""
    for grant in grants:
        Lease.objects.filter(name=grant.name, holder=grant.holder, number=grant.number).update(
            expires_at=now + DURATION
        )


def release(grant: Grant) -> None:
    """Give the lease back if this process still holds it. Its row stays, so that its number never falls."""
    Lease.objects.filter(name=grant.name, holder=grant.holder, number=grant.number).update(holder="")


def work_under(grant: Grant) -> None:
    """Make `confirm` in this thread check this lease from now on."""
    _current.set(grant)


def current() -> Grant | None:
    """The lease that this thread works under."""
    return _current.get()


def confirm() -> None:
    """Make sure that this thread holds its lease until the end of the current transaction.

    Raises LeaseLost. A thread without a lease (a command, a test) passes.
    """
    grant = _current.get()
    if grant is None:
        return
    lease = Lease.objects.select_for_update().filter(name=grant.name).first()
    if lease is None or (lease.holder, lease.number) != (grant.holder, grant.number):
        raise LeaseLost(f"Another process has taken over the lease “{grant.name}”.")


def _is_alive(holder: str) -> bool:
    """Whether the holder's process may still run. A process on another machine is assumed to run.

    A container that restarts has the same name and process ids as before, so the time of the start tells them apart.
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
    """When a process of this machine began, in clock ticks since the machine's start; empty where there is no /proc.

    Field 22 of proc_pid_stat(5); the second field, the command, may contain spaces and brackets.
    """
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
