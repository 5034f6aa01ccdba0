"""Uploads when the media folder has no room left."""

import errno
import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task_backends

from broadsheet.media.actions.make_rendition import RenditionPostponed, make_rendition
from broadsheet.media.models import NewsDocument, Picture
from broadsheet.media.tasks import make_renditions
from broadsheet.media.tests.test_broken_files import JPEG, upload
from tests.newsroom import picture


@pytest.fixture
def editor(newsroom, client):
    client.force_login(newsroom.user("editor"))
    return client


@pytest.fixture
def full(monkeypatch):
    monkeypatch.setattr("broadsheet.media.media_folder.free_bytes", lambda folder: 1_000_000)


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


def shown(client):
    """How often the story's page shows a picture, and how many files it names."""
    page = client.get("/world/council-votes/").content.decode()
    return page.count("<picture"), page.count("/media/renditions/")


@pytest.mark.parametrize("trouble", ["full", "not mounted"])
def test_while_the_disk_is_full_or_away_a_picture_keeps_its_old_crop_and_gets_the_new_one_afterwards(
    newsroom, client, settings, monkeypatch, trouble
):
    lead = picture("Harbour")
    newsroom.story("Council votes", lead_picture=lead)
    make_renditions.func(picture_id=lead.pk)
    before = shown(client)
    assert before[0] == 1
    for name, value in {"x": 30, "y": 30, "width": 10, "height": 10}.items():
        setattr(lead, f"focal_point_{name}", value)
    lead.save()
    originals, away = settings.MEDIA_ROOT / "originals", settings.MEDIA_ROOT / "away"
    if trouble == "full":
        monkeypatch.setattr("broadsheet.media.media_folder.free_bytes", lambda folder: 1_000)
    else:
        originals.rename(away)
    assert make_renditions.func(picture_id=lead.pk) == 0
    assert shown(client)[0] == 1
    assert not Picture.objects.get().is_unreadable
    waiting = task_backends["background"].results[-1]
    assert waiting.task.run_after > timezone.now() + timedelta(seconds=20)
    assert waiting.kwargs == {"picture_id": lead.pk, "tried": 1}
    if trouble == "full":
        monkeypatch.undo()
    else:
        away.rename(originals)
    assert make_renditions.func(**waiting.kwargs) > 0
    assert shown(client) == before


def test_an_error_of_the_machine_is_not_held_against_the_picture(newsroom, monkeypatch):
    lead = picture("Harbour")

    def fail(*_args, **_kwargs):
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(Picture, "generate_rendition_file", fail)
    with pytest.raises(RenditionPostponed):
        make_rendition(picture=lead, spec="fill-800x533|format-jpeg")
    assert not Picture.objects.get().is_unreadable
