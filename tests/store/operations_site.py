"""What a newsroom does to everything but stories."""

from __future__ import annotations

import json
import uuid
from random import Random
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from broadsheet.editions.models import Edition
from broadsheet.fronts.models import FrontPage
from broadsheet.media.models import Picture
from broadsheet.readers.models import Privacy
from broadsheet.stories.models import (
    Article,
    MovedAddress,
    Person,
    Publisher,
    Section,
    Sharing,
    StandingPage,
    Tag,
    Topic,
)
from broadsheet.wire.models import Syndication

from .operations import draft_story, live_story, one_of, operation, publish, words
from .world import World


# --- sections and fronts --------------------------------------------------------------------------
@operation
def rename_a_section(world: World, random: Random) -> str | None:
    section = one_of(Section.objects.filter(live=True), random)
    if section is None:
        return None
    section.title = words(random)
    publish(section)
    return f"{section.slug}: {section.title}"


@operation
def colour_a_section(world: World, random: Random) -> str | None:
    section = one_of(Section.objects.filter(live=True), random)
    if section is None:
        return None
    section.colour, section.description = random.choice(["teal", "plum", "moss"]), words(random)
    publish(section)
    return f"{section.slug}: {section.colour}"


@operation
def change_a_sections_slug(world: World, random: Random) -> str | None:
    section = one_of(Section.objects.filter(live=True), random)
    if section is None:
        return None
    section.slug = f"part-{random.randrange(10**6)}"
    publish(section)
    world.note(Section.objects.get(pk=section.pk))
    story = Article.objects.filter(section=section).first()
    if story:
        world.note(story)
    return f"{section.pk}: {section.slug}"


@operation
def change_the_menu(world: World, random: Random) -> str | None:
    page = one_of(random.choice([Section, StandingPage]).objects.filter(live=True), random)
    if page is None:
        return None
    page.show_in_menus = not page.show_in_menus
    publish(page)
    return f"{page.slug}: {page.show_in_menus}"


@operation
def reorder_sections(world: World, random: Random) -> str | None:
    sections = list(Section.objects.filter(locale__language_code="en").order_by("path"))
    first, last = random.sample(sections, 2) if len(sections) > 1 else (None, None)
    if first is None or last is None:
        return None
    first.move(last, pos=random.choice(["left", "right"]))
    return f"{first.slug} beside {last.slug}"


@operation
def open_a_section(world: World, random: Random) -> str | None:
    front = one_of(FrontPage.objects.filter(live=True), random)
    if front is None:
        return None
    slug = f"new-part-{random.randrange(10**6)}"
    section = Section(title=words(random), slug=slug, locale=front.locale, live=False, show_in_menus=True)
    front.add_child(instance=section)
    section.save_revision().publish()
    world.note(Section.objects.get(pk=section.pk))
    return slug


@operation
def close_or_open_a_section(world: World, random: Random) -> str | None:
    section = one_of(Section.objects.all(), random)
    if section is None:
        return None
    if section.live and random.random() < 0.4:
        section.unpublish()
    else:
        publish(section)
    return f"{section.slug} is now {section.live}"


@operation
def delete_a_section(world: World, random: Random) -> str | None:
    section = one_of(Section.objects.exclude(slug="world"), random)
    if section is None or random.random() < 0.7:
        return None
    section.delete()
    return section.slug


def _front(random: Random) -> FrontPage | None:
    return one_of(FrontPage.objects.filter(live=True), random)


def _change_containers(front: FrontPage, random: Random, change: Any) -> str:
    raw = json.loads(json.dumps(list(front.containers.raw_data)))
    block = random.choice([container for container in raw if container["type"] != "podcasts"])
    change(block["value"])
    front.containers = json.dumps(raw)
    publish(front)
    return block["type"]


def _pin(story: Article, **more: Any) -> dict[str, Any]:
    value = {"story": story.pk, "headline": "", "kicker": "", "picture": None} | more
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


