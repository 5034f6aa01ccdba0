"""Make a draft from a found story."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.models import Collection

from broadsheet.editions.queries import edition_for
from broadsheet.imports.body_blocks import BodyBuilder
from broadsheet.imports.markup.pieces import Embed, PagePiece, PictureInText
from broadsheet.imports.page.story import FoundStory, LeadPicture
from broadsheet.imports.pictures import PICTURE_BYTES, checked_suffix, new_picture, stem_of_url
from broadsheet.media.collections import collection_of
from broadsheet.media.models import Picture
from broadsheet.stories.embeds import player_for
from broadsheet.stories.models import Article, Byline, Person, Section
from broadsheet.wire.fetch import fetch

PICTURES_AT_MOST = 20
PICTURE_SECONDS = 30.0  # for all pictures of a page together


class NoDraft(ValueError):
    """No draft was made. The message is one sentence that says why."""


@dataclass
class ImportedDraft:
    """A draft, and sentences about it for the desk."""

    article: Article
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FetchedPicture:
    """The file of a picture, and what the page says about it. `suffix` fits what the file holds."""

    picture: LeadPicture | PictureInText
    body: bytes
    suffix: str


def make_draft(*, story: FoundStory, section_path: str = "") -> ImportedDraft:
    """Make a draft of `story`. Either all of it is stored or, if NoDraft is raised, nothing.

    Pictures are fetched before the transaction begins. A picture that cannot be fetched is left out, with a note.
    """
    if not story.headline:
        raise NoDraft("No headline was found on this page, so no draft was made.")
    if not story.body_text:
        raise NoDraft(f"No text was found on the page of “{story.headline}”, so no draft was made.")
    _refuse_a_second_time(story)
    notes: list[str] = []
    section = _section_for(story, section_path, notes)
    fetched = _fetch_pictures(story, notes)
    with transaction.atomic():
        collection = collection_of(section.locale)
        pictures = {url: _store_picture(file, collection) for url, file in fetched.items()}
        article = _article(story, section, pictures)
        article.save_revision()
    return ImportedDraft(Article.objects.get(pk=article.pk), notes)


def _refuse_a_second_time(story: FoundStory) -> None:
    known = Article.objects.filter(source_url=story.source_url).first() if story.source_url else None
    if known:
        raise NoDraft(
            f"This page was imported before, as “{known.title}” (story {known.pk}). Delete that story first to import the page again."
        )


def _section_for(story: FoundStory, path: str, notes: list[str]) -> Section:
    if path:
        for section in Section.objects.select_related("locale"):
            if (section.get_url_parts() or ("", "", ""))[2].strip("/") == path.strip("/"):
                return section
        raise NoDraft(f"There is no section at {path}. Give the path of one, such as /world/.")
    codes = [language.code for language in settings.EDITION_LANGUAGES]
    language = (story.language or "").lower()
    code = next((code for code in codes if language == code or language.split("-")[0] == code), codes[0])
    sections = list(Section.objects.filter(locale__language_code=code).order_by("path"))
    if not sections:
        raise NoDraft(f"The edition “{code}” has no section yet. Add one in the admin, or name one with --section.")
    name = (story.section or "").casefold().strip()
    for section in sections:
        if name and name in {section.title.casefold(), section.slug.casefold()}:
            return section
    reason = f"The page's section “{story.section}” does not exist here" if name else "The page names no section"
    notes.append(f"{reason}, so the draft is in “{sections[0].title}”. Move it where it belongs.")
    return sections[0]


def _fetch_pictures(story: FoundStory, notes: list[str]) -> dict[str, FetchedPicture]:
    """The pictures by their addresses, the lead picture first."""
    pictures: dict[str, LeadPicture | PictureInText] = {story.image.url: story.image} if story.image else {}
    for block in story.blocks:
        if isinstance(block, PictureInText):
            pictures.setdefault(block.url, block)
    fetched = {}
    until = time.monotonic() + PICTURE_SECONDS
    for url, picture in list(pictures.items())[:PICTURES_AT_MOST]:
        remaining = until - time.monotonic()
        if remaining <= 0:
            notes.append(
                f"The picture {url} was left out: the page's pictures took more than {PICTURE_SECONDS:.0f} seconds."
            )
            continue
        try:
            body = fetch(url, accept=("image/",), limit_bytes=PICTURE_BYTES, deadline_seconds=min(10.0, remaining)).body
            fetched[url] = FetchedPicture(picture, body, checked_suffix(BytesIO(body), url))
        except ValueError as error:  # FetchError, UnusablePicture, or an invalid address
            notes.append(str(error))
    if len(pictures) > PICTURES_AT_MOST:
        notes.append(f"The page has {len(pictures)} pictures; the first {PICTURES_AT_MOST} were imported.")
    return fetched


def _store_picture(fetched: FetchedPicture, collection: Collection) -> Picture:
    source = fetched.picture
    picture = new_picture(
        ContentFile(fetched.body),
        suffix=fetched.suffix,
        url=source.url,
        title=source.caption or source.alt or stem_of_url(source.url),
        alt=source.alt or "",
        caption=source.caption or "",
        credit=source.credit or "",
        collection=collection,
    )
    picture.save()
    return picture


def _article(story: FoundStory, section: Section, pictures: dict[str, Picture]) -> Article:
    edition = edition_for(section.locale.language_code)
    published_at = story.published_at
    if published_at and published_at.tzinfo is None:
        published_at = published_at.replace(tzinfo=edition.zone)
    headline = (story.headline or "")[:255]
    body = BodyBuilder(picture=lambda piece: pictures.get(piece.url))
    article = Article(
        title=headline,
        slug=find_available_slug(section, slugify(headline, allow_unicode=True)[:200] or "story"),
        locale=section.locale,
        live=False,
        standfirst=story.standfirst or "",
        published_at=published_at,
        source_url=(story.source_url or "")[:1000],
        lead_picture=pictures.get(story.image.url) if story.image else None,
        body=json.dumps(body.build(map(_with_words, story.blocks))),
    )
    section.add_child(instance=article)
    article.bylines = [_byline(name, section) for name in story.byline]
    article.tags.set(tag[:100] for tag in story.tags)
    article.save()
    return article


def _byline(name: str, section: Section) -> Byline:
    person = Person.objects.filter(name__iexact=name, locale=section.locale).first()
    return Byline(person=person, guest="" if person else name[:120])


def _with_words(piece: PagePiece) -> PagePiece:
    """A post of a service without a player becomes a quote; if the page quotes no text of it, its address is quoted."""
    if isinstance(piece, Embed) and not piece.text and not player_for(piece.url):
        return replace(piece, text=piece.url)
    return piece
