"""The plugin of django-stubs, which reads Django's settings, with those of the tests' own site."""

import os

# Nothing is asked of the database. On SQLite, the settings would refuse the library that mypy has loaded for itself.
os.environ["TEST_DATABASE_URL"] = "postgresql://localhost/types"

from mypy_django_plugin.main import plugin

import tests.site_for_tests  # noqa: F401

__all__ = ["plugin"]
