"""Settings of the cache in front of the site, from one address such as `http://127.0.0.1:6081`."""

from __future__ import annotations

from urllib.parse import unquote

from .env_values import SettingError, parts_of, shown
from .hosts import is_host


def frontend_cache(url: str) -> dict[str, object]:
    """The value of WAGTAILFRONTENDCACHE for `url`; raises SettingError when it is not understood.

    `http://...`: a cache that accepts PURGE requests for a path and Host, as Varnish, Squid and nginx can.
    `cloudflare://TOKEN@ZONE`: Cloudflare's API.
    """
    if not url:
        return {}
    parts = parts_of(url)
    backends = "wagtail.contrib.frontend_cache.backends"
    if parts.scheme in {"http", "https"} and is_host(parts.hostname or "") and parts.path in {"", "/"}:
        location = f"{parts.scheme}://{parts.netloc}"
        return {"default": {"BACKEND": f"{backends}.HTTPBackend", "LOCATION": location}}
    if parts.scheme == "cloudflare" and parts.hostname and parts.username:
        # `hostname` is in lower case, as Cloudflare's zone ids are.
        return {
            "default": {
                "BACKEND": f"{backends}.CloudflareBackend",
                "BEARER_TOKEN": unquote(parts.username),
                "ZONEID": parts.hostname,
            }
        }
    raise SettingError(
        f"BROADSHEET_PURGE_URL is “{shown(url)}”. Write http://host:port of the cache, or cloudflare://TOKEN@ZONE."
    )
