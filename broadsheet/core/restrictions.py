"""Pages that are not open to everybody."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.models import Page, PageViewRestriction


def open_to_all(pages: QuerySet) -> QuerySet:
    """The live ones among `pages` that no restriction covers, themselves or through an ancestor.

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
    restricted = found = set(PageViewRestriction.objects.values_list("page_id", flat=True))
    while found:
        found = set(Page.objects.filter(alias_of__in=found).values_list("pk", flat=True)) - restricted
        restricted = restricted | found
    return list(Page.objects.filter(pk__in=restricted).values_list("path", flat=True)) if restricted else []
