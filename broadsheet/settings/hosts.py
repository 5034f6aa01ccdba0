"""Host names, and the address that readers use."""

from __future__ import annotations

import ipaddress
import re

from .env_values import SettingError, parts_of, shown

_LONGEST = 253  # characters (RFC 1035, 2.3.4)
# What Django takes in a Host header (`django.http.request.host_validation_re`), in whole labels (RFC 1123, 2.1).
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_ORDINARY_PORTS = {"http": 80, "https": 443}


def is_host(name: str) -> bool:
    """Whether `name`, in lower case, is a host name or an IP address (IPv6 without brackets)."""
    try:
        return bool(ipaddress.ip_address(name)) and "%" not in name
    except ValueError:
        return len(name) <= _LONGEST and _NAME.fullmatch(name) is not None


def hosts(value: str) -> tuple[str, ...]:
    """The names of BROADSHEET_HOSTS as Django's ALLOWED_HOSTS has them: in lower case, IPv6 in brackets.

    `.paper.example` stands for the name and all below it, `*` for every name. Raises SettingError for what is no name.
    """
    names = tuple(_host(host.strip()) for host in value.split(",") if host.strip())
    if not names:
        raise SettingError("BROADSHEET_HOSTS names no host. Write the names that readers use, e.g. paper.example.")
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
    raise SettingError(f"BROADSHEET_HOSTS names “{shown(given)}”, which is no host name. {hint}")


def base_url(value: str) -> str:
    """BROADSHEET_BASE_URL as browsers write an origin (RFC 6454, 6.2): no slash at the end, no ordinary port. Raises SettingError."""
    parts = parts_of(value)
    name = (parts.hostname or "").removesuffix(".")
    is_bare = parts.path in {"", "/"} and not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in _ORDINARY_PORTS or not is_host(name) or not is_bare or parts.netloc.endswith(":"):
        raise SettingError(
            f"BROADSHEET_BASE_URL is “{shown(value)}”. Write http:// or https:// and the host that readers use, with its port "
            "where there is one and no path, e.g. https://paper.example."
        )
    port = "" if parts.port in {None, _ORDINARY_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{f'[{name}]' if ':' in name else name}{port}"


def allowed_hosts(names: tuple[str, ...], base: str) -> list[str]:
    """Django's ALLOWED_HOSTS: `names`, and the host of `base`, for under the address that it tells others a site always answers."""
    name = parts_of(base).hostname or ""
    return list(dict.fromkeys([*names, f"[{name}]" if ":" in name else name]))
