"""The form of every kind of page: it does not overwrite what somebody else saved since it was opened, and fills in a missing slug."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class NewestVersionForm(WagtailAdminPageForm):
    """The form of every kind of page. Wagtail's view (8.0) compares versions when it saves by itself; this form does so when a person saves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
        return cleaned

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
