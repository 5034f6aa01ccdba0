"""Keeps the readers' index up to date, in the transaction that changes what readers see."""

from __future__ import annotations

from django.db.models.signals import post_delete, post_migrate, post_save
from wagtail.models import Page, PageViewRestriction

from broadsheet.events.signals import page_left_sight, page_moved, page_went_live

from . import tables
from .actions.index_pages import forget_pages, index_pages
from .tasks import index_below


def connect() -> None:
    """Connect the receivers."""
    page_went_live.connect(_index, dispatch_uid="search-page-went-live")
    page_moved.connect(_index_moved, dispatch_uid="search-page-moved")
    page_left_sight.connect(_forget, dispatch_uid="search-page-left-sight")
    post_save.connect(_hide, sender=PageViewRestriction, dispatch_uid="search-restricted")
    post_delete.connect(_show, sender=PageViewRestriction, dispatch_uid="search-unrestricted")
    post_migrate.connect(tables.make, dispatch_uid="search-tables")


def _index(page: Page, **_: object) -> None:
    index_pages(ids=[page.pk])


def _index_moved(page: Page, **_: object) -> None:
    if page.numchild:
        index_below.enqueue(path=page.path)
    else:
        index_pages(ids=[page.pk])


def _forget(page_id: int, **_: object) -> None:
    forget_pages(ids=[page_id])


def _hide(instance: PageViewRestriction, **_: object) -> None:
    """Remove a page that not everybody may read from the index at once, with everything below it."""
    below = Page.objects.filter(path__startswith=instance.page.path)
    forget_pages(ids=below.values_list("pk", flat=True))


def _show(instance: PageViewRestriction, **_: object) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        index_below.enqueue(path=page.path)
