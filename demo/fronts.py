"""How the demo's fronts are arranged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .newsroom import Newsroom

# The English slug of the story that leads every edition.
LEAD = "council-approves-harbour-expansion"
# The sections' strips and how many stories they show, in the order of the front.
STRIPS = {"city": 5, "world": 6, "economy": 6, "science": 5, "culture": 6, "sport": 5}


def containers(room: Newsroom, code: str) -> list[tuple[str, Any]]:
    """A full front in English; the smaller editions, with eleven stories each, have fewer strips."""
    is_large = sum(language == code for language, _slug in room.articles) > 30
    lead = [
        ("lead_package", {"rule": "newest", "count": 9 if is_large else 4, "pins": _pins(room, code)}),
        ("top_stories", {"rule": "kind", "kind": "news", "count": 6 if is_large else 3, "pins": []}),
    ]
    middle: list[tuple[str, Any]] = []
    if is_large:
        middle.append(("opinion", {"rule": "kind", "kind": "opinion", "count": 4, "pins": []}))
        for key, count in STRIPS.items():
            section = room.sections[code, key]
            middle.append(("section_strip", {"rule": "section", "section": section, "count": count, "pins": []}))
            if key == "world":
                middle.append(("features", {"rule": "kind", "kind": "feature", "count": 3, "pins": []}))
    else:
        middle.append(("section_strip", {"rule": "newest", "count": 4, "pins": []}))
    return [
        *lead,
        *middle,
        ("podcasts", {}),
        ("river", {"rule": "newest", "count": 12, "pins": [], "allow_repeats": True}),
    ]


def _pins(room: Newsroom, code: str) -> list[dict[str, Any]]:
    """The lead of the day, in every edition."""
    for (language, slug), article in room.articles.items():
        if language == code and LEAD in {slug, room.translations.get((language, slug))}:
            return [{"story": article, "headline": "", "kicker": "", "picture": None}]
    return []
