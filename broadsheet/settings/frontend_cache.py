"""The cache in front of the site, from one address such as `http://127.0.0.1:6081`."""

from __future__ import annotations

from urllib.parse import unquote

from .env_values import SettingError, parts_of, shown
from .hosts import is_host


def frontend_cache(url: str) -> dict[str, object]:
    """The value of WAGTAILFRONTENDCACHE for `url`; raises SettingError when it is not understood.

    `http://...`: whatever takes PURGE for the page's path and Host, as Varnish, Squid and nginx can be told to.
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
        # A URL's host is read in lower case, which is how Cloudflare writes its zones.
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
