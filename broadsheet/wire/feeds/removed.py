"""Stories that have left the feeds, told as RFC 6721 has it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from broadsheet.core.restrictions import restricted_paths
from broadsheet.editions.models import Edition
from broadsheet.events.models import Event, EventKind
from broadsheet.stories.models import Article, Withdrawal
from broadsheet.stories.models.withdrawal import withdrawal_of

from .identity import story_id

MOST = 30


@dataclass(frozen=True, kw_only=True)
class Removed:
    """A story that was live and is no longer; `reason` is the public one of a withdrawal, else empty."""

    ref: str
    when: datetime
    reason: str


def removed_stories(*, paper: uuid.UUID, edition: Edition) -> list[Removed]:
    """The last stories that were withdrawn, expired or deleted in an edition, newest first.

    Nothing but the id that the feeds gave is told of them, and the reason that their old address tells. What
    is live again is not among them, and of what stood behind a password nobody is told. A reader who never had
    the story ignores the id, so one list serves every feed of the edition.
    """
    gone = _gone(edition)
    there = Article.objects.filter(pk__in=gone).only("path", "live", "alias_of", "last_published_at").in_bulk()
    closed = tuple(restricted_paths())
    hidden = {pk for pk, story in there.items() if story.live or (closed and story.path.startswith(closed))}
    shown = [pk for pk in gone if pk not in hidden][:MOST]
    reasons = {pk: each.reason for pk, each in withdrawal_of(there.values()).items()}
    deleted = Withdrawal.objects.filter(page=None, deleted_page_id__in=shown)
    reasons |= dict(deleted.values_list("deleted_page_id", "reason"))
    return [Removed(ref=story_id(paper, pk), when=gone[pk], reason=reasons.get(pk, "")) for pk in shown]


def _gone(edition: Edition) -> dict[int, datetime]:
    """The stories that left last, and when; each kind of event by a scan of its own, whose answer only such events change."""
    events: list[tuple[int, int, datetime]] = []
    for kind in (EventKind.WITHDRAWN, EventKind.DELETED):
        found = Event.objects.filter(edition=edition.code, kind=kind, page_type="article").order_by("-id")
        for number, page_id, details, made_at in found.values_list("id", "page_id", "details", "made_at")[: 4 * MOST]:
            if kind == EventKind.WITHDRAWN or details.get("was_live"):
                events.append((number, page_id, made_at))
    gone: dict[int, datetime] = {}
    for _, page_id, made_at in sorted(events, reverse=True)[: 4 * MOST]:
        gone.setdefault(page_id, made_at)
    return gone
