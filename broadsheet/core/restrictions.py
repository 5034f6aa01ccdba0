"""Pages that are not open to everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from wagtail.models import Page, PageViewRestriction

from .lite import page_template

# Functions that return pages whose whole subtrees are closed to readers.
_closed: list[Callable[[], QuerySet[Page]]] = []


def register_closed(pages: Callable[[], QuerySet[Page]]) -> None:
    """Let a higher app name pages that, with everything below them, are not served to readers."""
    _closed.append(pages)


PagesOfOneKind = TypeVar("PagesOfOneKind", bound=QuerySet)


def open_to_all(pages: PagesOfOneKind) -> PagesOfOneKind:
    """The live pages among `pages` that everybody may read: neither they nor their ancestors are restricted or closed.

    This is like Wagtail's `live().public()`, but without its join, for which SQLite reads the whole page table.
    """
    pages = pages.filter(live=True)
    for path in restricted_paths():
        pages = pages.exclude(path__startswith=path)
    return pages


def restricted_paths() -> list[str]:
    """The tree paths of pages that, with everything below them, are not open to everybody; nearly always empty.

    An alias has its source's restriction (`Page.get_view_restrictions`), wherever it is in the tree.
    """
    own = PageViewRestriction.objects.order_by().values_list("page__path", flat=True)
    newly_found = restricted = set(own.union(*(pages().order_by().values_list("path", flat=True) for pages in _closed)))
    while newly_found:
        sources = Q()
        for path in newly_found:
            sources |= Q(alias_of__path__startswith=path)
        newly_found = set(Page.objects.filter(sources).values_list("path", flat=True)) - restricted
        restricted = restricted | newly_found
    return sorted(path for path in restricted if not any(_is_below(path, other) for other in restricted))


def closed_paths() -> list[str]:
    """The tree paths of pages that, with everything below them, are closed to readers, such as those of a closed edition."""
    return [path for pages in _closed for path in pages().values_list("path", flat=True)]


def restrictions_of(page: Page) -> QuerySet[PageViewRestriction]:
    """All restrictions of this page: its own, its ancestors', and for an alias those of its source.

    Wagtail's own `get_view_restrictions` (8.0) ignores the ancestors of an alias's source, so a story of a restricted section
    would be open to everybody through an alias elsewhere.
    """
    ids: set[int] = set()
    waiting, seen = [page], {page.pk}
    while waiting:
        for ancestor in [(next_page := waiting.pop()), *next_page.get_ancestors().only("path", "depth", "alias_of")]:
            if ancestor.alias_of_id is None:
                ids.add(ancestor.pk)
            elif ancestor.alias_of_id not in seen:
                seen.add(ancestor.alias_of_id)
                waiting.append(ancestor.alias_of)
    return PageViewRestriction.objects.filter(page_id__in=ids)


class RestrictedPage:
    """Mixed into every kind of page, so that `restrictions_of` decides who may see the page at its own address."""

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """The page's restrictions; Wagtail calls this before it serves a page."""
        return restrictions_of(self)

    def serve_password_required_response(self, request: HttpRequest, form: Form, action_url: str) -> TemplateResponse:
        """The form for the page's password, which reveals nothing of the page.

        Raises Http404 where this restriction does not apply to the page: Wagtail's own view (8.0) shows the form for the id of
        any page.
        """
        if not self.live or not self.get_view_restrictions().filter(pk=form.restriction.pk).exists():  # type: ignore[attr-defined]
            raise Http404
        context = {"form": form, "action_url": action_url}
        return TemplateResponse(request, page_template(request, "core/password_required.html"), context)


def is_in_closed_part(page: Page) -> bool:
    """Whether the page is in a part of the tree that is closed to readers."""
    return page.path.startswith(tuple(closed_paths()))


def is_open_to_all(page: Page) -> bool:
    """Whether everybody may read the page in its stored state."""
    return open_to_all(Page.objects.filter(pk=page.pk)).exists()


def carry_restrictions(*, restrictions: Iterable[PageViewRestriction], source: int | None, to: Page) -> int:
    """Give the page `to` these restrictions; returns how many were made.

    A page keeps its protection when it is copied or moved, or when an alias becomes a page of its own. Restrictions of the page
    `source` (an id) itself are always kept. Restrictions of its ancestors are kept only where nothing restricts the page at
    its new place.
    """
    present = list(restrictions_of(to))
    made = 0
    for restriction in restrictions:
        if any(_asks_the_same(restriction, other) for other in present) or (present and restriction.page_id != source):
            continue
        copy = PageViewRestriction(
            restriction_type=restriction.restriction_type, password=restriction.password, page=to
        )
        copy.save()
        copy.groups.set(restriction.groups.all())
        made += 1
    return made


def _asks_the_same(one: PageViewRestriction, other: PageViewRestriction) -> bool:
    if one.pk == other.pk:
        return True
    same_kind = (one.restriction_type, one.password) == (other.restriction_type, other.password)
    return same_kind and set(one.groups.values_list("pk")) == set(other.groups.values_list("pk"))


def _is_below(path: str, other: str) -> bool:
    return len(path) > len(other) and path.startswith(other)
