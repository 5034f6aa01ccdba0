"""Which media files are public, and how they are served."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from broadsheet.events import clock
from broadsheet.events.models import Event
from broadsheet.media.models import LiveUse, NewsDocument
from broadsheet.media.places import PLACES
from broadsheet.stories.models import Article
from tests.newsroom import blocks, picture

SPEC = PLACES["lead"].spec(480, "jpeg")


@pytest.fixture
def harbour(db):
    return picture()


def body(response):
    return b"".join(response.streaming_content)


def test_a_rendition_is_public_only_while_something_live_shows_it(newsroom, client, harbour):
    url = harbour.get_rendition(SPEC).url
    assert client.get(url).status_code == 404
    story = newsroom.story(lead_picture=harbour)
    response = client.get(url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=31536000, s-maxage=3, stale-while-revalidate=2, immutable"
    story.unpublish()
    assert client.get(url).status_code == 404


def test_a_picture_that_only_a_draft_uses_is_not_public(newsroom, client, harbour):
    newsroom.draft(lead_picture=harbour)
    assert client.get(harbour.get_rendition(SPEC).url).status_code == 404


def test_removing_a_picture_from_a_live_story_makes_it_private_again(newsroom, client, harbour):
    story = newsroom.story(body=blocks(("picture", {"picture": harbour.pk, "alt": "", "caption": "", "size": "text"})))
    url = harbour.get_rendition(SPEC).url
    assert client.get(url).status_code == 200
    story.body = blocks(("paragraph", "<p>No picture.</p>"))
    story.save_revision().publish()
    assert client.get(url).status_code == 404


def test_the_newsroom_sees_renditions_of_drafts_and_caches_do_not_store_them(newsroom, client, harbour):
    client.force_login(newsroom.user("reporter"))
    response = client.get(harbour.get_rendition(SPEC).url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_an_original_has_an_unguessable_name_and_no_address(newsroom, client, harbour):
    newsroom.story(lead_picture=harbour)
    assert harbour.file.name.startswith("originals/")
    assert "harbour" not in harbour.file.name
    assert client.get(f"/media/{harbour.file.name}").status_code == 404


def test_the_name_of_a_rendition_changes_with_its_content(db):
    first, second = picture(colour="#ff0000"), picture(colour="#00ff00")
    assert first.get_rendition(SPEC).url != second.get_rendition(SPEC).url


def test_a_part_of_a_file_can_be_requested(newsroom, client, harbour):
    newsroom.story(lead_picture=harbour)
    url = harbour.get_rendition(SPEC).url
    whole = body(client.get(url))
    part = client.get(url, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert body(part) == whole[10:20]


def test_a_part_beyond_the_end_is_refused(newsroom, client, harbour):
    newsroom.story(lead_picture=harbour)
    response = client.get(harbour.get_rendition(SPEC).url, headers={"Range": "bytes=99999999-"})
    assert response.status_code == 416


@pytest.mark.parametrize("name", ["..%2f..%2fnewsroom.sqlite3", ".htaccess", "%2e%2e", "a%00b"])
def test_names_that_are_not_renditions_are_not_found(db, client, name):
    assert client.get(f"/media/renditions/{name}").status_code == 404


def test_when_its_rights_end_a_picture_disappears_from_its_live_story(newsroom, client, time_machine):
    now = timezone.now()
    harbour = picture(rights_end_at=now + timedelta(minutes=1))
    story = newsroom.story("Council votes", lead_picture=harbour)
    url = harbour.get_rendition(SPEC).url
    assert 'class="figure figure--lead"' in client.get("/world/council-votes/").content.decode()
    time_machine.move_to(now + timedelta(minutes=1))
    clock.tick(now=timezone.now())
    assert 'class="figure figure--lead"' not in client.get("/world/council-votes/").content.decode()
    assert client.get(url).status_code == 404
    assert Event.objects.filter(kind="rights_ended").count() == 1
    assert Event.objects.filter(kind="updated", page_id=story.pk).count() == 1
    assert Article.objects.get(pk=story.pk).live


def test_publishing_saves_the_size_and_digest_of_a_document_so_that_pages_need_not_write(newsroom):
    paper = NewsDocument.objects.create(title="Budget", file=ContentFile(b"1, 2, 3", "budget.csv"))
    assert paper.file_hash == ""
    newsroom.story(body=blocks(("document", {"document": paper.pk, "description": ""})))
    measured = NewsDocument.objects.get(pk=paper.pk)
    assert len(measured.file_hash) == 40
    assert measured.file_size == measured.file.size


def test_a_document_is_public_only_while_a_live_story_offers_it(newsroom, client):
    paper = NewsDocument.objects.create(title="By-law 77", file=ContentFile(b"Text of the by-law", "by-law.txt"))
    assert client.get(paper.url).status_code == 404
    newsroom.story(body=blocks(("document", {"document": paper.pk, "description": ""})))
    response = client.get(paper.url)
    assert body(response) == b"Text of the by-law"
    assert response["Content-Disposition"].startswith("attachment")
    assert LiveUse.objects.filter(document=paper).count() == 1


def test_an_embeds_still_picture_is_public_with_its_story(newsroom, client, harbour):
    embed = {"url": "https://vimeo.com/1", "description": "A film", "picture": harbour.pk}
    story = newsroom.story(body=blocks(("embed", embed)))
    (url,) = re.findall(r'src="(/media/[^"]+)"', client.get("/world/council-votes/").content.decode())
    assert client.get(url).status_code == 200
    story.unpublish()
    assert client.get(url).status_code == 404