@operation
def pin_a_story(world: World, random: Random) -> str | None:
    front, story = _front(random), live_story(random)
    if front is None or story is None:
        return None
    picture = random.choice([None, *Picture.objects.order_by("pk").values_list("pk", flat=True)])
    pin = _pin(story, headline=random.choice(["", words(random)]), picture=picture)
    kind = _change_containers(front, random, lambda value: value.update(pins=[pin, *value["pins"]][:4]))
    return f"{story.pk} in {kind}"


@operation
def pin_a_draft(world: World, random: Random) -> str | None:
    front, story = _front(random), draft_story(random)
    if front is None or story is None:
        return None
    kind = _change_containers(front, random, lambda value: value.update(pins=[*value["pins"], _pin(story)][:4]))
    return f"{story.pk} in {kind}"


@operation
def reorder_pins(world: World, random: Random) -> str | None:
    front = _front(random)
    if front is None:
        return None
    return _change_containers(front, random, lambda value: value.update(pins=value["pins"][::-1]))


@operation
def unpin_everything(world: World, random: Random) -> str | None:
    front = _front(random)
    if front is None:
        return None
    return _change_containers(front, random, lambda value: value.update(pins=[]))


@operation
def change_a_containers_rule(world: World, random: Random) -> str | None:
    front = _front(random)
    if front is None:
        return None
    of_edition = {"locale": front.locale}
    changes: list[dict[str, Any]] = [{"rule": "newest", "count": random.choice([2, 5])}, {"heading": words(random)}]
    changes += [{"rule": "kind", "kind": "news"}, {"allow_repeats": True}]
    for rule, model in (("section", Section), ("topic", Topic)):
        if subject := one_of(model.objects.filter(**of_edition), random):
            changes.append({"rule": rule, rule: subject.pk})
    if tag := one_of(Tag.objects.all(), random):
        changes.append({"rule": "tag", "tag": tag.pk})
    change = random.choice(changes)
    return f"{_change_containers(front, random, lambda value: value.update(change))}: {change}"


@operation
def save_a_draft_of_a_front(world: World, random: Random) -> str | None:
    front = _front(random)
    if front is None:
        return None
    front.containers = "[]"
    front.save_revision()
    return front.slug


# --- words and people -----------------------------------------------------------------------------
@operation
def rename_a_tag(world: World, random: Random) -> str | None:
    tag = one_of(Tag.objects.all(), random)
    if tag is None:
        return None
    tag.name = words(random)
    tag.save()
    return tag.name


@operation
def change_a_topic(world: World, random: Random) -> str | None:
    topic = one_of(Topic.objects.all(), random)
    if topic is None:
        return None
    setattr(topic, random.choice(["name", "description"]), words(random))
    if random.random() < 0.3:
        topic.slug = f"topic-{random.randrange(10**6)}"
        world.note_path(topic.get_absolute_url())
    topic.save()
    return topic.name


@operation
def rename_a_person(world: World, random: Random) -> str | None:
    person = one_of(Person.objects.all(), random)
    if person is None:
        return None
    setattr(person, random.choice(["name", "job", "biography"]), words(random))
    person.photo = random.choice([None, person.photo, *Picture.objects.order_by("pk")])
    person.save()
    return person.slug


@operation
def change_a_persons_slug(world: World, random: Random) -> str | None:
    person = one_of(Person.objects.all(), random)
    if person is None:
        return None
    person.slug = f"person-{random.randrange(10**6)}"
    person.save()
    world.note_path(person.get_absolute_url())
    return person.slug


# --- editions, settings, standing pages, addresses --------------------------------------------------
@operation
def open_or_close_an_edition(world: World, random: Random) -> str | None:
    edition = one_of(Edition.objects.all(), random)
    edition.is_open = not edition.is_open
    edition.save()
    return f"{edition.code}: {edition.is_open}"


@operation
def change_an_edition(world: World, random: Random) -> str | None:
    edition = one_of(Edition.objects.all(), random)
    change = random.choice(
        [{"paper_name": words(random)}, {"tagline": words(random)}, {"digits": "arab"}, {"digits": "latn"},
         {"time_zone": "Asia/Tokyo"}, {"time_zone": "America/Lima"}, {"position": random.randrange(5)}]
    )  # fmt: skip
    for name, value in change.items():
        setattr(edition, name, value)
    edition.save()
    return f"{edition.code}: {change}"


