"""The site as an RSGI application for Granian, as `broadsheet serve` runs it: the page store's front with Django behind it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import broadsheet  # the bundled SQLite, before Django opens a database

if TYPE_CHECKING:
    from broadsheet.edge.http.front import Front

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings.site")


def _application() -> Front:
    """The application. Modules that import models are imported here, after Django is set up."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    django = get_wsgi_application()

    from broadsheet.edge.http.front import front
    from broadsheet.events import worker as background

    return front(django, is_on=settings.EDGE["is_on"], on_start=background.start)


application = _application()

__all__ = ["application", "broadsheet"]
