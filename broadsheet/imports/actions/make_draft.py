"""A found story as a draft in the newsroom."""

from __future__ import annotations

import html
import json
import re
import time
import uuid
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify
from PIL import Image
from wagtail.coreutils import find_available_slug
from wagtail.models import Collection

from broadsheet.editions.queries import edition_for
from broadsheet.imports.markup.pieces import (
    Embed,
    FoundImage,
    FoundStory,
    Heading,
    ImageBlock,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
    plain,
)
from broadsheet.media.collections import collection_of
from broadsheet.media.forms import fill_from_file
from broadsheet.media.models import Picture
from broadsheet.stories.embeds import player_for
from broadsheet.stories.models import Article, Byline, Person, Section
from broadsheet.wire.fetch import Unfetchable, fetch

PICTURES_AT_MOST = 20
PICTURE_SECONDS = 30.0  # for all pictures of a page together
PICTURE_BYTES = 10_000_000
PICTURE_PIXELS = 60_000_000
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "AVIF": ".avif"}


class NoDraft(ValueError):
    """No draft was made: one sentence that says why."""


@dataclass
class Imported:
    """The draft, and what the desk must know about it."""

    article: Article
    notes: list[str] = field(default_factory=list)


def make_draft(*, story: FoundStory, section_path: str = "") -> Imported:
    """A draft from `story`; all of it or, with NoDraft raised, nothing.

    Pictures are fetched first, outside the transaction; one that cannot be had is noted and left out.
    """
    if not story.headline:
        raise NoDraft("No headline was found on this page, so no draft was made of it.")
    if not story.body_text:
        raise NoDraft(f"No text was found on the page of “{story.headline}”, so no draft was made of it.")
    _refuse_a_second_time(story)
    notes: list[str] = []
    section = _section_for(story, section_path, notes)
    fetched = _fetch_pictures(story, notes)
    with transaction.atomic():
        collection = collection_of(section.locale)
        pictures = {url: _store(picture, body, collection) for url, (picture, body) in fetched.items()}
        article = _article(story, section, pictures)
        article.save_revision()
    return Imported(Article.objects.get(pk=article.pk), notes)


def _refuse_a_second_time(story: FoundStory) -> None:
    known = Article.objects.filter(source_url=story.source_url).first() if story.source_url else None
    if known:
        raise NoDraft(
            f"This page was imported before, as “{known.title}” (story {known.pk}). Delete that one first to import it anew."
        )


def _section_for(story: FoundStory, path: str, notes: list[str]) -> Section:
    if path:
        for section in Section.objects.select_related("locale"):
            if (section.get_url_parts() or ("", "", ""))[2].strip("/") == path.strip("/"):
                return section
        raise NoDraft(f"There is no section at {path}. Give the path of one, such as /world/.")
    codes = [each.code for each in settings.EDITION_LANGUAGES]
    wanted = (story.language or "").lower()
    code = next((code for code in codes if wanted == code or wanted.split("-")[0] == code), codes[0])
    sections = list(Section.objects.filter(locale__language_code=code).order_by("path"))
    if not sections:
        raise NoDraft(f"The edition “{code}” has no section yet. Add one in the admin, or name one with --section.")
    found = (story.section or "").casefold().strip()
    for section in sections:
        if found and found in {section.title.casefold(), section.slug.casefold()}:
            return section
    said = f"The page's section “{story.section}” is none of ours" if found else "The page names no section"
    notes.append(f"{said}; the draft stands in “{sections[0].title}”. Move it where it belongs.")
    return sections[0]


def _fetch_pictures(story: FoundStory, notes: list[str]) -> dict[str, tuple[FoundImage | ImageBlock, bytes]]:
    wanted: dict[str, FoundImage | ImageBlock] = {story.image.url: story.image} if story.image else {}
    for block in story.blocks:
        if isinstance(block, ImageBlock):
            wanted.setdefault(block.url, block)
    fetched = {}
    until = time.monotonic() + PICTURE_SECONDS
    for url, picture in list(wanted.items())[:PICTURES_AT_MOST]:
        left = until - time.monotonic()
        try:
            if left <= 0:
                raise ValueError(
                    f"The picture {url} was left out: the page's pictures took more than {PICTURE_SECONDS:.0f} seconds."
                )
            body = fetch(url, accept=("image/",), limit_bytes=PICTURE_BYTES, deadline_seconds=min(10.0, left)).body
            _check_picture(url, body)
            fetched[url] = (picture, body)
        except (Unfetchable, ValueError) as error:
            notes.append(str(error))
    if len(wanted) > PICTURES_AT_MOST:
        notes.append(f"The page has {len(wanted)} pictures; the first {PICTURES_AT_MOST} were taken.")
    return fetched


