"""Who makes links to drafts, and who follows them."""

import pytest
from django.test import Client


@pytest.fixture
def editor(newsroom):
    client = Client()
    client.force_login(newsroom.user("editor"))
    return client


@pytest.fixture
def nobody():
    return Client()
