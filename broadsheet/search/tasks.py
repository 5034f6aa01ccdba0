"""Jobs for the server's worker."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page
from wagtail.search.index import insert_or_update_object

from broadsheet.events import leases

from .actions.build_indexes import build_indexes
from .actions.index_pages import index_pages
from .tables import are_here

BATCH = 200


@task(backend="background")
def index_below(*, path: str) -> int:
    """Index a page and everything below it again, in short transactions; returns how many rows changed."""
    return _in_batches(list(Page.objects.filter(path__startswith=path).order_by("pk").values_list("pk", flat=True)))


@task(backend="background")
def index_again(*, ids: list[int]) -> int:
    """Index these pages again, in short transactions; returns how many rows changed."""
    return _in_batches(ids)


def _in_batches(ids: list[int]) -> int:
    if are_here():
        return sum(index_pages(ids=ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))
    for page in Page.objects.filter(pk__in=ids).specific().iterator(chunk_size=BATCH):
        insert_or_update_object(page)
    return len(ids)


@task(backend="background")
def build_everything() -> int:
    """Rebuild both indexes, as `broadsheet search build` does. If it is killed, it continues where it was."""
    batches = 0
    for _batch in build_indexes(now=timezone.now()):
        with transaction.atomic():
            leases.confirm()
        batches += 1
    return batches
