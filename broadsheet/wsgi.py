"""The site as a WSGI application (PEP 3333), with its clock and its worker."""

import os

import broadsheet  # the bundled SQLite, before Django opens a database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings.site")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from broadsheet.events import background  # noqa: E402

background.start()

__all__ = ["application", "broadsheet"]
