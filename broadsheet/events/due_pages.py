"""Due moments of pages: scheduled publishing and expiry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from wagtail.models import Page, Revision

from .clock import AT_ONCE, DueKind, DueMoment
from .clock import register as register_kind
from .page_lock import page_lock


def register() -> None:
    """Register both kinds with the clock."""
    register_kind(DueKind(name="publish", due=due_publications))
    register_kind(DueKind(name="expire", due=due_expiries))


def due_publications(now: datetime, waiting: frozenset[str]) -> Iterator[DueMoment]:
    """Approved revisions whose minute of publication has come."""
    revisions = Revision.page_revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
    for revision in revisions[: AT_ONCE + len(waiting)]:
        if str(revision.pk) not in waiting:
            yield DueMoment(
                key=str(revision.pk),
                title=revision.object_str,
                due_at=revision.approved_go_live_at,
                page_id=int(revision.object_id),
                carry_out=partial(_publish, revision.pk),
            )


def due_expiries(now: datetime, waiting: frozenset[str]) -> Iterator[DueMoment]:
    """Live pages whose minute of expiry has come."""
    pages = Page.objects.filter(expire_at__isnull=False, expire_at__lte=now, live=True).order_by("expire_at")
    for page in pages[: AT_ONCE + len(waiting)]:
        if str(page.pk) not in waiting:
            yield DueMoment(
                key=str(page.pk),
                title=page.title,
                due_at=page.expire_at,
                page_id=page.pk,
                carry_out=partial(_expire, page.pk),
            )


def _publish(revision_id: int) -> None:
    """Publish the revision unless somebody has cancelled its schedule meanwhile."""
    with page_lock():  # another process that would publish it waits, and then finds it published
        revision = Revision.page_revisions.filter(pk=revision_id, approved_go_live_at__isnull=False).first()
        if revision:
            revision.publish(log_action="wagtail.publish.scheduled")


def _expire(page_id: int) -> None:
    with page_lock():
        page = Page.objects.filter(pk=page_id, live=True).first()
        if page:
            page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
