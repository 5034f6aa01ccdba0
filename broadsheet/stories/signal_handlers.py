"""Keeps lists, old addresses and people's pictures up to date."""

from __future__ import annotations

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils import timezone
from wagtail.models import Page

from broadsheet.editions.models import Edition
from broadsheet.events.signals import page_copied, page_moved
from broadsheet.media.actions.record_live_uses import record_live_uses
from broadsheet.search.tasks import index_again, index_below

from .actions.keep_old_address import keep_old_address
from .actions.keep_withdrawal import carry_withdrawal, keep_withdrawal_of_deleted
from .actions.list_stories import list_stories
from .actions.put_in_section import put_in_section
from .models import Article, Person, Publisher, Tag, Topic
from .signals import story_saved


def connect() -> None:
    """Connect the receivers."""
    story_saved.connect(_list, dispatch_uid="stories-story-saved")
    page_moved.connect(_follow_move, dispatch_uid="stories-page-moved")
    page_copied.connect(_carry_withdrawal, dispatch_uid="stories-page-copied")
    pre_delete.connect(_keep_withdrawal, sender=Article, dispatch_uid="stories-withdrawn-and-deleted")
    pre_save.connect(_index_edition, sender=Edition, dispatch_uid="stories-edition-closed")
    post_save.connect(_record_photo, sender=Person, dispatch_uid="stories-person-photo")
    for label in (Person, Topic, Tag):
        post_save.connect(_index_named, sender=label, dispatch_uid=f"stories-{label.__name__.lower()}-named")
    post_save.connect(_record_logo, sender=Publisher, dispatch_uid="stories-publisher-logo")
    post_delete.connect(_forget_photo, sender=Person, dispatch_uid="stories-person-gone")


def _list(story: Article, **_: object) -> None:
    list_stories(ids=[story.pk])


def _follow_move(page: Page, old_path: str, **_: object) -> None:
    if isinstance(page, Article):
        put_in_section(story=page)
    keep_old_address(page=page, old_path=old_path, now=timezone.now())


def _carry_withdrawal(source: Page, page: Page, **_: object) -> None:
    source, copy = source.specific, page.specific
    if isinstance(source, Article) and isinstance(copy, Article):
        carry_withdrawal(source=source, copy=copy)


def _keep_withdrawal(instance: Article, **_: object) -> None:
    keep_withdrawal_of_deleted(story=instance)


def _index_edition(instance: Edition, **_: object) -> None:
    """Remove the stories of an edition from the readers' index when it is closed; add them when it is opened."""
    before = Edition.objects.filter(pk=instance.pk).values_list("is_open", flat=True).first()
    front = Page.objects.filter(depth=2, locale=instance.locale_id).first()
    if front is not None and before is not None and before != instance.is_open:
        transaction.on_commit(lambda: index_below.enqueue(path=front.path))


def _record_photo(instance: Person, **_: object) -> None:
    record_live_uses(user=f"person:{instance.pk}", pictures={instance.photo_id} - {None})


def _index_named(instance: Person | Topic | Tag, created: bool, **_: object) -> None:
    """Stories are found by the names of their people, topics and tags. A new name has no stories yet."""
    ids = [] if created else list(instance.listings.values_list("article_id", flat=True))
    if ids:
        transaction.on_commit(lambda: index_again.enqueue(ids=ids))


def _record_logo(instance: Publisher, **_: object) -> None:
    """The logo is public, because feeds and search engines show it."""
    record_live_uses(user="publisher", pictures={instance.logo_id} - {None})


def _forget_photo(instance: Person, **_: object) -> None:
    record_live_uses(user=f"person:{instance.pk}")
