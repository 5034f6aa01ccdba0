"""The pictures and documents that a preview link shows."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from broadsheet.desk.models import PreviewLink
from broadsheet.media.models import NewsDocument, PictureRendition
from tests.newsroom import blocks, picture

from .preview_links import link_to, pictures_in


def test_only_browsers_with_the_link_see_the_drafts_pictures_and_documents(newsroom, editor, nobody):
    paper = NewsDocument.objects.create(title="By-law 77", file=ContentFile(b"Text of the by-law", "by-law.txt"))
    other = picture("Another harbour", colour="#aa3300")
    body = blocks(
        ("picture", {"picture": picture("Inner", colour="#118833").pk, "alt": "", "caption": "", "size": "text"}),
        (
            "embed",
            {"url": "https://vimeo.com/1", "description": "A film", "picture": picture("Still", colour="#5500aa").pk},
        ),
        ("document", {"document": paper.pk, "description": ""}),
    )
    draft = newsroom.draft(lead_picture=picture(), body=body)
    newsroom.draft("Another draft", lead_picture=other)
    path = link_to(editor, draft)
    assert not PictureRendition.objects.exists()
    response = nobody.get(path)
    urls = [*pictures_in(response), paper.url]
    assert len(set(urls)) == 4
    for url in urls:
        answer = nobody.get(url)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        assert Client().get(url).status_code == 404
    assert nobody.get(other.get_rendition("width-480|format-jpeg").url).status_code == 404


def test_pictures_are_private_again_when_the_draft_drops_them_or_the_link_ends(newsroom, editor, nobody):
    draft = newsroom.draft(lead_picture=picture())
    path = link_to(editor, draft)
    (url, *_) = pictures_in(nobody.get(path))
    assert nobody.get(url).status_code == 200
    draft.lead_picture = None
    draft.save_revision()
    assert nobody.get(url).status_code == 404
    draft.lead_picture = picture("Harbour again")
    draft.save_revision()
    (url, *_) = pictures_in(nobody.get(path))
    assert nobody.get(url).status_code == 200
    editor.post(reverse("desk:end_preview_link", args=[PreviewLink.objects.get().pk]))
    assert nobody.get(url).status_code == 404


def test_a_picture_whose_rights_have_ended_is_not_shown(newsroom, editor, nobody):
    harbour = picture()
    path = link_to(editor, newsroom.draft(lead_picture=harbour))
    (url, *_) = pictures_in(nobody.get(path))
    harbour.rights_ended = True
    harbour.save()
    assert nobody.get(url).status_code == 404
    assert pictures_in(nobody.get(path)) == []


def test_the_only_cookie_is_for_media_and_ends_with_the_link(newsroom, editor, nobody):
    path = link_to(editor, newsroom.draft(), "hour")
    (cookie,) = nobody.get(path).cookies.values()
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/media/", True, "Strict")
    assert 3500 < cookie["max-age"] <= 3600
    token = path.split("/")[2]
    assert cookie.value not in token
    assert token.partition(".")[2] not in cookie.value


@pytest.mark.parametrize("forged", ["", "1", "{key}", "{token}"])
def test_a_forged_cookie_shows_nothing(newsroom, editor, nobody, forged):
    path = link_to(editor, newsroom.draft(lead_picture=picture()))
    (url, *_) = pictures_in(Client().get(path))
    key, _, signature = path.split("/")[2].partition(".")
    nobody.cookies[f"preview_{key}"] = forged.format(key=key, token=signature)
    assert nobody.get(url).status_code == 404
