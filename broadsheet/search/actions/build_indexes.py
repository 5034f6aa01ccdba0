"""Rebuild both indexes while readers and editors continue to work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import BaseSearchBackend
from wagtail.search.index import Indexed, get_indexed_models

from .. import tables
from ..entries import EntrySource, sources
from ..models import IndexBuild, PublicEntry
from .index_pages import forget_pages, index_pages

# Stories per transaction: about a quarter of a second, for which an editor's save has to wait.
BATCH = 300


class Progress(NamedTuple):
    """The progress of a build: which part, how many of how many, and where it continued an earlier build."""

    part: str
    done: int
    total: int
    resumed_at: int


def build_indexes(*, now: datetime, from_start: bool = False) -> Iterator[Progress]:
    """Write every story and every object of the newsroom into its index, batch by batch, in short transactions.

    Meanwhile the indexes answer with what they contain. If a build is killed, the next one continues after the last
    committed batch; `from_start` makes it begin again. Yields after each batch.
    """
    if from_start:
        IndexBuild.objects.all().delete()
    if tables.are_here():
        for number, source in enumerate(sources()):
            yield from _build_public(source, f"stories {number}" if number else "stories", now)
        _forget_what_is_gone()
    backend = get_search_backend()
    for model in get_indexed_models():
        yield from _build_desk(backend, model, now)
    IndexBuild.objects.all().delete()


def _build_public(source: EntrySource, part: str, now: datetime) -> Iterator[Progress]:
    def batch(after: int) -> tuple[int, int]:
        ids = source.ids_after(after, BATCH)
        index_pages(ids=ids)
        return (ids[-1], len(ids)) if ids else (after, 0)

    yield from _in_batches(part, source.how_many(), now, batch)


def _build_desk(backend: BaseSearchBackend, model: type[Indexed], now: datetime) -> Iterator[Progress]:
    objects = model.get_indexed_objects().order_by("pk")
    if any(field.name == "locale" for field in model._meta.get_fields()):
        objects = objects.select_related("locale")

    def batch(after: int) -> tuple[int, int]:
        rows = list(objects.filter(pk__gt=after)[:BATCH])
        if rows:
            backend.add_bulk(model, rows)
        return (rows[-1].pk, len(rows)) if rows else (after, 0)

    yield from _in_batches(model._meta.label, objects.count(), now, batch)


def _in_batches(name: str, total: int, now: datetime, batch: Callable[[int], tuple[int, int]]) -> Iterator[Progress]:
    build, _is_new = IndexBuild.objects.get_or_create(name=name, defaults={"started_at": now})
    resumed_at = build.done
    while True:
        with transaction.atomic():
            build.position, count = batch(build.position)
            build.done += count
            build.save()
        if count:
            yield Progress(name, build.done, max(total, build.done), resumed_at)
        if count < BATCH:
            return


def _forget_what_is_gone() -> None:
    """Remove entries of pages that no longer exist or are no longer public."""
    last = 0
    while ids := list(
        PublicEntry.objects.filter(page_id__gt=last).order_by("page_id").values_list("page_id", flat=True)[:1000]
    ):
        last = ids[-1]
        public_ids = {entry.page_id for source in sources() for entry in source.entries(ids)}
        forget_pages(ids=set(ids) - public_ids)
