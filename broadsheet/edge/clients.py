"""Where a request comes from: the one place that says so."""

from __future__ import annotations

import ipaddress
from typing import Any


def client_of(scope: Any) -> str:  # noqa: ANN401 - Granian's
    """The address at the other end of the connection, without its port; empty for a Unix socket."""
    address, _, port = scope.client.rpartition(":")
    return address.strip("[]") if port.isdecimal() else ""


def neighbourhood_of(address: str) -> str:
    """What bounds are counted on: an IPv4 address, or the /64 network of an IPv6 one, all of which one customer has (RFC 6177)."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
