"""The newsroom that the stores are tried on, set up once."""

import pytest

from .world import Seed


@pytest.fixture(scope="session")
def store_seed(tmp_path_factory, django_db_blocker):
    """A newsroom in a database of its own, past pytest's transactions: commits are real."""
    folder = tmp_path_factory.mktemp("store")
    with django_db_blocker.unblock(), Seed(folder) as seed:
        yield seed
