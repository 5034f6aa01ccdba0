"""What a page gives to the readers' index. The app knows nothing else of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db.models import QuerySet


@dataclass(frozen=True, kw_only=True)
class SearchEntry:
    """A page that everybody may read, in the form that the readers' index takes.

    `facets` are the filters for results: a name and the page's values, e.g.
    `{"section": ["12"], "kind": ["feature"]}`; letters and digits only.
    """

    page_id: int
    edition: str
    listed_at: datetime
    headline: str
    standfirst: str = ""
    body: str = ""
    names: tuple[str, ...] = ()
    facets: dict[str, list[str]] = field(default_factory=dict)


class EntrySource(Protocol):
    """A kind of page that readers can search."""

    def entries(self, ids: Iterable[int]) -> list[SearchEntry]:
        """Entries of the pages among `ids` that are live and open to everybody, in a fixed number of queries."""
        ...

    def ids_after(self, page_id: int, count: int) -> list[int]:
        """The next `count` ids of pages to index, in ascending order."""
        ...

    def how_many(self) -> int:
        """How many pages there are to index, for a progress bar."""
        ...

    def queryset(self, edition: str, facets: dict[str, str]) -> QuerySet:
        """The pages of an edition that everybody may read, filtered. Used for databases whose own search is used."""
        ...


_sources: list[Callable[[], EntrySource]] = []


def register(make: Callable[[], EntrySource]) -> None:
    """Make a kind of page searchable; called from an app's `ready`."""
    _sources.append(make)


def sources() -> list[EntrySource]:
    """Every kind of page that readers can search."""
    return [make() for make in _sources]
