"""The guard around Wagtail's page actions: a check that the page is ready, then the action and its event in one transaction.

Editor, workflow, bulk action, importer and clock all publish, unpublish, move, copy and delete through
the `execute` of Wagtail's action classes, and some of them bypass the page's own methods. So the guard sits
there (ADR 1). Each wrapped `execute` is one transaction: its change and its event are committed together
or not at all. It holds the lock of all page actions and first reads the stored state (`page_lock.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, PageViewRestriction

from broadsheet.core.restrictions import carry_restrictions, restrictions_of

from .actions.write_event import event_of, public_path, write_event, write_events
from .models import EventKind
from .page_lock import PLACE, page_lock, take_stored
from .readiness import EXPIRES_TOO_SOON, ChecksReadiness, NotReadyToPublish
from .signals import page_copied, page_left_sight, page_moved, page_went_live

Execute = Callable[..., Any]


def guard() -> None:
    """Wrap the actions, once per process."""
    wrappers: dict[Any, Callable[[Execute], Execute]] = {
        PublishPageRevisionAction: _publishing,
        UnpublishPageAction: _unpublishing,
        MovePageAction: _moving,
        DeletePageAction: _deleting,
        CopyPageAction: _copying,
        CreatePageAliasAction: _copying,
        ConvertAliasPageAction: _converting,
    }
    for action, wrapper in wrappers.items():
        if not hasattr(action.execute, "is_guarded"):
            guarded: Any = wrapper(action.execute)
            guarded.is_guarded = True
            action.execute = guarded


def _publishing(execute: Execute) -> Execute:
    def publish(self: PublishPageRevisionAction, *args: Any, **kwargs: Any) -> object:
        page = self.object
        with page_lock():
            take_stored(page)
            _check_ready(page)
            before = Page.objects.filter(pk=page.pk).values("live", "url_path", "latest_revision_id").first()
            if before and before["latest_revision_id"] != self.revision.pk:
                _hold_embargo(page, newest=Page.objects.get(pk=page.pk).get_latest_revision_as_object())
            else:
                _hold_embargo(page)
            _refuse_expired(page)
            aliases = _aliases_of(page)
            old_paths = dict(_paths_below(page)) if before and before["url_path"] != _url_path_to_be(page) else {}
            result = execute(self, *args, **kwargs)
            if page.live and page.live_revision_id == self.revision.pk:
                was_live = bool(before and before["live"])
                write_event(
                    kind=EventKind.UPDATED if was_live else EventKind.PUBLISHED,
                    made_at=page.last_published_at,
                    page=page,
                )
                page_went_live.send(type(page), page=page)
                _tell_of_aliases(aliases)
                _tell_of_move(page, old_paths)
        return result

    return publish


def _url_path_to_be(page: Page) -> str:
    """The URL path that the page will have once saved, given its slug."""
    parent_path = page.url_path.rstrip("/").rpartition("/")[0]
    return f"{parent_path}/{page.slug}/"


def _check_ready(page: Page) -> None:
    """Refuse a page that is not ready."""
    if not isinstance(page, ChecksReadiness):
        return
    missing = page.missing_for_publication()
    if missing:
        raise NotReadyToPublish(page_id=page.pk, title=page.title, missing=missing)


def _hold_embargo(page: Page, *, newest: Page | None = None) -> None:
    """Turn an embargo, or a minute of publication in the future, into a schedule. An older version is also held by the embargo of
    `newest`, so restoring a version from before the embargo does not end it."""
    if not isinstance(page, ChecksReadiness):
        return
    if isinstance(newest, ChecksReadiness) and newest.embargo_until:
        page.embargo_until = max(page.embargo_until or newest.embargo_until, newest.embargo_until)
    minutes = [page.go_live_at, page.embargo_until, page.published_at]
    ahead = [minute for minute in minutes if minute and minute > timezone.now()]
    if ahead:
        page.go_live_at = max(ahead)


def _refuse_expired(page: Page) -> None:
    """Refuse a page that would expire before its minute of publication; without this, readers would see it until the clock's next look."""
    start = max(timezone.now(), page.go_live_at or timezone.now())
    if page.expire_at and page.expire_at <= start:
        missing = {"expire_at": str(EXPIRES_TOO_SOON)}
        raise NotReadyToPublish(page_id=page.pk, title=page.title, missing=missing)


def _unpublishing(execute: Execute) -> Execute:
    def unpublish(self: UnpublishPageAction, *args: Any, **kwargs: Any) -> object:
        with page_lock():
            take_stored(self.object)
            was_live = self.object.live
            result = execute(self, *args, **kwargs)
            if was_live and not self.object.live:
                details = {"expired": True} if self.set_expired else {}
                write_event(kind=EventKind.WITHDRAWN, made_at=timezone.now(), page=self.object, details=details)
                page_left_sight.send(type(self.object), page_id=self.object.pk)
        return result

    return unpublish


def _aliases_of(page: Page) -> dict[int, bool]:
    """The page's aliases and the aliases of those: id -> whether it is live."""
    aliases: dict[int, bool] = {}
    waiting = [page.pk]
    while waiting:
        rows = Page.objects.filter(alias_of__in=waiting).exclude(pk__in=aliases).values_list("pk", "live")
        waiting = [pk for pk, _ in rows]
        aliases |= dict(rows)
    return aliases


