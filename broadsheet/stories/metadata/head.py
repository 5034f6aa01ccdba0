"""The head of a page: metadata for search engines, other sites and machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.core import get_global
from django.http import HttpRequest
from wagtail.models import Page

from broadsheet.core.addresses import canonical
from broadsheet.editions.models import Edition
from broadsheet.editions.queries import edition_of, editions_of
from broadsheet.editions.switcher import urls_of_subject
from broadsheet.media.queries import read_renditions

from ..models import Article, Person, Publisher, Section, StandingPage, Tag, Topic
from ..reading.story_page import home_trail
from .structured_data.lists import breadcrumb_list, collection_page, item_list, profile_page, web_site
from .structured_data.publisher import image_object, news_organisation, standing_urls
from .structured_data.script import as_script
from .structured_data.story import news_article, story_images


@dataclass(kw_only=True)
class Head:
    """The metadata of one page. `statements` are JSON-LD, `of_article` Open Graph's properties of a story."""

    title: str
    description: str = ""
    kind: str = "website"  # og:type
    images: list[Any] = field(default_factory=list)
    of_article: list[tuple[str, str]] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)


class _Page:
    """The data that the head of every kind of page needs."""

    def __init__(self, context: Mapping[str, Any], request: HttpRequest) -> None:
        self.context, self.request = context, request
        self.url = canonical(request)
        self.edition: Edition = edition_of(request)
        publisher = Publisher.load(request_or_site=request)
        read_renditions([publisher.logo])
        self.standing = standing_urls(self.edition)
        self.organisation = news_organisation(self.edition, publisher, self.standing)

    def trail(self, *last: str) -> dict[str, object]:
        """The breadcrumb to this page, whose name is `last`."""
        trail = self.context.get("breadcrumb") or home_trail(self.request)
        return breadcrumb_list([*trail, *((name, self.url) for name in last)])

    def stories(self) -> list[str]:
        """Paths of the stories that the page lists."""
        return [card.url for card in self.context.get("cards") or []]


def head_meta(context: Mapping[str, Any]) -> dict[str, object]:
    """Context of `stories/head_meta.html` for the page that is being rendered. A preview has no metadata."""
    request = context.get("request")
    if request is None or getattr(request, "is_preview", False):
        return {"is_preview": True}
    page = _Page(context, request)
    head = _head_of(page)
    image = head.images[0] if head.images else None
    return {
        "description": head.description,
        "canonical": page.url,
        "properties": [*_open_graph(page, head), *head.of_article, *_image_properties(image, head.title)],
        "card": "summary_large_image" if image and head.kind == "article" else "summary",
        "statements": [as_script(statement) for statement in head.statements],
    }


def _head_of(page: _Page) -> Head:
    context = page.context
    subject = context.get("person") or context.get("topic") or context.get("tag") or context.get("page")
    match subject:
        case Article():
            return _story(page, subject)
        case Person():
            return _person(page, subject)
        case StandingPage():
            return Head(title=subject.title, description=subject.description, statements=[page.trail(subject.title)])
        case Section():
            return _list(page, subject.title, subject.description)
        case Topic():
            return _list(page, subject.name, subject.description)
        case Tag():
            return _list(page, subject.name, "")
    return _front(page, subject)


def _story(page: _Page, story: Article) -> Head:
    images = story_images(story, page.edition)
    if images and story.lead_picture and story.lead_picture.is_shown:
        images[0] = images[0] | {"caption": story.lead_alt_text}
    tags = [tag for tag, _url in page.context.get("story_tags") or []]
    article = news_article(
        story,
        url=page.url,
        edition=page.edition,
        organisation=page.organisation,
        standing=page.standing,
        keywords=[str(label) for label in [*(page.context.get("topics") or []), *tags]],
        images=images,
    )
    people = [
        str(author.get("url") or author["name"]) for author in article["author"] if author.get("@type") == "Person"
    ]
    said = [("article:published_time", article["datePublished"]), ("article:modified_time", article["dateModified"])]
    said += [("article:author", person) for person in people]
    said += [("article:section", article["articleSection"])]
    said += [("article:tag", keyword) for keyword in article["keywords"]]
    return Head(
        title=story.headline_for_sharing,
        description=story.description,
        kind="article",
        images=images,
        of_article=[(name, value) for name, value in said if value],
        statements=[article, page.trail(story.headline)],
    )


def _person(page: _Page, person: Person) -> Head:
    photo = image_object(person.photo, ("share", "natural", "small"))
    profile = profile_page(person, url=page.url, edition=page.edition, organisation=page.organisation)
    return Head(
        title=person.name,
        description=person.biography,
        kind="profile",
        images=[photo] if photo else [],
        statements=[profile, page.trail(person.name)],
    )


def _list(page: _Page, name: str, description: str) -> Head:
    collection = collection_page(
        name=name,
        description=description,
        url=page.url,
        edition=page.edition,
        stories=page.stories(),
        organisation=page.organisation,
    )
    return Head(title=name, description=description, statements=[collection, page.trail(name)])


def _front(page: _Page, front: object) -> Head:
    """The front, and any page that has nothing but the `head_title` of its view."""
    if not isinstance(front, Page):
        title = str(page.context.get("head_title") or "")
        return Head(title=title or page.edition.paper_name, statements=[page.trail(title)] if title else [])
    containers = page.context.get("containers") or []
    stories = list(dict.fromkeys(card.url for container in containers for card in container.cards))
    statements: list[dict[str, Any] | None] = [
        page.organisation,
        web_site(page.edition, page.organisation),
        item_list(stories),
    ]
    logo = page.organisation["logo"]
    return Head(
        title=page.edition.paper_name,
        description=front.search_description or page.edition.tagline,
        images=[logo] if logo else [],
        statements=[statement for statement in statements if statement],
    )


def _open_graph(page: _Page, head: Head) -> list[tuple[str, str]]:
    """https://ogp.me, with the page's other editions as alternates."""
    said = [
        ("og:type", head.kind),
        ("og:title", head.title),
        ("og:description", head.description),
        ("og:url", page.url),
        ("og:site_name", page.edition.paper_name),
        ("og:locale", og_locale(page.edition.code)),
    ]
    others = urls_of_subject(page.context)
    open_codes = {edition.code for edition in editions_of(page.request) if edition.is_open}
    said += [
        ("og:locale:alternate", og_locale(code)) for code in others if code != page.edition.code and code in open_codes
    ]
    return [(name, value) for name, value in said if value]


def _image_properties(image: dict[str, Any] | None, title: str) -> list[tuple[str, str]]:
    if image is None:
        return []
    return [
        ("og:image", image["url"]),
        ("og:image:type", "image/png" if image["url"].endswith(".png") else "image/jpeg"),
        ("og:image:width", str(image["width"])),
        ("og:image:height", str(image["height"])),
        ("og:image:alt", image.get("caption") or title),
    ]


def og_locale(code: str) -> str:
    """`language_TERRITORY` in Open Graph's form, with the most likely territory (CLDR): en -> en_US."""
    parts = get_global("likely_subtags").get(code.split("-")[0], "").split("_")
    given = code.split("-")[1].upper() if "-" in code and len(code.split("-")[1]) == 2 else ""
    territory = given or (parts[-1] if len(parts) > 1 and len(parts[-1]) == 2 else "")
    return f"{code.split('-')[0]}_{territory}" if territory else code
