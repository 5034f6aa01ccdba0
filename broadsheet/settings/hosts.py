"""Checks host names, and the address that readers use."""

from __future__ import annotations

import ipaddress
import re

from .env_values import SettingError, parts_of, shown

_LONGEST = 253  # characters (RFC 1035, 2.3.4)
# Names that Django accepts in a Host header (`django.http.request.host_validation_re`), with valid labels (RFC 1123, 2.1).
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_ORDINARY_PORTS = {"http": 80, "https": 443}


def is_host(name: str) -> bool:
    """Whether `name`, in lower case, is a host name or an IP address (IPv6 without brackets)."""
    try:
        return bool(ipaddress.ip_address(name)) and "%" not in name
    except ValueError:
        return len(name) <= _LONGEST and _NAME.fullmatch(name) is not None


def hosts(value: str) -> tuple[str, ...]:
    """The names in BROADSHEET_HOSTS in the form of Django's ALLOWED_HOSTS: in lower case, with IPv6 addresses in brackets.

    `.paper.example` means the name and all its subdomains, and `*` means every name. Raises SettingError for an invalid name.
    """
    names = tuple(_host(host.strip()) for host in value.split(",") if host.strip())
    if not names:
        raise SettingError("BROADSHEET_HOSTS is empty. Write the host names that readers use, e.g. paper.example.")
    return names


def _host(given: str) -> str:
    name = given.lower().removesuffix(".")
    bracketed = re.fullmatch(r"\[([0-9a-f:.]*:[0-9a-f:.]*)\]", name)
    bare = bracketed[1] if bracketed else name.removeprefix(".")
    if name == "*" or is_host(bare):
        return f"[{bare}]" if ":" in bare else name
    hint = "Write the name alone, e.g. paper.example, without https://, port or path."
    if not given.isascii():
        hint = "Write it as browsers send it, in ASCII (xn--...)."
    raise SettingError(f"BROADSHEET_HOSTS names “{shown(given)}”, which is not a host name. {hint}")


def base_url(value: str) -> str:
    """BROADSHEET_BASE_URL as browsers write an origin (RFC 6454, 6.2), without a final slash or a default port.

    Raises SettingError.
    """
    parts = parts_of(value)
    name = (parts.hostname or "").removesuffix(".")
    is_bare = parts.path in {"", "/"} and not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in _ORDINARY_PORTS or not is_host(name) or not is_bare or parts.netloc.endswith(":"):
        raise SettingError(
            f"BROADSHEET_BASE_URL is “{shown(value)}”. Write http:// or https:// and the host that readers use, with a port "
            "if there is one, but without a path, e.g. https://paper.example."
        )
    port = "" if parts.port in {None, _ORDINARY_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{f'[{name}]' if ':' in name else name}{port}"


def allowed_hosts(names: tuple[str, ...], base: str) -> list[str]:
    """Django's ALLOWED_HOSTS: `names` and the host of `base`, because a site always answers under the address that it publishes."""
    name = parts_of(base).hostname or ""
    return list(dict.fromkeys([*names, f"[{name}]" if ":" in name else name]))
