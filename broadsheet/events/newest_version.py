"""The form of every kind of page: it is not sent over what somebody else saved since it was opened, and may lack an address."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class NewestVersionForm(WagtailAdminPageForm):
    """The form of every kind of page. What it saves by itself Wagtail's view (8.0) compares; this compares what a person sends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """The address; where it is empty, as when somebody left before a script had made it, the one it had or one from the title."""
        slug: str = self.cleaned_data["slug"] or self.instance.slug
        return slug or slugify(self.data.get(self.add_prefix("title"), ""), allow_unicode=True)[:255] or "page"

    def clean(self) -> dict[str, object]:
        """Refused once: the form comes back with the words that were typed, and knows of the newer version then."""
        cleaned: dict[str, object] = super().clean()
        if self.instance.pk and self._is_deed() and self._is_older():
            self.add_error(
                None,
                _(
                    "Somebody else, or you in another tab, has saved this page since you opened it, and nothing of yours is saved yet. "
                    "Press again to put your words above theirs, which stay in the history."
                ),
            )
        return cleaned

    def _is_deed(self) -> bool:
        """Whether a button was pressed that does more than save; a preview, and a draft that is saved, overwrite nothing."""
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
