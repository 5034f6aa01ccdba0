"""A limit on the choices accepted per minute, so that nobody can fill the log."""

from __future__ import annotations

import ipaddress
import time

from django.core.cache import cache
from django.http import HttpRequest

FROM_ONE_ADDRESS, FROM_ALL = 30, 3000  # per minute and process


def is_too_much(request: HttpRequest) -> bool:
    """Counts this request. Addresses stay in memory for a minute. Behind a proxy all readers may seem to have its address,
    so addresses of private networks are not limited individually."""
    minute = int(time.monotonic() // 60)
    counts = [(f"consent-{minute}", FROM_ALL)]
    address = request.META.get("REMOTE_ADDR", "")
    try:
        if ipaddress.ip_address(address).is_global:
            counts.append((f"consent-{minute}-{address}", FROM_ONE_ADDRESS))
    except ValueError:
        pass
    counted = [_counted(key) > most for key, most in counts]  # both are counted, whatever the first one says
    return any(counted)


def _counted(key: str) -> int:
    cache.add(key, 0, timeout=90)
    try:
        return cache.incr(key)
    except ValueError:  # the entry expired between the two calls
        return 1
