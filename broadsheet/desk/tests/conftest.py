"""People of the newsroom, and somebody who is none of them."""

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
