"""Leases in the database: one process at a time may hold a named job."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

from django.db import transaction

from .models import Lease

DURATION = timedelta(seconds=6)

_HOST = socket.gethostname()
ME = f"{_HOST}:{os.getpid()}:{secrets.token_hex(4)}"


def hold(name: str, *, now: datetime, holder: str = ME) -> bool:
    """Take or renew the lease `name`; True while it is ours.

    Writes only when less than half of the lease remains. A lease whose process is gone from this machine
    is taken over at once; one of another machine when it has run out.
    """
    lease = Lease.objects.filter(name=name).first()
    if lease and lease.holder == holder and lease.expires_at - now > DURATION / 2:
        return True
    with transaction.atomic():
        lease = Lease.objects.filter(name=name).first()
        if lease and lease.holder != holder and now < lease.expires_at <= now + DURATION and _is_alive(lease.holder):
            return False
        Lease.objects.update_or_create(name=name, defaults={"holder": holder, "expires_at": now + DURATION})
    return True


def release(name: str, *, holder: str = ME) -> None:
    """Give the lease back, if it is ours."""
    Lease.objects.filter(name=name, holder=holder).delete()


def _is_alive(holder: str) -> bool:
    """Whether the holder's process may still run; a process of another machine is taken to."""
    host, pid, _ = holder.rsplit(":", 2)
    if host != _HOST:
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
