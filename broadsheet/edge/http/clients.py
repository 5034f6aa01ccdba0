"""The address that a request comes from. All code that needs the client's address takes it from here."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from django.conf import settings

from .rsgi_protocol import RsgiScope


def client_of(scope: RsgiScope) -> str:
    """The client's address, without its port; empty for a Unix socket."""
    address, _, port = scope.client.rpartition(":")
    peer = address.strip("[]") if port.isdecimal() else ""
    return address_behind(peer, ",".join(scope.headers.get_all("x-forwarded-for")))


def address_behind(peer: str, forwarded: str) -> str:
    """The client's address: the peer, or, behind trusted proxies, the last address of X-Forwarded-For that is not a proxy.

    Each proxy appends the address that it received the request from. A client can make up everything to the left of its
    own address, so that part is ignored.
    """
    if not forwarded or not _is_trusted(peer):
        return peer
    client = peer
    for hop in reversed(forwarded.split(",")):
        address = hop.strip().strip("[]")
        try:
            ipaddress.ip_address(address)
        except ValueError:
            return client
        client = address
        if not _is_trusted(address):
            break
    return client


def _is_trusted(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in _networks(tuple(settings.EDGE.get("trusted_proxies", ()))))


@lru_cache(maxsize=8)
def _networks(named: tuple[str, ...]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(network) for network in named)


def neighbourhood_of(address: str) -> str:
    """The unit for which limits are counted: an IPv4 address, or the /64 network of an IPv6 address.

    One customer usually has a whole /64 network (RFC 6177).
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
