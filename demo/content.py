"""Reads the demo's files."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "ar", "es", "ru", "de", "fr")
_AGE = re.compile(r"^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?$")


@dataclass(frozen=True)
class DemoStory:
    """One story's file: its front matter and its Markdown."""

    language: str
    section: str
    facts: dict[str, Any]
    text: str

    @property
    def slug(self) -> str:
        """The slug, which is the file's name."""
        return self.facts["slug"]

    @property
    def age(self) -> timedelta:
        """The time since its publication."""
        return age_of(self.facts["age"])


def read(name: str) -> dict[str, Any]:
    """One of the demo's TOML files."""
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


def stories() -> list[DemoStory]:
    """Every story, oldest first."""
    result = []
    for path in sorted((FOLDER / "stories").glob("*/*/*.md")):
        _, facts, text = path.read_text("utf-8").split("+++\n", 2)
        result.append(DemoStory(path.parts[-3], path.parts[-2], tomllib.loads(facts), text))
    return sorted(result, key=lambda story: -story.age)


def age_of(text: str) -> timedelta:
    """Such as `2d3h10m`."""
    match = _AGE.match(text)
    if not match or not text:
        raise ValueError(f"“{text}” is not an age. Write it as 2d3h10m.")
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)
