"""Write pages into the readers' index, or remove them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import transaction
from wagtail.models import Locale

from .. import tables
from ..entries import SearchEntry, sources
from ..models import PublicEntry
from ..words import Term, surface, terms, tokens

# Raise this when the same text yields other terms, so that a rebuild writes everything again.
VERSION = "1"


def index_pages(*, ids: Iterable[int]) -> int:
    """Bring the readers' index up to date with what everybody may read of these pages now. For most drafts that is nothing.

    Returns how many rows were written or removed. Pages that have not changed since they were indexed are skipped.
    """
    if not tables.are_here():
        return 0
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return 0
    entries = {entry.page_id: entry for source in sources() for entry in source.entries(wanted)}
    digests = {pk: _digest(entry) for pk, entry in entries.items()}
    with transaction.atomic():
        known = {
            pk: (docid, bytes(digest))
            for pk, docid, digest in PublicEntry.objects.filter(page_id__in=wanted).values_list(
                "page_id", "docid", "digest"
            )
        }
        stale = [docid for pk, (docid, digest) in known.items() if digests.get(pk) != digest]
        new = [entry for pk, entry in entries.items() if pk not in known or known[pk][1] != digests[pk]]
        _remove(stale)
        _add(new, digests)
    return len(stale) + len(new)


def forget_pages(*, ids: Iterable[int]) -> int:
    """Remove pages from the readers' index; returns how many were in it."""
    if not tables.are_here():
        return 0
    with transaction.atomic():
        docids = list(PublicEntry.objects.filter(page_id__in=list(ids)).values_list("docid", flat=True))
        _remove(docids)
    return len(docids)


def forget_all() -> None:
    """Empty the readers' index."""
    with transaction.atomic():
        PublicEntry.objects.all().delete()
        for table in ("search_public", "search_public_words"):
            tables.clear(table)


def _remove(docids: list[int]) -> None:
    if docids:
        PublicEntry.objects.filter(docid__in=docids).delete()
        for table in ("search_public", "search_public_words"):
            tables.remove(table, docids)


def _add(entries: list[SearchEntry], digests: dict[int, bytes]) -> None:
    if not entries:
        return
    docids = _free_docids(entries)
    placed = [(docids[entry.page_id], entry) for entry in entries]
    PublicEntry.objects.bulk_create(
        [PublicEntry(docid=docid, page_id=entry.page_id, digest=digests[entry.page_id]) for docid, entry in placed]
    )
    tables.write("search_public", [(docid, _columns(entry)) for docid, entry in placed])
    tables.write("search_public_words", [(docid, (_words(entry),)) for docid, entry in placed])


def edition_numbers() -> dict[str, int]:
    """Language code -> the number of the edition in `docid`."""
    return dict(Locale.objects.values_list("language_code", "pk"))


def _free_docids(entries: list[SearchEntry]) -> dict[int, int]:
    """Page id -> a free row. Stories of the same minute get consecutive rows."""
    numbers = edition_numbers()
    bases = {entry.page_id: tables.docid(numbers[entry.edition], entry.listed_at) for entry in entries}
    candidates = [base + step for base in set(bases.values()) for step in range(8)]
    taken = set(PublicEntry.objects.filter(docid__in=candidates).values_list("docid", flat=True))
    docids = {}
    for pk, base in bases.items():
        docid = base
        while docid in taken:
            docid += 1
            if docid == base + 8:  # an import gave many stories the same minute
                crowd = PublicEntry.objects.filter(docid__gte=base, docid__lt=base + tables.SEQUENCES)
                taken |= set(crowd.values_list("docid", flat=True))
        if docid >= base + tables.SEQUENCES:
            raise ValueError(
                f"Page {pk} cannot be indexed: {tables.SEQUENCES} stories of its edition have the same minute of "
                "publication. Give some of them another minute."
            )
        taken.add(docid)
        docids[pk] = docid
    return docids


def _columns(entry: SearchEntry) -> tuple[str, ...]:
    texts = (entry.headline, entry.standfirst, entry.body, "\n".join(entry.names))
    analysed = [terms(text, entry.edition) for text in texts]
    loose = {term.loose for column in analysed for term in column if term.loose != term.strict}
    facets = [facet_term(name, value) for name, values in entry.facets.items() for value in values]
    return (*(_strict(column) for column in analysed), " ".join(sorted(loose)), " ".join(facets))


def _strict(column: list[Term]) -> str:
    return " ".join(term.strict for term in column)


def _words(entry: SearchEntry) -> str:
    text = "\n".join((entry.headline, entry.standfirst, *entry.names))
    return " ".join(sorted({surface(token.text) for token in tokens(text) if not token.is_run}))


def facet_term(name: str, value: str) -> str:
    """The term in the index for one value of a facet."""
    return f"x{name}x{value}".lower()


def _digest(entry: SearchEntry) -> bytes:
    return hashlib.blake2b(f"{VERSION}\n{entry!r}".encode(), digest_size=16).digest()
