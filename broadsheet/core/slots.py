"""Slots: places in a lower app's templates that apps above fill.

Imports point down, so the page shell cannot include the section bar or the edition switcher. It names a
slot, `{% slot "masthead_sections" %}`, and the app that knows says in its `AppConfig.ready` what to show::

    slots.fill("masthead_sections", template="stories/section_bar.html", context=section_bar)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

# Given the template context (a flat mapping), what the filler's template needs, or None for nothing.
MakeContext = Callable[[Mapping[str, Any]], dict[str, Any] | None]


class Filler(NamedTuple):
    """One thing shown in a slot; lower `order` first."""

    order: int
    template: str
    context: MakeContext


_fillers: dict[str, list[Filler]] = defaultdict(list)


def fill(slot: str, *, template: str, context: MakeContext = lambda _: {}, order: int = 50) -> None:
    """Show `template` in `slot`, once however often it is said."""
    filler = Filler(order, template, context)
    if all(known.template != template for known in _fillers[slot]):
        _fillers[slot].append(filler)
        _fillers[slot].sort(key=lambda each: (each.order, each.template))


def fillers(slot: str) -> list[Filler]:
    """What is shown in `slot`, in order."""
    return list(_fillers[slot])
