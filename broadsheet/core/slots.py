"""Slots: places in a lower app's templates that apps above fill.

Imports point down, so the page shell cannot include the section bar or the edition switcher. It names a
slot, `{% slot "masthead_sections" %}`, and the app that knows says in its `AppConfig.ready` what to show::

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

# Given the template context (a flat mapping), what the filler's template needs, or None for nothing.
MakeContext = Callable[[Mapping[str, Any]], dict[str, Any] | None]


class SharedPart(NamedTuple):
    """What a shared filler depends on beside the database, and the key of what the page itself leaves out of a list."""

    args: dict[str, Any]
    without: int | None = None


# Given the template context, what the filler depends on; None for nothing to show.
MakeShare = Callable[[Mapping[str, Any]], SharedPart | None]


class Filler(NamedTuple):
    """One thing shown in a slot; lower `order` first.

    One with `share` is the same on many pages, so the page store keeps it apart. Its `context` is then made from the
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
    """Show `template` in `slot`, once however often it is said."""
    slot = current_name("slot", slot)
    filler = Filler(order, template, context, share)
    if share is not None:
        fragments.register(template, lambda request, args: shared_part(filler, request, args))
    if all(known.template != template for known in _fillers[slot]):
        _fillers[slot].append(filler)
        _fillers[slot].sort(key=lambda each: (each.order, each.template))


def part_of(filler: Filler, context: Mapping[str, Any], template: str | list[str]) -> str:
    """What the filler shows on the page of `context`, by `template`; for the page store, a mark in its place."""
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
    """What a shared filler shows, made from `args` alone."""
    own = filler.context({"request": request, **args})
    return (
        ""
        if own is None
        else render_to_string(template or filler.template, {"request": request, "without": without, **own})
    )


def fillers(slot: str) -> list[Filler]:
    """What is shown in `slot`, in order."""
    return list(_fillers[current_name("slot", slot)])
