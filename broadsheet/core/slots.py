"""Slots: places in a lower app's templates that higher apps fill.

Imports go from higher to lower apps only, so the page shell cannot include the section bar or the edition switcher. Instead
it has a slot, `{% slot "masthead_sections" %}`, and the app that has the content fills it in `AppConfig.ready`::

    slots.fill("masthead_sections", template="stories/section_bar.html", context=section_bar)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.template.loader import render_to_string

from broadsheet.edge.rendering import fragments

from .lite import is_lite
from .renames import current_name

# Takes the template context (a flat mapping); returns the context of the filler's template, or None to show nothing.
MakeContext = Callable[[Mapping[str, Any]], dict[str, Any] | None]


class SharedPart(NamedTuple):
    """What a shared filler depends on apart from the database, and the key of the entry that the page leaves out of a list."""

    args: dict[str, Any]
    without: int | None = None


# Takes the template context; returns what the filler depends on, or None to show nothing.
MakeShare = Callable[[Mapping[str, Any]], SharedPart | None]


class Filler(NamedTuple):
    """One part that is shown in a slot; parts with a lower `order` come first.

    A part with `share` is the same on many pages, so the page store keeps it separately. Its `context` is then made from the
    request and the share's `args` alone, and its template sees nothing else.
    """

    order: int
    template: str
    context: MakeContext
    share: MakeShare | None = None


_fillers: dict[str, list[Filler]] = defaultdict(list)


def fill(
    slot: str,
    *,
    template: str,
    context: MakeContext = lambda _: {},
    order: int = 50,
    share: MakeShare | None = None,
) -> None:
    """Show `template` in `slot`; filling the slot with the same template again has no effect."""
    slot = current_name("slot", slot)
    filler = Filler(order, template, context, share)
    if share is not None:
        fragments.register(template, lambda request, args: shared_part(filler, request, args))
    if all(known.template != template for known in _fillers[slot]):
        _fillers[slot].append(filler)
        _fillers[slot].sort(key=lambda known: (known.order, known.template))


def part_of(filler: Filler, context: Mapping[str, Any], template: str | list[str]) -> str:
    """The filler's HTML for the page of `context`, rendered with `template`; in a render for the page store, a mark instead."""
    if filler.share is None:
        own = filler.context(context)
        return "" if own is None else render_to_string(template, {**context, **own})
    share = filler.share(context)
    if share is None:
        return ""
    request = context.get("request")
    mark = None if is_lite(request) else fragments.place(request, filler.template, share.args, without=share.without)
    return shared_part(filler, request, share.args, template, without=share.without) if mark is None else mark


def shared_part(
    filler: Filler,
    request: HttpRequest | None,
    args: dict[str, Any],
    template: str | list[str] = "",
    *,
    without: int | None = None,
) -> str:
    """A shared filler's HTML, made from the request and `args` alone."""
    own = filler.context({"request": request, **args})
    return (
        ""
        if own is None
        else render_to_string(template or filler.template, {"request": request, "without": without, **own})
    )


def fillers(slot: str) -> list[Filler]:
    """The fillers of `slot`, in order."""
    return list(_fillers[current_name("slot", slot)])
