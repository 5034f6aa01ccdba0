"""Withdrawals outlive their stories and apply to copies as well."""

from __future__ import annotations

from django.db import transaction

from broadsheet.core.restrictions import is_in_closed_part, restrictions_of
from broadsheet.events.actions.write_event import public_path

from ..models import Article, Withdrawal


def keep_withdrawal_of_deleted(*, story: Article) -> Withdrawal | None:
    """Make the address of a withdrawn story show the reason (410) even after the story is deleted.

    Call it before the deletion. Nothing is kept for a story that was not open to everybody.
    """
    with transaction.atomic():
        withdrawal = story.told_withdrawal()
        if (
            withdrawal is None
            or withdrawal.page_id != story.pk
            or restrictions_of(story).exists()
            or is_in_closed_part(story)
        ):
            story.withdrawals.all().delete()
            return None
        story.withdrawals.exclude(pk=withdrawal.pk).delete()
        withdrawal.path, withdrawal.deleted_page_id = public_path(story), story.pk
        withdrawal.save(update_fields=["path", "deleted_page_id"])
    return withdrawal


def carry_withdrawal(*, source: Article, copy: Article) -> Withdrawal | None:
    """Withdraw a copy or translation of a withdrawn story as well. Whoever wants to publish it sees the reason and decides."""
    standing = source.standing_withdrawal()
    if standing is None or copy.alias_of_id is not None or copy.live:
        return None
    return Withdrawal.objects.create(
        page=copy, reason=standing.reason, withdrawn_at=standing.withdrawn_at, withdrawn_by=standing.withdrawn_by
    )
