"""The site as an RSGI application, which `broadsheet serve` runs in Granian: the page store's front, Django behind it."""

import os

import broadsheet  # the bundled SQLite, before Django opens a database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings.site")

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

_django = get_wsgi_application()

from broadsheet.edge.http.front import front  # noqa: E402
from broadsheet.events import worker as background  # noqa: E402

application = front(_django, is_on=settings.EDGE["is_on"], on_start=background.start)

__all__ = ["application", "broadsheet"]
