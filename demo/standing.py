"""Publishes the pages about the Courier itself, with the gaps of the first drafts filled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from broadsheet.editions.models import Edition
from broadsheet.stories.models import StandingPage
from demo.content import read

NAME_AT_FIRST = "The Vellamar Courier"  # in every edition until each has its own name
_GAP = re.compile(r"⟦[^⟧]*⟧([.:]?)")


def publish_standing_pages(*, now: datetime) -> None:
    """Publish all seven in every edition."""
    facts = read("standing.toml")
    names = {edition.code: edition.paper_name for edition in Edition.objects.select_related("locale")}
    pages = StandingPage.objects.filter(purpose__in=facts["gaps"], live=False).select_related("locale")
    for page in pages.order_by("path"):
        words = facts["fill"][page.locale.language_code]
        name = names[page.locale.language_code]
        fills = [words[gap] for gap in facts["gaps"][page.purpose]]
        first = json.loads(json.dumps(list(page.body.raw_data), ensure_ascii=False).replace(NAME_AT_FIRST, name))
        page.body = json.dumps(_filled(first[1:], fills))  # the first block says that it is a draft
        page.standfirst = page.standfirst.replace(NAME_AT_FIRST, name)
        page.reviewed_at = now.date()
        page.save_revision().publish()


def _filled(blocks: Iterable[dict[str, Any]], fills: list[str]) -> list[dict[str, Any]]:
    """The blocks with the gaps filled in order. A full stop is dropped after a sentence that already has one."""
    waiting = iter(fills)

    def fill(gap: re.Match[str]) -> str:
        words = next(waiting)
        return words + (gap[1] if not words.endswith(".") else "")

    filled = [
        {**block, "value": _GAP.sub(fill, block["value"])} if block["type"] == "paragraph" else dict(block)
        for block in blocks
    ]
    unused = list(waiting)
    if unused:
        raise ValueError(f"demo/standing.toml has more fillings than there are gaps: “{unused[0]}”.")
    return filled