def _check_picture(url: str, body: bytes) -> None:
    try:
        with Image.open(BytesIO(body)) as image:
            if image.format not in SUFFIXES:
                raise ValueError(f"The picture {url} is of the kind {image.format}, which is not taken.")
            if image.width * image.height > PICTURE_PIXELS:
                raise ValueError(f"The picture {url} has {image.width}x{image.height} pixels, more than is taken.")
            image.load()
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"What is at {url} could not be read as a picture.") from error


def _store(found: FoundImage | ImageBlock, body: bytes, collection: Collection) -> Picture:
    with Image.open(BytesIO(body)) as image:
        suffix = SUFFIXES[image.format or "JPEG"]
    stem = PurePosixPath(urlsplit(found.url).path).stem or "picture"
    picture = Picture(
        title=(found.caption or found.alt or stem)[:255],
        file=ContentFile(body, f"{stem[:40]}{suffix}"),
        alt_text=(found.alt or "")[:500],
        caption=found.caption or "",
        credit=(found.credit or "")[:255],
        source_url=found.url[:1000],
        collection=collection,
    )
    picture._set_image_file_metadata()
    fill_from_file(picture)
    picture.save()
    return picture


def _article(story: FoundStory, section: Section, pictures: dict[str, Picture]) -> Article:
    edition = edition_for(section.locale.language_code)
    published_at = story.published_at
    if published_at and published_at.tzinfo is None:
        published_at = published_at.replace(tzinfo=edition.zone)
    headline = (story.headline or "")[:255]
    article = Article(
        title=headline,
        slug=find_available_slug(section, slugify(headline, allow_unicode=True)[:200] or "story"),
        locale=section.locale,
        live=False,
        standfirst=story.standfirst or "",
        published_at=published_at,
        source_url=(story.source_url or "")[:1000],
        lead_picture=pictures.get(story.image.url) if story.image else None,
        body=json.dumps([block for each in story.blocks for block in _raw_blocks(each, pictures)]),
    )
    section.add_child(instance=article)
    article.bylines = [_byline(name, section) for name in story.byline]
    article.tags.set(tag[:100] for tag in story.tags)
    article.save()
    return article


def _byline(name: str, section: Section) -> Byline:
    person = Person.objects.filter(name__iexact=name, locale=section.locale).first()
    return Byline(person=person, guest="" if person else name[:120])


def _raw_blocks(block: Any, pictures: dict[str, Picture]) -> list[dict[str, Any]]:  # noqa: ANN401 - one of found.Block
    return [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in _values(block, pictures)]


def _values(block: Any, pictures: dict[str, Picture]) -> list[tuple[str, Any]]:  # noqa: ANN401
    match block:
        case Paragraph():
            return [("paragraph", f"<p>{_inline(block.html)}</p>")]
        case Heading():
            return [("heading", {"text": block.text[:160], "level": "2" if block.level <= 2 else "3"})]
        case ListBlock():
            items = [{"type": "item", "value": _inline(item), "id": str(uuid.uuid4())} for item in block.items]
            return [("list", {"items": items, "ordered": block.ordered})]
        case Quote():
            return [("quote", {"text": f"<p>{_inline(block.html)}</p>", "attribution": block.attribution[:200]})]
        case ImageBlock() if block.url in pictures:
            value = {
                "picture": pictures[block.url].pk,
                "alt": block.alt[:500],
                "caption": block.caption,
                "size": "text",
            }
            return [("picture", value)]
        case Table():
            rows = [block.header, *block.rows] if block.header else block.rows
            header = {"first_row_is_table_header": bool(block.header), "first_col_is_header": False}
            choice = "row" if block.header else "neither"
            return [("table", {"data": rows, "table_caption": "", "table_header_choice": choice, **header})]
        case Embed():
            return _embed(block)
        case Rule():
            return [("rule", None)]
    return []


def _embed(block: Embed) -> list[tuple[str, Any]]:
    if player_for(block.url):
        return [("embed", {"url": block.url, "description": (block.text or block.provider)[:200], "picture": None})]
    words = html.escape(block.text or block.url)
    link = f'<a href="{html.escape(block.url)}">{html.escape(block.provider or block.url)}</a>'
    return [("quote", {"text": f"<p>{words}</p><p>{link}</p>", "attribution": ""})]


def _inline(markup: str) -> str:
    """Inline HTML in the tags that the editor knows."""
    markup = re.sub(r"<(/?)strong\b[^>]*>", r"<\1b>", markup)
    markup = re.sub(r"<(/?)em\b[^>]*>", r"<\1i>", markup)
    markup = re.sub(r"</?code\b[^>]*>", "", markup)
    return re.sub(r"<br\s*/?>", "<br/>", markup) if plain(markup) else ""
