"""Stories that were removed from the feeds, announced as in RFC 6721."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from broadsheet.core.restrictions import restricted_paths
from broadsheet.editions.models import Edition
from broadsheet.events.models import Event, EventKind
from broadsheet.stories.models import Article, Withdrawal
from broadsheet.stories.models.withdrawal import withdrawals_of

from .identity import story_id

MOST = 30


@dataclass(frozen=True, kw_only=True)
class RemovedItem:
    """A story that was live and is no longer. `reason` is the public one of a withdrawal, otherwise empty."""

    ref: str
    when: datetime
    reason: str


def removed_stories(*, paper: uuid.UUID, edition: Edition) -> list[RemovedItem]:
    """The latest stories that were withdrawn, expired or deleted in an edition, newest first.

    The feeds reveal only the story's id, which they gave before, and the reason that its old address shows. Stories
    that are live again are left out, and so are stories that were behind a password. A feed reader that never had
    the story ignores the id, so one list serves every feed of the edition.
    """
    gone = _gone(edition)
    columns = (
        "pk",
        "path",
        "alias_of_id",
        "last_published_at",
    )  # without `live`: pages that read such rows are not stored
    there = {row[0]: row for row in Article.objects.filter(pk__in=gone).values_list(*columns)}
    live = set(Article.objects.filter(pk__in=gone, live=True).values_list("pk", flat=True))
    closed = tuple(restricted_paths())
    hidden = live | {pk for pk, row in there.items() if closed and row[1].startswith(closed)}
    shown = [pk for pk in gone if pk not in hidden][:MOST]
    left = [(pk, source, published) for pk, _path, source, published in there.values() if pk not in live]
    reasons = {pk: withdrawal.reason for pk, withdrawal in withdrawals_of(left).items()}
    deleted = Withdrawal.objects.filter(page=None, deleted_page_id__in=shown)
    reasons |= {pk: reason for pk, reason in deleted.values_list("deleted_page_id", "reason") if pk is not None}
    return [RemovedItem(ref=story_id(paper, pk), when=gone[pk], reason=reasons.get(pk, "")) for pk in shown]


def _gone(edition: Edition) -> dict[int, datetime]:
    """The stories that were removed last, and when. Each kind of event is a separate scan, whose answer only such events change."""
    events: list[tuple[int, int, datetime]] = []
    for kind in (EventKind.WITHDRAWN, EventKind.DELETED):
        rows = Event.objects.filter(edition=edition.code, kind=kind, page_type="article").order_by("-id")
        for number, page_id, details, made_at in rows.values_list("id", "page_id", "details", "made_at")[: 4 * MOST]:
            if page_id is not None and (kind == EventKind.WITHDRAWN or details.get("was_live")):
                events.append((number, page_id, made_at))
    gone: dict[int, datetime] = {}
    for _, page_id, made_at in sorted(events, reverse=True)[: 4 * MOST]:
        gone.setdefault(page_id, made_at)
    return gone
