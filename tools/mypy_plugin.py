"""The plugin of django-stubs, which reads Django's settings. It uses the settings of the tests' site."""

import os

# The database is not used. On SQLite, the settings would refuse the library that mypy has loaded itself.
os.environ["TEST_DATABASE_URL"] = "postgresql://localhost/types"

from mypy_django_plugin.main import plugin

import tests.site_for_tests  # noqa: F401

__all__ = ["plugin"]
