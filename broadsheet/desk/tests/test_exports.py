"""Exports of the admin are in the user's language, as the rest of the admin is."""

import pytest
from django.utils import translation
from wagtail.users.models import UserProfile

from broadsheet.core.models import User


@pytest.fixture
def asking(client, db):
    """(a client signed in, a function that gives an export as text)."""
    person = User.objects.create_superuser("chief", "chief@courier.example", "secret")
    client.force_login(person)

    def export(address, *, language):
        UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": language})
        response = client.get(address)
        assert response.status_code == 200
        return b"".join(response.streaming_content).decode()

    return export


def test_the_headings_of_an_export_are_in_the_users_language(asking, newsroom):
    before = translation.get_language()
    address = "/admin/reports/aging-pages/?export=csv"
    english = asking(address, language="en").splitlines()
    french = asking(address, language="fr").splitlines()
    assert english[0].startswith("Title,")
    assert french[0].startswith("Titre,")
    assert len(english) == len(french) > 1
    assert translation.get_language() == before  # the thread then serves other requests


def test_answers_that_are_not_exports_are_left_alone(client, asking, newsroom):
    page = client.get("/admin/reports/aging-pages/")
    assert not page.streaming
    assert client.get("/").status_code == 200
