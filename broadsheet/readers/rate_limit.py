"""How many choices are taken in a minute, so that nobody fills the log."""

from __future__ import annotations

import ipaddress
import time

from django.core.cache import cache
from django.http import HttpRequest

FROM_ONE_ADDRESS, FROM_ALL = 30, 3000  # a minute, in one process


def is_too_much(request: HttpRequest) -> bool:
    """Counts this request; addresses stay in memory for a minute. Behind a proxy all readers seem to come from it,
    so an address of a private network is not counted by itself."""
    minute = int(time.monotonic() // 60)
    counts = [(f"consent-{minute}", FROM_ALL)]
    address = request.META.get("REMOTE_ADDR", "")
    try:
        if ipaddress.ip_address(address).is_global:
            counts.append((f"consent-{minute}-{address}", FROM_ONE_ADDRESS))
    except ValueError:
        pass
    counted = [_counted(key) > most for key, most in counts]  # each of them, whatever the first says
    return any(counted)


def _counted(key: str) -> int:
    cache.add(key, 0, timeout=90)
    try:
        return cache.incr(key)
    except ValueError:  # it was dropped between the two
        return 1
