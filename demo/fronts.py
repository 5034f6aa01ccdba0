"""The arrangement of the demo's fronts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demo.newsroom import Newsroom

# The English slug of the story that leads every edition.
LEAD = "council-approves-harbour-expansion"
# The sections' strips and how many stories they show, in the order of the front.
STRIPS = {"city": 5, "world": 6, "economy": 6, "science": 5, "culture": 6, "sport": 5}


def containers(room: Newsroom, code: str) -> list[tuple[str, Any]]:
    """A full front in English; an edition of eleven stories has a lead, one strip and its Top stories."""
    if sum(language == code for language, _slug in room.articles) < 30:
        return [
            ("lead_package", {"rule": "newest", "count": 6, "pins": _pins(room, code)}),
            ("section_strip", {"rule": "newest", "count": 5, "pins": []}),
            ("top_stories", {"rule": "newest", "count": 6, "pins": [], "allow_repeats": True}),
            ("podcasts", {}),
        ]
    strips: list[tuple[str, Any]] = []
    for key, count in STRIPS.items():
        section = room.sections[code, key]
        strips.append(("section_strip", {"rule": "section", "section": section, "count": count, "pins": []}))
        if key == "world":
            strips.append(("features", {"rule": "kind", "kind": "feature", "count": 3, "pins": []}))
    return [
        ("lead_package", {"rule": "newest", "count": 9, "pins": _pins(room, code)}),
        ("top_stories", {"rule": "kind", "kind": "news", "count": 6, "pins": []}),
        ("opinion", {"rule": "kind", "kind": "opinion", "count": 4, "pins": []}),
        *strips,
        ("podcasts", {}),
        ("river", {"rule": "newest", "count": 12, "pins": [], "allow_repeats": True}),
    ]


def _pins(room: Newsroom, code: str) -> list[dict[str, Any]]:
    """The lead of the day, in every edition."""
    for (language, slug), article in room.articles.items():
        if language == code and LEAD in {slug, room.translations.get((language, slug))}:
            return [{"story": article, "headline": "", "kicker": "", "picture": None}]
    return []
