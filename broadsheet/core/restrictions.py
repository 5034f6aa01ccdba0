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

# What says of whole parts of the page tree that readers get nothing of them.
_closed: list[Callable[[], QuerySet[Page]]] = []


def register_closed(pages: Callable[[], QuerySet[Page]]) -> None:
    """Have an app above name pages below which, themselves included, nothing is served to readers."""
    _closed.append(pages)


PagesOfOneKind = TypeVar("PagesOfOneKind", bound=QuerySet)


def open_to_all(pages: PagesOfOneKind) -> PagesOfOneKind:
    """The live ones among `pages` that everybody may read: no restriction covers them, themselves or through an
    ancestor, and they stand in nothing that is closed.

    As Wagtail's `live().public()`, but without its join, for which SQLite reads the whole page table.
    """
    pages = pages.filter(live=True)
    for path in restricted_paths():
        pages = pages.exclude(path__startswith=path)
    return pages


def restricted_paths() -> list[str]:
    """Tree paths below which, themselves included, pages are not open to everybody; nearly always none.

    An alias has its source's restriction (`Page.get_view_restrictions`), wherever it stands.
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
    """Tree paths below which readers get nothing at all, such as a closed edition's."""
    return [path for pages in _closed for path in pages().values_list("path", flat=True)]


def restrictions_of(page: Page) -> QuerySet[PageViewRestriction]:
    """Whatever restricts this page: its own restrictions, its ancestors', and for an alias those of its source.

    Wagtail's own `get_view_restrictions` (8.0) leaves out the ancestors of an alias's source, so that a story of a
    restricted section would be open to everybody through an alias elsewhere.
    """
    ids: set[int] = set()
    waiting, seen = [page], {page.pk}
    while waiting:
        for above in [(one := waiting.pop()), *one.get_ancestors().only("path", "depth", "alias_of")]:
            if above.alias_of_id is None:
                ids.add(above.pk)
            elif above.alias_of_id not in seen:
                seen.add(above.alias_of_id)
                waiting.append(above.alias_of)
    return PageViewRestriction.objects.filter(page_id__in=ids)


class RestrictedPage:
    """Mixed into every kind of page: who may see it is `restrictions_of` it, at its own address too."""

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Wagtail asks this before it serves a page."""
        return restrictions_of(self)

    def serve_password_required_response(self, request: HttpRequest, form: Form, action_url: str) -> TemplateResponse:
        """The door before the page, which says nothing of what is behind it; nothing at all where there is no such door.

        Wagtail's own view (8.0) shows it at any page's number. Raises Http404.
        """
        if not self.live or not self.get_view_restrictions().filter(pk=form.restriction.pk).exists():  # type: ignore[attr-defined]
            raise Http404
        context = {"form": form, "action_url": action_url}
        return TemplateResponse(request, page_template(request, "core/password_required.html"), context)


def is_in_closed_part(page: Page) -> bool:
    """Whether the page stands where readers get nothing at all."""
    return page.path.startswith(tuple(closed_paths()))


def is_open_to_all(page: Page) -> bool:
    """Whether everybody may read this page as it is in the database."""
    return open_to_all(Page.objects.filter(pk=page.pk)).exists()


def carry_restrictions(*, restrictions: Iterable[PageViewRestriction], source: int | None, to: Page) -> int:
    """Give `to` these restrictions; returns how many were made.

    What protects a page goes with it when it is copied, moved, or becomes a page of its own: what was set for the page `source` (an id)
    itself in any case, what it had from its place where nothing restricts it at the new one.
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
