"""A file that cannot be shown is refused at upload; one that goes missing later breaks no page."""

import io
import json
import random
import re
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from broadsheet.desk.tests.test_admin import form_of
from broadsheet.media.collections import collection_of
from broadsheet.media.models import NewsDocument, Picture, PictureRendition
from broadsheet.media.tasks import make_renditions
from broadsheet.stories.models import Article
from tests.newsroom import blocks, picture

PAGES = ("/", "/world/", "/world/council-votes/", "/lite/world/council-votes/", "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json",
         "/search/?q=council", "/people/lina-haddad/", "/archive/", "/lite/")  # fmt: skip


def encoded(kind, mode="RGB", size=(64, 48), **options):
    out = io.BytesIO()
    noise = random.Random(1).randbytes(size[0] * size[1] * (2 if mode == "I;16" else len(mode)))
    Image.frombytes(mode, size, noise).save(out, kind, **options)
    return out.getvalue()


def png(width, height, data=b""):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


JPEG, GIF = encoded("JPEG"), encoded("GIF")
BROKEN = {
    "cut.jpg": (JPEG[: len(JPEG) // 2], "cannot be read to its end"),
    "cut.gif": (GIF[: len(GIF) // 2], "cannot be read to its end"),
    "nothing.png": (png(0, 0), "no pixels|not a picture of a supported kind"),
    "short.png": (png(64, 64, b"\x00" * 100), "cannot be read to its end"),
    "words.jpg": (b"<html>not a picture</html>", "not a picture of a supported kind"),
    "vast.png": (png(30_000, 30_000), "million pixels"),
}


def upload(client, door, name, data):
    file = SimpleUploadedFile(name, data, "image/png")
    if door == "add":
        return client.post(reverse("wagtailimages:add"), {"title": "Upload", "file": file})
    if door == "many":
        return client.post(
            reverse("wagtailimages:add_multiple"),
            {"title": "Upload", "files[]": file},
            headers={"x-requested-with": "XMLHttpRequest"},
        )
    return client.post(
        reverse("wagtailimages_chooser:create"),
        {"image-chooser-upload-title": "Upload", "image-chooser-upload-file": file},
    )


@pytest.fixture
def editor(newsroom, client):
    client.force_login(newsroom.user("editor"))
    return client


@pytest.mark.parametrize("door", ["add", "many", "chooser"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_picture_that_cannot_be_shown_is_refused_with_a_message_that_names_it(editor, door, name):
    data, words = BROKEN[name]
    response = upload(editor, door, name, data)
    assert response.status_code == 200
    message = json.loads(response.content)["error_message"] if door == "many" else response.content.decode()
    assert re.search(words, message)
    assert name in message
    assert not Picture.objects.exists()


@pytest.mark.parametrize("door", ["add", "many", "chooser"])
def test_a_valid_picture_is_accepted_by_each_form(editor, door):
    upload(editor, door, "sound.jpg", JPEG)
    assert Picture.objects.get().width == 64


def test_a_picture_with_16_bits_a_sample_is_converted_for_display(editor, newsroom, client):
    grey = encoded("PNG", "I;16")
    upload(editor, "add", "grey.png", grey)
    Picture.objects.update(credit="Ana Ruiz/Courier")
    newsroom.story("Council votes", lead_picture=Picture.objects.get(), lead_alt="Noise")
    make_renditions.func(picture_id=Picture.objects.get().pk)
    assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
    jpeg = PictureRendition.objects.filter(filter_spec__endswith="format-jpeg").first()
    with Image.open(jpeg.file) as image:
        low, high = image.convert("L").getextrema()
    assert high - low > 100  # neither all black nor all white


@pytest.mark.parametrize("damage", ["gone", "cut"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_original_breaks_no_page_and_is_listed_on_the_newsroom_s_home(newsroom, client, damage, when):
    lead = picture("Harbour")
    if when == "after":
        make_renditions.func(picture_id=lead.pk)
    inside = picture("Boats")
    path = Path(lead.file.path)
    path.write_bytes(path.read_bytes()[:200]) if damage == "cut" else path.unlink()
    newsroom.story(
        "Council votes",
        lead_picture=lead,
        body=blocks(("picture", {"picture": inside.pk}), ("picture", {"picture": lead.pk})),
    )
    make_renditions.func(picture_id=lead.pk)
    assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
    client.force_login(newsroom.user("editor"))
    home = client.get("/admin/").content.decode()
    assert ("Pictures that cannot be shown" in home) == (when == "before")


def test_a_picture_whose_file_is_back_is_no_longer_marked(newsroom):
    lead = picture("Harbour")
    path, saved = Path(lead.file.path), Path(lead.file.path).read_bytes()
    path.unlink()
    make_renditions.func(picture_id=lead.pk)
    assert Picture.objects.get().is_unreadable
    path.write_bytes(saved)
    make_renditions.func(picture_id=lead.pk)
    assert not Picture.objects.get().is_unreadable


def test_a_rendition_whose_file_is_lost_is_made_again(newsroom, client):
    lead = picture("Harbour")
    newsroom.story("Council votes", lead_picture=lead)
    rendition = lead.get_rendition("fill-800x533|format-jpeg")
    Path(rendition.file.path).unlink()
    assert client.get(rendition.url).status_code == 404
    make_renditions.func(picture_id=lead.pk)
    again = PictureRendition.objects.get(image=lead, filter_spec=rendition.filter_spec)
    assert client.get(again.url).status_code == 200
    assert client.get("/world/council-votes/").status_code == 200


@pytest.fixture
def offered(newsroom):
    """A document that a live story offers."""
    paper = NewsDocument.objects.create(
        title="Minutes",
        file=ContentFile(b"%PDF-1.4", "minutes.pdf"),
        collection=collection_of(newsroom.sections["en"].locale),
    )
    newsroom.story("Council votes", body=blocks(("document", {"document": paper.pk})))
    return paper


@pytest.mark.parametrize("kind", ["document", "picture"])
def test_a_file_on_a_live_page_is_not_deleted_and_the_message_names_the_page(editor, newsroom, offered, kind):
    if kind == "picture":
        item = picture("Harbour", collection=offered.collection)
        newsroom.story("Roads", lead_picture=item)
        url, title = reverse("wagtailimages:delete", args=[item.pk]), "Roads"
    else:
        item, url, title = offered, reverse("wagtaildocs:delete", args=[offered.pk]), "Council votes"
    page = editor.post(url, follow=True).content.decode()
    assert "1 live page shows it (“" + title + "”). Remove it there first." in page
    assert type(item).objects.filter(pk=item.pk).exists()
    assert Path(item.file.path).exists()
    bulk = reverse("wagtail_bulk_action", args=["media", type(item)._meta.model_name, "delete"])
    editor.post(f"{bulk}?next=/admin/&id={item.pk}")
    assert type(item).objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize("what", ["row", "file", "both"])
def test_a_lost_document_breaks_no_page(newsroom, client, offered, what):
    if what in {"file", "both"}:
        NewsDocument.objects.filter(pk=offered.pk).update(file_size=None, file_hash="")
        Path(offered.file.path).unlink()
    if what in {"row", "both"}:
        offered.live_uses.all().delete()
        NewsDocument.objects.filter(pk=offered.pk).delete()
    assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
    assert Article.objects.get(slug="council-votes").get_latest_revision_as_object().body


@pytest.mark.parametrize(
    "name",
    ["résumé.pdf", "протокол заседания.pdf", "محضر.pdf", "re\u0301sume\u0301.pdf", "🔥.pdf", "a b & c.pdf", "50%.pdf"],
)
def test_a_document_with_any_name_can_be_downloaded(newsroom, client, name):
    paper = NewsDocument.objects.create(title="Minutes", file=ContentFile(b"%PDF-1.4", name))
    newsroom.story("Council votes", body=blocks(("document", {"document": paper.pk})))
    paper = NewsDocument.objects.get()
    response = client.get(paper.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert paper.filename.endswith(".pdf") and len(paper.filename) > 4
    assert Path(settings.MEDIA_ROOT, paper.file.name).exists()


def test_the_fields_of_a_picture_whose_original_is_missing_can_be_saved(newsroom, client):
    lead = picture("Harbour", collection=collection_of(newsroom.sections["en"].locale))
    client.force_login(newsroom.user("editor"))
    url = reverse("wagtailimages:edit", args=[lead.pk])
    fields = form_of(client, url)
    Path(lead.file.path).unlink()
    assert client.get(url).status_code == 200
    assert client.post(url, fields | {"caption": "A crane", "focal_point_x": "20"}).status_code == 302
    stored = Picture.objects.get()
    assert (stored.caption, stored.focal_point_x, stored.file.name) == ("A crane", 20, lead.file.name)
