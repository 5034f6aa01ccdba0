"""Services whose videos can be played in a story, without cookies, after the reader's click."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLAYERS = (
    (
        "YouTube",
        re.compile(r"^https?://(?:www\.|m\.)?(?:youtube(?:-nocookie)?\.com/(?:watch\?(?:.*&)?v=|embed/|shorts/|live/)|youtu\.be/)([\w-]{6,20})"),
        "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
    ),
    ("Vimeo", re.compile(r"^https?://(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{5,12})"), "https://player.vimeo.com/video/{}?dnt=1&autoplay=1"),
)  # fmt: skip


class Player(NamedTuple):
    """The player of a video."""

    service: str
    url: str


def player_for(url: str) -> Player | None:
    """The player for the address of a video's page, or None for an unknown service."""
    for service, pattern, player in _PLAYERS:
        match = pattern.match(url)
        if match:
            return Player(service, player.format(match.group(1)))
    return None
