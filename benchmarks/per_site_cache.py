"""The site behind Django's per-site cache instead of the page store, for comparison; see `edge_speed.py`.

This file is both the settings and, below them, the WSGI application.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse

from broadsheet.settings.site import *  # noqa: F403
from broadsheet.settings.site import EDGE, MIDDLEWARE

EDGE["is_on"] = False
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
CACHE_MIDDLEWARE_SECONDS = 600
MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *MIDDLEWARE,
    "django.middleware.cache.FetchFromCacheMiddleware",
]

_handler: Any = None


def application(environ: dict[str, object], start_response: StartResponse) -> Iterable[bytes]:
    """Django's own handler, made at the first request, because this module is also its settings."""
    global _handler
    if _handler is None:
        from django.core.wsgi import get_wsgi_application

        _handler = get_wsgi_application()
    return _handler(environ, start_response)
