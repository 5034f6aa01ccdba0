"""Makes addresses in HTML absolute, or drops them."""

import re
from urllib.parse import urljoin, urlsplit

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")
_MAILTO = re.compile(r"(?i)mailto:[^\s<>\"]{3,320}")


def absolute(href: str, base: str | None, *, mail: bool = False) -> str | None:
    """`href` as an absolute http or https address (or mailto if `mail` is set), otherwise None."""
    href = href.strip()[:4000]
    if mail and _MAILTO.fullmatch(href):
        return href
    if not href or href.startswith("#"):
        return None
    href = _FORBIDDEN.sub(lambda match: f"%{ord(match.group()):02X}", re.sub(r"[\t\r\n]", "", href))
    try:
        joined = urljoin(base or "", href)
        parts = urlsplit(joined)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    return joined
