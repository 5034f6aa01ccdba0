"""The site as a WSGI application (PEP 3333), with the page store, its clock and its worker: for servers other than ours."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import broadsheet  # the bundled SQLite, before Django opens a database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings.site")


def _application() -> Callable[..., Iterable[bytes]]:
    """What imports models is imported when Django is ready."""
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
