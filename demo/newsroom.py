"""Loads the demo's content into a new site, with the same actions that the admin uses."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Locale

from broadsheet.desk.roles import Role, group_name
from broadsheet.editions.models import Edition, TranslationSource
from broadsheet.fronts.models import FrontPage
from broadsheet.media.collections import collection_of
from broadsheet.media.forms import fill_from_file
from broadsheet.media.models import NewsDocument, Picture
from broadsheet.media.places import PLACES
from broadsheet.record.actions.publish_correction import publish_correction
from broadsheet.stories.models import Article, Byline, Person, RelatedStory, Section, Topic
from demo.content import FOLDER, LANGUAGES, DemoStory, age_of, read, stories
from demo.fronts import containers
from demo.markdown import Lookups, blocks_of
from demo.standing import publish_standing_pages

Say = Callable[[str], object]
COLOURS = {
    "city": "vermilion",
    "world": "cobalt",
    "economy": "moss",
    "science": "teal",
    "culture": "plum",
    "sport": "ochre",
}


class Newsroom:
    """The objects made so far, by the demo's own keys."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.pictures: dict[str, Picture] = {}
        self.picture_words: dict[str, dict[str, Any]] = {}
        self.sections: dict[tuple[str, str], Section] = {}
        self.people: dict[tuple[str, str], Person] = {}
        self.topics: dict[tuple[str, str], Topic] = {}
        self.articles: dict[tuple[str, str], Article] = {}
        self.translations: dict[tuple[str, str], str] = {}  # (language, slug) -> English slug


def load_newsroom(*, password: str, say: Say) -> None:
    """Accounts, pictures, people, sections, stories, fronts."""
    room = Newsroom(timezone.now())
    _name_editions()
    _make_accounts(password)
    say("Hanging the pictures ...")
    _make_pictures(room)
    _make_people_and_topics(room)
    _make_sections(room)
    all_stories = stories()
    say(f"Writing {len(all_stories)} stories in {len(LANGUAGES)} languages ...")
    for story in all_stories:
        _make_draft(room, story)
    for count, story in enumerate(all_stories, start=1):
        _publish(room, story)
        if count % 25 == 0:
            say(f"{count} of {len(all_stories)} stories published ...")
    for story in all_stories:
        _make_record(room, story)
    say("Publishing the pages about the paper ...")
    publish_standing_pages(now=room.now)
    say("Arranging the fronts ...")
    for code in LANGUAGES:
        front = FrontPage.objects.get(locale=room.locales[code])
        front.containers = containers(room, code)
        front.save_revision().publish()


def _name_editions() -> None:
    for code, words in read("paper.toml")["edition"].items():
        Edition.objects.filter(locale__language_code=code).update(paper_name=words["name"], tagline=words["tagline"])
        FrontPage.objects.filter(locale__language_code=code).update(title=words["name"], draft_title=words["name"])


def _make_accounts(password: str) -> None:
    """A publisher, an editor and a reporter of every edition."""
    for role in Role:
        user = get_user_model().objects.create_user(role.value, f"{role.value}@vellamar-courier.example", password)
        user.first_name, user.last_name = "Demo", role.value.capitalize()
        user.save()
        user.groups.set(Group.objects.filter(name__in=[group_name(role, code) for code in LANGUAGES]))


def _make_pictures(room: Newsroom) -> None:
    collection = collection_of(Locale.get_default())
    for entry in read("pictures.toml")["picture"]:
        file = FOLDER / "pictures" / "made" / f"{entry['stem']}.jpg"
        picture = Picture(
            title=entry["stem"].replace("-", " ").capitalize(),
            file=ContentFile(file.read_bytes(), file.name),
            alt_text=entry["alt"]["en"],
            caption=entry["caption"]["en"],
            credit=entry["credit"],
            copyright_holder=entry["copyright_holder"],
            collection=collection,
        )
        x, y = (float(part) for part in entry["focal"].split(","))
        picture.note_file()
        picture.focal_point_x, picture.focal_point_y = round(x * picture.width), round(y * picture.height)
        picture.focal_point_width, picture.focal_point_height = picture.width // 5, picture.height // 5
        fill_from_file(picture)
        picture.save()
        for place in PLACES.values():
            picture.get_rendition(place.spec(place.fallback, "jpeg"))
        room.pictures[entry["stem"]] = picture
        room.picture_words[entry["stem"]] = entry


def _make_people_and_topics(room: Newsroom) -> None:
    for entry in read("people.toml")["person"]:
        key = uuid.uuid4()
        for code in LANGUAGES:
            room.people[code, entry["key"]] = Person.objects.create(
                translation_key=key, locale=room.locales[code], slug=entry["slug"], name=entry["name"][code],
                job=entry["job"][code], biography=entry["bio"][code], email=entry["email"],
            )  # fmt: skip
    for entry in read("topics.toml")["topic"]:
        key = uuid.uuid4()
        for code in LANGUAGES:
            room.topics[code, entry["key"]] = Topic.objects.create(
                translation_key=key, locale=room.locales[code], slug=entry["slug"],
                name=entry["name"][code], description=entry["description"][code],
            )  # fmt: skip


