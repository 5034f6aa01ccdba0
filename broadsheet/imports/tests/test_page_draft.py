"""A found story becomes a draft, completely or not at all."""

from datetime import UTC, datetime

import pytest

from broadsheet.imports.actions import make_draft as drafts
from broadsheet.imports.actions.make_draft import NoDraft, make_draft
from broadsheet.imports.markup.pieces import (
    Embed,
    Heading,
    ListBlock,
    Paragraph,
    PictureInText,
    Quote,
    Table,
    ThematicBreak,
)
from broadsheet.imports.page.story import FoundStory, LeadPicture
from broadsheet.media.models import Picture
from broadsheet.stories.models import Article
from broadsheet.stories.text import plain_text
from broadsheet.wire.fetch import FetchedFile, FetchError
from tests.newsroom import picture


def found_story(**parts):
    story = {
        "headline": "Council votes",
        "standfirst": "After eleven hours.",
        "byline": ["Lina Haddad", "Somebody Else"],
        "published_at": datetime(2026, 11, 20, 9, 30),
        "blocks": [Paragraph('The <strong>council</strong> <a href="https://example.org/">voted</a>.')],
        "image": None,
        "section": "World",
        "tags": ["harbour", "vote"],
        "source_url": "https://paper.example/council",
        "language": "en",
    }
    return FoundStory(**(story | parts))


@pytest.fixture
def outside(monkeypatch, db):
    """The web has one picture and nothing else."""
    file = picture().file.read()

    def fetch(url, **_):
        if url.endswith("quay.jpg"):
            return FetchedFile(url, "image/jpeg", file)
        if url.endswith("page.jpg"):
            return FetchedFile(url, "image/jpeg", b"<html>not a picture</html>")
        raise FetchError(f"{url}: the name paper.example could not be found.")

    Picture.objects.all().delete()
    monkeypatch.setattr(drafts, "fetch", fetch)


def test_every_part_that_was_found_is_in_the_draft(newsroom):
    article = make_draft(story=found_story()).article
    assert (article.live, article.title, article.standfirst) == (False, "Council votes", "After eleven hours.")
    assert article.section == newsroom.sections["en"]
    assert [(byline.person, byline.guest) for byline in article.bylines.all()] == [
        (newsroom.people["en"], ""),
        (None, "Somebody Else"),
    ]
    assert article.published_at == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)  # the edition is in Athens
    assert sorted(article.tags.names()) == ["harbour", "vote"]
    assert article.source_url == "https://paper.example/council"
    assert '<b>council</b> <a href="https://example.org/">voted</a>' in article.body[0].value.source


def test_every_kind_of_piece_becomes_a_block(newsroom):
    blocks = [
        Heading(2, "What next"),
        ListBlock(ordered=True, items=["One", "Two"]),
        Quote("Nobody asked us.", "Josip Marin"),
        Table([["2025", "2117"]], ["Year", "Ships"]),
        Embed("https://www.youtube.com/watch?v=abcdefghijk", "YouTube"),
        Embed("https://social.example/1", "Social", "A post"),
        ThematicBreak(),
        Paragraph("The end."),
    ]
    article = make_draft(story=found_story(blocks=blocks)).article
    assert [block.block_type for block in article.body] == [
        "heading", "list", "quote", "table", "embed", "quote", "rule", "paragraph",
    ]  # fmt: skip
    assert "One" in plain_text(article.body)


def test_pictures_are_imported_with_their_captions_and_credits(newsroom, outside):
    image = LeadPicture("https://paper.example/quay.jpg", alt="Cranes", caption="The quay", credit="Ana Ruiz")
    story = found_story(
        image=image, blocks=[Paragraph("Text."), PictureInText("https://paper.example/quay.jpg", caption="Again")]
    )
    article = make_draft(story=story).article
    assert (article.lead_picture.alt_text, article.lead_picture.credit) == ("Cranes", "Ana Ruiz")
    assert article.body[1].value["picture"] == article.lead_picture
    assert Picture.objects.count() == 1


def test_a_picture_that_cannot_be_fetched_is_noted_and_left_out(newsroom, outside):
    story = found_story(
        image=LeadPicture("https://paper.example/gone.jpg"),
        blocks=[Paragraph("Text."), PictureInText("https://paper.example/page.jpg")],
    )
    imported = make_draft(story=story)
    assert imported.article.lead_picture is None
    assert "could not be found" in imported.notes[0]
    assert "could not be read as a picture" in imported.notes[1]


def test_an_unknown_section_is_noted_and_not_created(newsroom):
    imported = make_draft(story=found_story(section="Gardening"))
    assert imported.article.section == newsroom.sections["en"]
    assert imported.notes == [
        "The page's section “Gardening” does not exist here, so the draft is in “World”. Move it where it belongs."
    ]


def test_the_language_of_the_page_chooses_the_edition(newsroom):
    assert make_draft(story=found_story(language="fr-CA", section=None)).article.edition == "fr"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"headline": None}, "No headline was found"),
        ({"blocks": []}, "No text was found on the page of “Council votes”"),
    ],
)
def test_a_page_without_headline_or_text_is_refused(newsroom, parts, words):
    with pytest.raises(NoDraft, match=words):
        make_draft(story=found_story(**parts))
    assert not Article.objects.exists()


def test_the_same_page_is_not_imported_twice(newsroom):
    make_draft(story=found_story())
    with pytest.raises(NoDraft, match="was imported before, as “Council votes”"):
        make_draft(story=found_story())


def test_a_section_is_named_by_its_path(newsroom):
    assert make_draft(story=found_story(), section_path="/ar/al-alam/").article.edition == "ar"
    with pytest.raises(NoDraft, match="There is no section at /nowhere/"):
        make_draft(story=found_story(source_url=None), section_path="/nowhere/")
