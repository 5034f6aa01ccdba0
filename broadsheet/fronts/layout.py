"""Fills a front's containers: pinned stories first, then by rule. No story appears twice unless the container allows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.blocks import StreamValue, StructValue

from broadsheet.core.restrictions import open_to_all, restricted_paths
from broadsheet.media.queries import read_renditions
from broadsheet.stories.models import Article
from broadsheet.stories.reading.cards import Card, card_of


@dataclass(kw_only=True)
class FilledContainer:
    """A container with its stories."""

    kind: str
    heading: str
    settings: StructValue
    story_ids: list[int] = field(default_factory=list)
    pins: dict[int, Any] = field(default_factory=dict)  # story id -> its PinBlock value
    cards: list[Card] = field(default_factory=list)
    url: str = ""  # the target of its heading's link
    colour: str = ""

    @property
    def template(self) -> str:
        """The template of its component."""
        return f"fronts/{self.kind}.html"

    @property
    def shown_ids(self) -> list[int]:
        """The stories whose cards are shown."""
        return [card.story_id for card in self.cards if card.story_id is not None]

    @property
    def lead(self) -> Card | None:
        """Its first story; in a strip, the first of the newest three that has a picture, unless one is pinned."""
        if self.kind == "section_strip" and not self.pins:
            return next((card for card in self.cards[:3] if card.picture), self.cards[0] if self.cards else None)
        return self.cards[0] if self.cards else None

    @property
    def second_cards(self) -> list[Card]:
        """The two stories after the lead, with their pictures."""
        return self.cards[1:3]

    @property
    def headline_cards(self) -> list[Card]:
        """The stories that the lead package shows as headlines alone."""
        return self.cards[3:]

    @property
    def pictured_rest(self) -> list[Card]:
        """Of a strip's other stories, the first two at most that have a picture."""
        return [card for card in self.cards if card.picture and card is not self.lead][:2]

    @property
    def headline_rest(self) -> list[Card]:
        """A strip's remaining stories."""
        shown = {id(card) for card in [*self.pictured_rest, self.lead]}
        return [card for card in self.cards if id(card) not in shown]


def filled_containers(blocks: StreamValue, edition: str, request: HttpRequest) -> list[FilledContainer]:
    """Every container of a front of the edition (language code) with its cards. The number of queries is small and fixed."""
    containers = placed(blocks, edition, request)
    _add_cards(containers, request)
    return containers


def top_stories(blocks: StreamValue, edition: str, request: HttpRequest) -> FilledContainer | None:
    """The front's own Top stories; None if it has no such container."""
    containers = placed(blocks, edition, request, until="top_stories")
    container = next((container for container in containers if container.kind == "top_stories"), None)
    if container is None:
        return None
    _add_cards([container], request)
    return container if container.cards else None


def features(blocks: StreamValue, edition: str, request: HttpRequest, *, less: set[int]) -> FilledContainer | None:
    """The front's Features without the stories `less`."""
    containers = placed(blocks, edition, request, until="features")
    container = next((container for container in containers if container.kind == "features"), None)
    if container is None:
        return None
    container.story_ids = [pk for pk in container.story_ids if pk not in less]
    _add_cards([container], request)
    return container if container.cards else None


def placed(blocks: StreamValue, edition: str, request: HttpRequest, *, until: str = "") -> list[FilledContainer]:
    """Assigns stories to containers. All pins are set before a rule fills anything, so a rule never takes a story
    that an editor pinned further down. `until` names the last kind of container that is needed."""
    containers = [
        FilledContainer(kind=block.block_type, heading=block.value.get("heading") or "", settings=block.value)
        for block in blocks
    ]
    taken = _set_pins(containers)
    closed = tuple(restricted_paths())
    for container in containers:
        if container.kind != "podcasts":
            _fill(container, edition, taken)
            _lead_heading(container, request, closed)
        if container.kind == until:
            break
    return containers


def _set_pins(containers: Iterable[FilledContainer]) -> set[int]:
    pinned = [
        (container, pin) for container in containers for pin in container.settings.get("pins") or [] if pin.get("story")
    ]
    ids = {pin["story"].pk for _, pin in pinned}
    shown = set(open_to_all(Article.objects.filter(pk__in=ids)).values_list("pk", flat=True)) if ids else set()
    taken: set[int] = set()
    for container, pin in pinned:
        pk = pin["story"].pk
        if pk in shown and (pk not in taken or container.settings.get("allow_repeats")):
            if pk not in container.story_ids:
                container.story_ids.append(pk)
                container.pins[pk] = pin
            taken.add(pk)
    return taken


def _fill(container: FilledContainer, edition: str, taken: set[int]) -> None:
    settings = container.settings
    missing = (settings.get("count") or 0) - len(container.story_ids)
    candidates = _candidates(settings, edition)
    if missing <= 0 or candidates is None:
        container.story_ids = container.story_ids[: max(settings.get("count") or 0, len(container.pins))]
        return
    repeats = settings.get("allow_repeats")
    barred = set(container.story_ids) if repeats else taken | set(container.story_ids)
    ids = candidates.values_list("pk", flat=True)[: missing + len(barred)]
    chosen = [pk for pk in ids if pk not in barred][:missing]
    container.story_ids += chosen
    if not repeats:
        taken.update(chosen)


def _candidates(settings: StructValue, edition: str) -> QuerySet[Article] | None:
    """The stories that match the container's rule, newest first; None if it has no rule."""
    stories = Article.objects.live_in(edition)
    match settings.get("rule"):
        case "newest":
            return stories
        case "section" if settings.get("section"):
            return stories.filter(section_id=settings["section"].pk)
        case "topic" if settings.get("topic"):
            return stories.filter(topics=settings["topic"])
        case "tag" if settings.get("tag"):
            return stories.filter(tagged_items__tag=settings["tag"])
        case "kind" if settings.get("kind"):
            return stories.filter(kind=settings["kind"])
    return None


def _lead_heading(container: FilledContainer, request: HttpRequest, closed: tuple[str, ...]) -> None:
    """Give a section's container the section's name, colour and address, if the section is open to all readers."""
    section = container.settings.get("section")
    is_shown = section and section.live and not section.path.startswith(closed)
    if container.settings.get("rule") == "section" and is_shown:
        container.heading = container.heading or section.title
        container.url = section.get_url(request) or ""
        container.colour = section.colour


def _add_cards(containers: list[FilledContainer], request: HttpRequest) -> None:
    stories = Article.objects.open_by_id(pk for container in containers for pk in container.story_ids)
    read_renditions(pin.get("picture") for container in containers for pin in container.pins.values())
    for container in containers:
        for pk in container.story_ids:
            if pk in stories:
                pin = container.pins.get(pk) or {}
                container.cards.append(
                    card_of(
                        stories[pk],
                        request=request,
                        headline=pin.get("headline") or "",
                        kicker=pin.get("kicker") or "",
                        picture=pin.get("picture"),
                    )
                )
