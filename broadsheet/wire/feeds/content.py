"""The text of a story for feed readers: plain HTML with absolute addresses and without anything executable."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

import nh3
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.encoding import iri_to_uri
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from broadsheet.core.addresses import absolute
from broadsheet.core.restrictions import open_to_all
from broadsheet.editions.models import Edition
from broadsheet.media.models import Picture
from broadsheet.media.queries import read_renditions
from broadsheet.record.models import Correction
from broadsheet.stories.models import Article

from .xml_text import clean

# A link to a page in Wagtail's stored form: <a linktype="page" id="12">.
_PAGE_LINK = re.compile(r'<a\b[^>]*\blinktype="page"[^>]*>')
_PAGE_ID = re.compile(r'\bid="(\d{1,18})"')
TAGS = {
    "a", "abbr", "aside", "b", "blockquote", "br", "caption", "cite", "div", "em", "figcaption", "figure", "h2", "h3",
    "h4", "hr", "i", "img", "li", "ol", "p", "q", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead",
    "time", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "hreflang"},
    "div": {"dir", "lang"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}


def bodies_of(stories: Iterable[Article], edition: Edition, corrections: dict[int, list[Correction]]) -> dict[int, str]:
    """Story id -> its text as HTML: the lead picture, the blocks, the corrections at the end."""
    listed = list(stories)
    if not listed:
        return {}
    others = _read_more(listed)
    pictures = pictures_by_id(listed)
    with translation.override(edition.code):
        raw = [
            render_to_string(
                "wire/feed_story.html",
                {
                    "story": story,
                    "blocks": list(_blocks(story, others, pictures)),
                    "edition": edition,
                    "corrections": corrections.get(story.pk, []),
                },
            )
            for story in listed
        ]
    # All texts are joined into one, so that the pages they link to are read at once. No text can contain the fresh mark.
    mark = f"<hr id='{secrets.token_hex(16)}'>"
    expanded = expand_db_html(_without_closed_links(mark.join(raw))).split(mark)
    return {
        story.pk: sanitised(html, base=absolute(story.get_url() or "/"))
        for story, html in zip(listed, expanded, strict=True)
    }


def sanitised(html: str, *, base: str) -> str:
    """`html` with only the tags that feeds allow. Relative addresses are resolved against `base`."""

    def resolved(tag: str, name: str, value: str) -> str | None:
        return iri_to_uri(urljoin(base, value)) if name in {"href", "src"} else value

    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=resolved,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )
    return clean(cleaned).strip()


def _without_closed_links(html: str) -> str:
    """Links to pages that readers cannot see lose their target, because an address could reveal a draft's headline."""
    ids = {int(match.group(1)) for link in _PAGE_LINK.findall(html) if (match := _PAGE_ID.search(link))}
    if not ids:
        return html
    there = set(open_to_all(Page.objects.filter(pk__in=ids)).values_list("pk", flat=True))

    def kept(link: re.Match[str]) -> str:
        number = _PAGE_ID.search(link.group())
        return link.group() if number and int(number.group(1)) in there else "<a>"

    return _PAGE_LINK.sub(kept, html)


def _blocks(
    story: Article, others: dict[int, tuple[str, str]], pictures: dict[int, Picture]
) -> Iterator[tuple[str, Any]]:
    """(type, value) of the blocks. Blocks that refer to a story or picture get it from those read for the whole feed."""
    for position, raw in enumerate(story.body.raw_data):
        kind, value = raw["type"], raw["value"]
        if kind == "read_more":
            yield kind, others.get(value.get("story"))
        elif kind == "picture":
            yield kind, {**value, "picture": pictures.get(value.get("picture"))}
        elif kind == "table":
            yield kind, story.body[position].render()
        else:
            yield kind, story.body[position].value


def _raw_ids(stories: Iterable[Article], kind: str, name: str) -> set[int]:
    """Ids in blocks of a type, read from the stored form, because making the block's value costs a query per story."""
    ids = (raw["value"].get(name) for story in stories for raw in story.body.raw_data if raw["type"] == kind)
    return {pk for pk in ids if pk}


def pictures_by_id(stories: Iterable[Article]) -> dict[int, Picture]:
    """The pictures in the texts, with their renditions."""
    pictures = Picture.objects.in_bulk(_raw_ids(stories, "picture", "picture"))
    read_renditions(pictures.values())
    return pictures


def _read_more(stories: list[Article]) -> dict[int, tuple[str, str]]:
    """Story id -> (address, headline) of the live, open stories that the texts link to."""
    ids = _raw_ids(stories, "read_more", "story")
    linked: Any = open_to_all(Article.objects.filter(pk__in=ids)).select_related("locale").defer("body") if ids else []
    return {story.pk: (absolute(story.get_url() or ""), story.headline_in_lists) for story in linked}
