"""Uploads when the media folder has no room left."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, transaction
from django.urls import reverse

from broadsheet.media.models import NewsDocument, Picture
from broadsheet.media.tests.test_broken_files import JPEG, upload
from tests.newsroom import picture


@pytest.fixture
def editor(newsroom, client):
    client.force_login(newsroom.user("editor"))
    return client


@pytest.fixture
def full(monkeypatch):
    monkeypatch.setattr("broadsheet.media.forms.free_bytes", lambda folder: 1_000_000)


def media_files(settings):
    return sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


@pytest.mark.parametrize("door", ["add", "many", "chooser"])
def test_a_picture_is_refused_with_a_message_by_each_form(editor, full, settings, door):
    before = media_files(settings)
    response = upload(editor, door, "harbour.jpg", JPEG)
    assert response.status_code == 200
    message = json.loads(response.content)["error_message"] if door == "many" else response.content.decode()
    assert "harbour.jpg" in message
    assert "no room left" in message
    assert not Picture.objects.exists()
    assert media_files(settings) == before


def test_a_document_is_refused_with_a_message(editor, full):
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.4", "application/pdf")
    response = editor.post(reverse("wagtaildocs:add"), {"title": "Plan", "file": file})
    assert "“plan.pdf” was not stored" in response.content.decode()
    assert not NewsDocument.objects.exists()


def test_the_file_of_a_row_that_cannot_be_written_is_deleted(db, settings, monkeypatch):
    before = media_files(settings)

    def refuse(*_args, **_kwargs):
        raise OperationalError("database or disk is full")

    for model, make in (
        (Picture, picture),
        (NewsDocument, lambda: NewsDocument.objects.create(title="Plan", file=ContentFile(b"plan", "plan.pdf"))),
    ):
        monkeypatch.setattr("django.db.models.query.QuerySet._insert", refuse)
        with pytest.raises(OperationalError), transaction.atomic():
            make()
        assert media_files(settings) == before, model
        monkeypatch.undo()
        make()
        before = media_files(settings)
