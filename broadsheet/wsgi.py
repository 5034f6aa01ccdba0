"""The site as a WSGI application (PEP 3333), with the page store, its clock and its worker: for servers other than ours."""

import os

import broadsheet  # the bundled SQLite, before Django opens a database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings.site")

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from broadsheet.edge.http.wsgi import StoredApplication  # noqa: E402
from broadsheet.edge.store.machine import page_store  # noqa: E402
from broadsheet.events import worker as background  # noqa: E402

if settings.EDGE["is_on"]:
    application = StoredApplication(application, page_store())
background.start()

__all__ = ["application", "broadsheet"]
