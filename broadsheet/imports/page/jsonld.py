"""JSON-LD: a page's statements for machines."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from broadsheet.imports.markup.tree import Element

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Review|Recipe|LiveBlogPosting|Posting)$")
_SCRIPT = re.compile(r"^\s*(?:<!\[CDATA\[|<!--|//\s*<!\[CDATA\[)?|(?:\]\]>|-->|//\s*\]\]>)?;?\s*$")
_MOST_OBJECTS = 20_000
_CONTROL = re.compile(r"[\x00-\x1f]+")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")

Thing = dict[str, Any]


@dataclass(frozen=True)
class LinkedData:
    """The page's article object (empty if it has none), its breadcrumb names, and every object by @id."""

    article: Thing = field(default_factory=dict)
    crumbs: list[str] = field(default_factory=list)
    by_id: dict[str, Thing] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """The first text under a key of the article, with markup and entities resolved; possibly empty."""
        return next(iter(self.texts(key)), "")

    def texts(self, key: str) -> list[str]:
        """Every text under a key of the article."""
        return [text for text in map(plain_text, as_list(self.article.get(key))) if text]

    def things(self, key: str) -> list[Thing | str]:
        """The values under a key of the article, with references by @id resolved."""
        things: list[Thing | str] = []
        for value in as_list(self.article.get(key)):
            if isinstance(value, dict):
                reference = value.get("@id")
                if isinstance(reference, str) and len(value) <= 2:
                    value = self.by_id.get(reference, value)
                things.append(value)
            elif isinstance(value, str):
                things.append(value)
        return things


def as_list(value: object) -> list[Any]:
    """A JSON-LD value, which may be one thing or a list, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def plain_text(value: object) -> str:
    """A JSON-LD text without the markup and entities that many papers leave in it."""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return ""
    return unescape(_MARKUP.sub("", unescape(value))).strip()


def types_of(thing: Thing) -> list[str]:
    """The names of a thing's types, without their vocabulary prefix."""
    return [kind.rsplit("/", 1)[-1] for kind in as_list(thing.get("@type")) if isinstance(kind, str)]


def linked_data(root: Element, titles: list[str]) -> LinkedData:
    """The page's JSON-LD. Of several articles, the one whose headline is among `titles`, else the most complete."""
    things = [thing for script in root.iter("script") for thing in _things(script)]
    by_id = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str) and len(thing) > 2}
    articles = [thing for thing in things if any(map(_ARTICLE.search, types_of(thing)))]
    known = {_folded(title) for title in titles if title}

    def fit(thing: Thing) -> tuple[bool, int, int]:
        headline = _folded(plain_text(thing.get("headline")) or plain_text(thing.get("name")))
        body = thing.get("articleBody")
        return bool(headline) and headline in known, len(body) if isinstance(body, str) else 0, len(thing)

    article = max(articles, key=fit, default={})
    return LinkedData(article, _crumbs(things), by_id)


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _things(script: Element) -> Iterator[Thing]:
    if "ld+json" not in (script.get("type") or "").lower() or not script.text:
        return
    source = _SCRIPT.sub("", script.text)
    try:
        data = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        try:
            data = json.loads(_CONTROL.sub(" ", unescape(source)), strict=False)
        except (ValueError, RecursionError):
            return
    waiting, seen = [data], 0
    while waiting and seen < _MOST_OBJECTS:
        value = waiting.pop()
        seen += 1
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            waiting.extend(part for part in reversed(value.values()) if isinstance(part, dict | list))


def _crumbs(things: list[Thing]) -> list[str]:
    for thing in things:
        if "BreadcrumbList" not in types_of(thing):
            continue
        names = []
        for entry in sorted(filter(_is_thing, as_list(thing.get("itemListElement"))), key=_position):
            item = entry.get("item")
            name = plain_text(entry.get("name")) or (plain_text(item.get("name")) if isinstance(item, dict) else "")
            if name:
                names.append(name)
        if names:
            return names
    return []


def _is_thing(value: object) -> bool:
    return isinstance(value, dict)


def _position(entry: Thing) -> float:
    try:
        return float(entry.get("position") or 0)
    except (TypeError, ValueError):
        return 0.0