@operation
def close_or_open_a_front(world: World, random: Random) -> str | None:
    front = one_of(FrontPage.objects.exclude(locale__language_code=settings.LANGUAGE_CODE), random)
    if front is None or (front.live and random.random() < 0.6):
        return None
    if front.live:
        front.unpublish()
    else:
        publish(front)
    return f"{front.slug}: {front.live}"


@operation
def change_the_publisher(world: World, random: Random) -> str | None:
    publisher = Publisher.load()
    publisher.legal_name, publisher.founded = words(random), random.randrange(1800, 2020)
    publisher.logo = random.choice([None, *Picture.objects.order_by("pk")])
    publisher.save()
    return publisher.legal_name


@operation
def change_privacy(world: World, random: Random) -> str | None:
    privacy = Privacy.load()
    privacy.media = random.choice([[], ["youtube"], ["youtube", "vimeo"]])
    privacy.analytics = random.choice(["none", "matomo", "plausible"])
    privacy.analytics_address, privacy.analytics_site = "https://count.example", str(random.randrange(9))
    privacy.save()
    return f"{privacy.media} {privacy.analytics}"


@operation
def change_sharing(world: World, random: Random) -> str | None:
    sharing = Sharing.load()
    sharing.services, sharing.quotes = random.sample(["x", "vk", "reddit", "telegram"], 2), random.random() < 0.5
    sharing.save()
    return str(sharing)


@operation
def change_syndication(world: World, random: Random) -> str | None:
    syndication = Syndication.load()
    syndication.feed_text = random.choice(["full", "summary"])
    syndication.ai_crawlers_welcome = random.random() < 0.5
    syndication.save()
    return syndication.feed_text


@operation
def edit_a_standing_page(world: World, random: Random) -> str | None:
    page = one_of(StandingPage.objects.all(), random)
    if page is None:
        return None
    setattr(page, random.choice(["title", "standfirst"]), words(random))
    publish(page)
    world.note(StandingPage.objects.get(pk=page.pk))
    return page.slug


@operation
def remove_a_standing_page(world: World, random: Random) -> str | None:
    page = one_of(StandingPage.objects.filter(live=True), random)
    if page is None:
        return None
    page.unpublish()
    return page.slug


@operation
def lead_an_old_address_on(world: World, random: Random) -> str | None:
    story = live_story(random)
    if story is None:
        return None
    path = f"/2019/05/old-{random.randrange(10**6)}/"
    if random.random() < 0.5:
        MovedAddress.objects.create(old_path=path, page=Page.objects.get(pk=story.pk), made_at=timezone.now())
    else:
        MovedAddress.objects.create(old_path=path, target="/topics/", made_at=timezone.now())
    world.note_path(path)
    return path


@operation
def change_the_site(world: World, random: Random) -> str | None:
    from wagtail.models import Site

    site = Site.objects.get(is_default_site=True)
    site.site_name = words(random)
    site.hostname = random.choice(["localhost", "testserver"])
    site.save()
    return f"{site.hostname}: {site.site_name}"


@operation
def restrict_a_page(world: World, random: Random) -> str | None:
    page = one_of(Section.objects.filter(live=True), random) if random.random() < 0.3 else live_story(random)
    if page is None:
        return None
    kind = random.choice([PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD])
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type=kind, password="secret")
    return f"{page.pk} by {kind}"


@operation
def hide_a_topic_behind_its_stories(world: World, random: Random) -> str | None:
    """The last story of a topic that everybody could read is restricted: the topic is named nowhere any more."""
    topic = one_of(Topic.objects.filter(listings__isnull=False).distinct(), random)
    if topic is None:
        return None
    world.note_path(topic.get_absolute_url())
    for pk in topic.listings.values_list("article_id", flat=True):
        PageViewRestriction.objects.create(page=Page.objects.get(pk=pk), restriction_type=PageViewRestriction.LOGIN)
    return topic.slug


@operation
def open_a_page_again(world: World, random: Random) -> str | None:
    restriction = one_of(PageViewRestriction.objects.all(), random)
    if restriction is None:
        return None
    restriction.delete()
    return str(restriction.page_id)
