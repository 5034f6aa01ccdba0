"""The form of every kind of page: it does not overwrite what somebody else saved since it was opened, and fills in a missing slug."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, TaskState

SCHEDULE = "read_schedule"


def schedule_of(page: Page) -> str:
    """The minute for which a version of the page is scheduled; "none" without one, and empty for a page that is not stored yet."""
    if not page.pk:
        return ""
    minute = (
        page.revisions.filter(approved_go_live_at__isnull=False).values_list("approved_go_live_at", flat=True).first()
    )
    return minute.isoformat() if minute else "none"


class NewestVersionForm(WagtailAdminPageForm):
    """The form of every kind of page. Wagtail's view (8.0) compares versions when it saves by itself; this form does so when a person saves."""

    data: Any
    read_schedule = forms.CharField(required=False, widget=forms.HiddenInput)  # the schedule when the form was opened

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[SCHEDULE] = schedule_of(self.instance)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """The slug. If it is empty (somebody left before the script had made it), the slug it had, or one made from the title."""
        slug: str = self.cleaned_data["slug"] or self.instance.slug
        return slug or slugify(self.data.get(self.add_prefix("title"), ""), allow_unicode=True)[:255] or "page"

    def clean(self) -> dict[str, object]:
        """Refuse once. The form comes back with the typed text and then knows of the newer version."""
        cleaned: dict[str, object] = super().clean()
        if self.instance.pk and self._is_deed() and self._is_older():
            self.add_error(
                None,
                _(
                    "Somebody else, or you in another tab, has saved this page since you opened it. Nothing of yours is saved yet. "
                    "Press again to save your version over theirs. Theirs stays in the history."
                ),
            )
        self._refuse_other_schedule(cleaned)
        self._refuse_decision_made()
        return cleaned

    def _refuse_decision_made(self) -> None:
        """Refuse an approval or rejection that nobody waits for any more. Wagtail's view (8.0) would save the page as a draft and say so."""
        if not self.data.get("action-workflow-action"):
            return
        state = self.instance.current_workflow_task_state if self.instance.pk else None
        if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
            self.add_error(
                None,
                _(
                    "This page no longer waits for a decision: somebody else has made one, or has cancelled the review. Nothing of yours "
                    "is saved yet. Press “Save draft” to keep your words."
                ),
            )

    def _refuse_other_schedule(self, cleaned: dict[str, object]) -> None:
        """Refuse once. Cancelling a schedule makes no version, so the comparison of versions does not notice it."""
        read, stored = cleaned.get(SCHEDULE), self.initial[SCHEDULE]
        if not read or read == stored or not self._is_deed():
            return
        self.data = self.data.copy()
        self.data[self.add_prefix(SCHEDULE)] = stored
        self.add_error(
            None,
            _(
                "Since you opened this page, it was scheduled, or its schedule was cancelled or carried out. Nothing of yours is saved "
                "yet. Check the times, and press again to go on."
            ),
        )

    def _is_deed(self) -> bool:
        """Whether a button was pressed that does more than save. A preview or an automatic save of a draft overwrites nothing."""
        return any(name.startswith(("action-", "workflow-action-")) for name in self.data)

    def _is_older(self) -> bool:
        newest = self.instance.latest_revision
        read = self.data.get("overwrite_revision_id") or self.data.get("loaded_revision_id")
        if newest is None or not read:
            return False
        if read != str(newest.pk):
            return True
        minute = self.data.get("loaded_revision_created_at")
        return bool(minute) and not self.data.get("overwrite_revision_id") and minute != newest.created_at.isoformat()
