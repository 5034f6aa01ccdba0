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


@pytest.fixture
def both(newsroom, django_user_model):
    """Two administrators, each with a session."""
    clients = []
    for name in ("ana", "ben"):
        client = Client()
        client.force_login(django_user_model.objects.create_superuser(name, f"{name}@courier.example", "secret"))
        clients.append(client)
    return clients
