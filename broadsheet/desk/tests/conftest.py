"""People of the newsroom, and an anonymous visitor."""

import pytest
from django.test import Client


@pytest.fixture
def editor(newsroom):
    client = Client()
    client.force_login(newsroom.user("editor"))
    return client


@pytest.fixture
def publisher(newsroom):
    client = Client()
    client.force_login(newsroom.user("publisher"))
    return client


@pytest.fixture
def nobody():
    return Client()
