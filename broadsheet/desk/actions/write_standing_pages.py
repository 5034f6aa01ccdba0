"""Write the first drafts of an edition's standing pages."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.text import Truncator
from markdown_it import MarkdownIt
from markdown_it.token import Token

from broadsheet.editions.models import Edition
from broadsheet.editions.switcher import front_url
from broadsheet.fronts.models import FrontPage
from broadsheet.stories.models import StandingPage, StandingPurpose

TEXTS = Path(__file__).resolve().parent.parent / "standing_texts"
FALLBACK = "en"
NOTICE = "notice.md"  # the paragraph that says that the page is a draft
_MARKDOWN = MarkdownIt("commonmark")


class StandingText(NamedTuple):
    """The text of a page. `body` is the raw form that its StreamField stores."""

    title: str
    standfirst: str
    body: list[dict[str, object]]


@transaction.atomic
def write_standing_pages(*, edition: Edition, now: datetime) -> list[StandingPage]:
    """Make a draft for each purpose that has no page in the edition yet; returns the new pages.

    The texts come from `standing_texts/`, in the edition's language if it exists there, otherwise in English. Pages with
    the same purpose are translations of one another. `now` is the first minute in their history.
    """
    front = FrontPage.objects.filter(locale=edition.locale).first()
    if front is None:
        return []
    there = set(StandingPage.objects.filter(locale=edition.locale).values_list("purpose", flat=True))
    known = StandingPage.objects.exclude(locale=edition.locale).order_by("-pk")
    keys = dict(known.values_list("purpose", "translation_key"))
    taken = set(front.get_children().values_list("slug", flat=True))
    drafts = []
    for purpose in StandingPurpose.values:
        if purpose == StandingPurpose.OTHER or purpose in there:
            continue
        words = standing_text(purpose=purpose, edition=edition)
        page = StandingPage(
            title=words.title, standfirst=words.standfirst, body=json.dumps(words.body), purpose=purpose,
            slug=f"{purpose}-page" if purpose in taken else purpose, locale=edition.locale, live=False,
            show_in_menus=True, latest_revision_created_at=now, translation_key=keys.get(purpose) or uuid.uuid4(),
        )  # fmt: skip
        front.add_child(instance=page)
        drafts.append(page)
    return drafts


def standing_text(*, purpose: str, edition: Edition) -> StandingText:
    """The first text for a purpose, with the paper's name and the edition's addresses filled in."""
    folder = TEXTS / edition.code
    if not folder.is_dir():
        folder = TEXTS / FALLBACK
    written = (folder / f"{purpose}.md").read_text("utf-8").replace("{front}", front_url(edition))
    groups = _groups(written)
    title, standfirst = _words(groups[0]), _words(groups[1])
    blocks = [_block(group) for group in [*_groups((folder / NOTICE).read_text("utf-8")), *groups[2:]]]
    named = json.loads(json.dumps(blocks).replace("{paper}", json.dumps(escape(edition.paper_name))[1:-1]))
    return StandingText(Truncator(title).chars(255), standfirst.replace("{paper}", edition.paper_name), named)


def _groups(text: str) -> list[list[Token]]:
    """The tokens of each top-level block of a text."""
    groups: list[list[Token]] = [[]]
    depth = 0
    for token in _MARKDOWN.parse(text):
        groups[-1].append(token)
        depth += token.nesting
        if depth == 0:
            groups.append([])
    return [group for group in groups if group]


def _words(group: list[Token]) -> str:
    return " ".join(token.content for token in group if token.type == "inline")


def _block(group: list[Token]) -> dict[str, object]:
    """Convert a group of tokens to a block. These texts contain only headings, paragraphs and lists."""
    kind: str
    value: Any
    match group[0].type:
        case "heading_open":
            kind, value = "heading", {"text": _words(group), "level": "2"}
        case "bullet_list_open":
            lines = [
                {"type": "item", "value": _rich(token), "id": _new_id()} for token in group if token.type == "inline"
            ]
            kind, value = "list", {"items": lines, "ordered": False}
        case _:
            kind, value = "paragraph", f"<p>{''.join(_rich(token) for token in group if token.type == 'inline')}</p>"
    return {"type": kind, "value": value, "id": _new_id()}


def _rich(inline: Token) -> str:
    return str(_MARKDOWN.renderer.render([inline], _MARKDOWN.options, {})).strip()


def _new_id() -> str:
    return str(uuid.uuid4())