def _make_sections(room: Newsroom) -> None:
    for entry in read("paper.toml")["section"]:
        key = uuid.uuid4()
        for code in LANGUAGES:
            front = FrontPage.objects.get(locale=room.locales[code])
            section = Section(
                title=entry["name"][code], slug=entry["slug"][code], description=entry["description"][code],
                colour=COLOURS[entry["key"]], locale=room.locales[code], translation_key=key, show_in_menus=True, live=False,
            )  # fmt: skip
            front.add_child(instance=section)
            section.save_revision().publish()
            room.sections[code, entry["key"]] = Section.objects.get(pk=section.pk)


def _make_draft(room: Newsroom, story: DemoStory) -> None:
    """Make the page first, so that others can link to it. Its text is added when all pages exist."""
    article = Article(
        title=story.facts["headline"],
        slug=story.slug,
        locale=room.locales[story.language],
        live=False,
        kind=story.facts["kind"],
    )
    section = Section.objects.get(pk=room.sections[story.language, story.section].pk)
    section.add_child(instance=article)
    room.articles[story.language, story.slug] = article
    if story.facts.get("translation_of"):
        room.translations[story.language, story.slug] = story.facts["translation_of"]


def _publish(room: Newsroom, story: DemoStory) -> None:
    facts, code = story.facts, story.language
    article = Article.objects.get(pk=room.articles[code, story.slug].pk)
    for name in ("slug_line", "kicker", "short_headline", "social_headline", "standfirst", "dateline", "sources"):
        setattr(article, name, facts.get(name, ""))
    article.seo_title = facts.get("seo_headline", "")
    article.published_at = room.now - story.age
    if facts.get("updated_age"):
        article.significantly_updated_at = room.now - age_of(facts["updated_age"])
    _set_lead(room, article, facts, code)
    article.body = json.dumps([_raw(room, block, code) for block in blocks_of(story.text, _lookups(room, code))])
    article.bylines = [
        Byline(
            person=room.people.get((code, byline.get("person", ""))), guest=byline.get("guest", ""), role=byline["role"]
        )
        for byline in facts["bylines"]
    ]
    article.tags.set(facts.get("tags", []))
    article.topics.set([room.topics[code, key] for key in facts.get("topics", [])])
    article.related_stories = [
        RelatedStory(story=room.articles[code, slug])
        for slug in facts.get("related", [])
        if (code, slug) in room.articles
    ]
    source = room.articles.get(("en", facts.get("translation_of", "")))
    if source:
        article.translation_key = Article.objects.values_list("translation_key", flat=True).get(pk=source.pk)
    article.save()
    article.save_revision().publish()
    if source:
        live = Article.objects.get(pk=source.pk)
        TranslationSource.objects.create(
            page=article, source=live, revision_id=live.live_revision_id, followed_until=_followed(room, article, facts)
        )


def _followed(room: Newsroom, article: Article, facts: dict[str, Any]) -> datetime:
    """All translations are up to date except two, so that the notice can be seen."""
    return article.published_at if facts.get("original_update") and article.published_at else room.now


def _set_lead(room: Newsroom, article: Article, facts: dict[str, Any], code: str) -> None:
    stem = facts.get("image")
    if not stem:
        return
    words = room.picture_words[stem]
    article.lead_picture = room.pictures[stem]
    if code != "en":
        article.lead_alt = words["alt"].get(code, "")
        article.lead_caption = words["caption"].get(code, "")
    article.lead_caption = facts.get("caption") or article.lead_caption


def _raw(room: Newsroom, block: tuple[str, Any], code: str) -> dict[str, Any]:
    kind, value = block
    if kind == "picture":
        value = dict(value)
        words = room.picture_words[value.pop("stem")]
        if code != "en":
            value["alt"] = words["alt"].get(code, "")
            value["caption"] = value["caption"] or words["caption"].get(code, "")
    if kind == "list":
        value = {
            **value,
            "items": [{"type": "item", "value": line, "id": str(uuid.uuid4())} for line in value["items"]],
        }
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _lookups(room: Newsroom, code: str) -> Lookups:
    collection = collection_of(Locale.objects.get(language_code=code))

    def story(slug: str) -> int | None:
        article = room.articles.get((code, slug))
        return article.pk if article else None

    def picture(stem: str) -> int | None:
        stored_picture = room.pictures.get(stem)
        return stored_picture.pk if stored_picture else None

    def document(title: str, text: str) -> int:
        name = "-".join(title.lower().split())[:50] or "document"
        new_document = NewsDocument(title=title, file=ContentFile(text.encode(), f"{name}.txt"), collection=collection)
        new_document.file_size = len(text.encode())
        new_document.save()
        return new_document.pk

    return Lookups(story=story, picture=picture, document=document)


def _make_record(room: Newsroom, story: DemoStory) -> None:
    """Corrections, and updates of the two originals that changed after they were translated."""
    correction = story.facts.get("correction")
    article = Article.objects.get(pk=room.articles[story.language, story.slug].pk)
    if correction:
        made_at = room.now - age_of(correction["age"])
        publish_correction(page=article, was=correction["was"], now=correction["now"], made_at=made_at)
    if story.facts.get("original_update"):
        source = room.articles["en", story.facts["translation_of"]]
        original = Article.objects.get(pk=source.pk)
        if not original.significantly_updated_at or original.significantly_updated_at <= article.published_at:
            original.significantly_updated_at = room.now - (room.now - article.published_at) / 3
            original.save_revision().publish()
