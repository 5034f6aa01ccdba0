"""A scheduled page is not locked for users who may schedule it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock, BasicLock, ScheduledForPublishLock
from wagtail.models import Revision
from wagtail.utils.timestamps import render_timestamp

from broadsheet.core.models import User


class ScheduleNotice(ScheduledForPublishLock):
    """Says which version goes live and when. Users who may publish can edit on; publishing again schedules the new version."""

    def for_user(self, user: User) -> bool:
        """Whether the page is locked for this user."""
        return not self.object.permissions_for_user(user).can_publish()

    def get_message(self, user: User) -> SafeString:
        """The notice above the form."""
        if self.for_user(user):
            return super().get_message(user)
        revision = self.object.scheduled_revision
        return format_html(
            _("Goes live at {minute}, as it was saved at {saved}. To include your changes, publish again."),
            minute=render_timestamp(revision.approved_go_live_at),
            saved=render_timestamp(revision.created_at),
        )


class ScheduledEditingMixin:
    """Mixed into every kind of page, so that an editor can correct a comma without cancelling the schedule."""

    # The scheduled minute when the form was opened; Wagtail's view (8.0) reads it from `go_live_at` after saving.
    waits_until: datetime | None = None
    go_live_at: datetime | None

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """As Wagtail's, but the revision keeps what the editor entered, while this object keeps its schedule."""
        revision: Revision = super().save_revision(*args, **kwargs)  # type: ignore[misc]
        if self.waits_until:
            self.go_live_at = self.waits_until
        return revision

    def get_lock(self) -> BaseLock | None:
        """As Wagtail's without the lock by schedule. A user's own lock has priority."""
        lock: BaseLock | None = super().get_lock()  # type: ignore[misc]
        if not isinstance(lock, ScheduledForPublishLock):
            return lock
        return BasicLock(self) if self.locked else ScheduleNotice(self)  # type: ignore[attr-defined]
