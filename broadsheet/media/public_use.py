"""Decides whether a picture or document is public: it is if something that everybody may see uses it.

A use counts only while everybody may see its user. So a file has the same restrictions as the page that shows it, and a
single public use makes it public. The user is a page, or of a kind that a higher app registers in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wagtail.models import Page

from broadsheet.core.restrictions import open_to_all

from .models import LiveUse, NewsDocument, Picture

# Kind of user -> function that says whether everybody may see one of these ids. Other kinds make nothing public.
_registered: dict[str, Callable[[set[int]], bool]] = {}


def register(kind: str, is_seen: Callable[[set[int]], bool]) -> None:
    """Register a kind of user: `is_seen(ids)` says whether everybody may see one of the users `kind:ID`.

    A user without an id has the id 0.
    """
    _registered[kind] = is_seen


def is_public(item: Picture | NewsDocument) -> bool:
    """Whether everybody may see the picture or document now."""
    if isinstance(item, Picture) and item.rights_ended:
        return False
    pages: list[tuple[int, int | None]] = []
    others: dict[str, set[int]] = {}
    for user, through in uses_of(item):
        kind, _, number = user.partition(":")
        if kind == "page":
            pages.append((int(number), through))
        else:
            others.setdefault(kind, set()).add(int(number or 0))
    if any(kind in _registered and _registered[kind](ids) for kind, ids in others.items()):
        return True
    seen = _open_pages({pk for use in pages for pk in use if pk})
    return any(page in seen and (through is None or through in seen) for page, through in pages)


def uses_of(item: Picture | NewsDocument) -> list[tuple[str, int | None]]:
    """The uses of a picture or document, as (user, id of the page through which it is used or None)."""
    field = "picture" if isinstance(item, Picture) else "document"
    return list(LiveUse.objects.filter(**{field: item}).values_list("user", "through_id"))


def _open_pages(ids: Iterable[int]) -> set[int]:
    wanted = list(ids)
    return set(open_to_all(Page.objects.filter(pk__in=wanted)).values_list("pk", flat=True)) if wanted else set()
