"""The site as a WSGI application (PEP 3333) for other servers, with the page store, the clock and the background worker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import broadsheet  # the bundled SQLite, before Django opens a database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings.site")


def _application() -> Callable[..., Iterable[bytes]]:
    """The application. Modules that import models are imported here, after Django is set up."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    django = get_wsgi_application()

    from broadsheet.edge.http.wsgi import StoredApplication
    from broadsheet.edge.store.machine import page_store
    from broadsheet.events import worker as background

    stored = StoredApplication(django, page_store()) if settings.EDGE["is_on"] else django
    background.start()
    return stored


application = _application()

__all__ = ["application", "broadsheet"]
