"""Whether a database fits this release."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from broadsheet import __version__
from broadsheet.ops import site_database
from broadsheet.ops.site_database import record_release, wrong_with_later_release


def loader():
    return MigrationLoader(connection)


@pytest.mark.django_db
def test_a_release_that_has_served_the_site_is_known_to_earlier_ones(monkeypatch):
    record_release(loader())
    record_release(loader())
    assert [key for key in loader().applied_migrations if key[0] == "broadsheet"] == [("broadsheet", __version__)]
    assert wrong_with_later_release(loader()) == ""
    monkeypatch.setattr(site_database, "__version__", "0.0.9")
    assert f"was changed by Broadsheet {__version__}; this is 0.0.9." in wrong_with_later_release(loader())