def _tell_of_aliases(aliases: dict[int, bool]) -> None:
    """Aliases follow their source without an action of their own. Write the same event and send the same signal as for any page."""
    for alias in Page.objects.filter(pk__in=aliases, live=True).select_related("locale", "content_type"):
        kind = EventKind.UPDATED if aliases[alias.pk] else EventKind.PUBLISHED
        write_event(kind=kind, made_at=timezone.now(), page=alias)
        page_went_live.send(alias.specific_class or Page, page=alias.specific)


def _converting(execute: Execute) -> Execute:
    """An alias that becomes a page of its own keeps the restrictions of its source."""

    def convert(self: ConvertAliasPageAction, *args: Any, **kwargs: Any) -> object:
        with page_lock():
            restrictions, source = list(restrictions_of(self.page)), self.page.alias_of_id
            result = execute(self, *args, **kwargs)
            carry_restrictions(restrictions=restrictions, source=source, to=Page.objects.get(pk=self.page.pk))
        return result

    return convert


def _deleting(execute: Execute) -> Execute:
    def delete(self: DeletePageAction, *args: Any, **kwargs: Any) -> object:
        with page_lock():
            take_stored(self.page, fields=PLACE)
            now = timezone.now()
            gone = [
                event_of(kind=EventKind.DELETED, made_at=now, page=page, details={"was_live": page.live})
                for page in _with_descendants(self.page)
            ]
            orphans = _aliases_left_by(self.page)
            result = execute(self, *args, **kwargs)
            for alias_id, source_id, restrictions in orphans:
                carry_restrictions(restrictions=restrictions, source=source_id, to=Page.objects.get(pk=alias_id))
            write_events(gone)
            for event in gone:
                page_left_sight.send(Page, page_id=event.page_id)
        return result

    return delete


def _aliases_left_by(page: Page) -> list[tuple[int, int, list[PageViewRestriction]]]:
    """Aliases elsewhere of `page` and of pages below it, each with its source and its restrictions. They outlive the deletion."""
    below = Page.objects.filter(path__startswith=page.path).values("pk")
    aliases = Page.objects.filter(alias_of__in=below).exclude(path__startswith=page.path)
    return [(alias.pk, alias.alias_of_id, list(restrictions_of(alias))) for alias in aliases]


def _moving(execute: Execute) -> Execute:
    def move(self: MovePageAction, *args: Any, **kwargs: Any) -> object:
        with page_lock():
            take_stored(self.page, fields=PLACE)
            take_stored(self.target, fields=PLACE)
            old_paths = dict(_paths_below(self.page))
            restrictions = list(restrictions_of(self.page))
            result = execute(self, *args, **kwargs)
            moved = Page.objects.get(pk=self.page.pk).specific
            carry_restrictions(restrictions=restrictions, source=moved.pk, to=moved)
            _tell_of_move(moved, old_paths)
        return result

    return move


def _copying(execute: Execute) -> Execute:
    """A copy or an alias may be live from the start without being published."""

    def copy(self: CopyPageAction, *args: Any, **kwargs: Any) -> Page:
        with page_lock():
            if not self.page._state.adding:
                take_stored(self.page, fields=PLACE)
            copied = execute(self, *args, **kwargs)
            now = timezone.now()
            for source, page in _pairs(self.page, copied):
                if page.alias_of_id is None:
                    carry_restrictions(restrictions=list(restrictions_of(source)), source=source.pk, to=page)
                page_copied.send(page.specific_class or Page, source=source, page=page)
                if page.live:
                    _check_ready(page.specific)
                    write_event(kind=EventKind.PUBLISHED, made_at=now, page=page)
                    page_went_live.send(page.specific_class or Page, page=page.specific)
        return copied

    return copy


def _with_descendants(page: Page) -> Iterator[Page]:
    yield page
    yield from page.get_descendants().select_related("locale", "content_type").iterator()


def _pairs(source: Page, copy: Page) -> Iterator[tuple[Page, Page]]:
    """Each page that was copied, with its copy."""
    yield source, Page.objects.select_related("locale", "content_type").get(pk=copy.pk)
    for below, copied in zip(source.get_children(), copy.get_children(), strict=False):
        yield from _pairs(below, copied)


def _paths_below(page: Page) -> Iterator[tuple[int, str]]:
    """(page id, public path) of the stored page and everything under it."""
    for below in page.get_descendants(inclusive=True).select_related("locale").iterator():
        yield below.pk, public_path(below)


def _tell_of_move(page: Page, old_paths: dict[int, str]) -> None:
    """One event for each page whose public path is no longer the one in `old_paths`."""
    now = timezone.now()
    pages = Page.objects.select_related("locale", "content_type").in_bulk(list(old_paths)) if old_paths else {}
    write_events(
        event_of(kind=EventKind.MOVED, made_at=now, page=moved, old_path=old_paths[pk])
        for pk, moved in pages.items()
        if public_path(moved) != old_paths[pk]
    )
    if page.pk in pages and public_path(pages[page.pk]) != old_paths[page.pk]:
        page_moved.send(type(page), page=page, old_path=old_paths[page.pk])
