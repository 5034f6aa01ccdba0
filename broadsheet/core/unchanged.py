"""Forms that do not overwrite, without a warning, what somebody else saved after the form was opened.

This is for rows without a history; pages have one (`events.newest_version`).
"""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.admin.forms import WagtailAdminModelForm

FIELD = "read_version"


def version_of(form: forms.ModelForm) -> str:
    """A digest of the stored values of the columns that the form changes; empty for a row that is not stored yet."""
    columns = [field.attname for field in form.instance._meta.concrete_fields if field.name in form.fields]
    rows = type(form.instance)._base_manager.filter(pk=form.instance.pk) if form.instance.pk else None
    row = rows.values(*columns).first() if rows is not None else None
    return hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()[:16] if row else ""


class VersionedFormMixin(forms.ModelForm):
    """Mixed into a form, which then carries the version that it was filled from. If another version is stored, it is refused
    once."""

    data: Any
    read_version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[FIELD] = version_of(self)

    def clean(self) -> dict[str, object]:
        """Report the fields that differ. If the user saves again, the form overwrites the stored version. A form that names no
        version is accepted."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        read, stored = cleaned.get(FIELD), self.initial[FIELD]
        if read and stored and read != stored:
            self.data = self.data.copy()
            self.data[self.add_prefix(FIELD)] = stored
            self.add_error(
                None,
                _(
                    "Somebody else has saved this since you opened it, and your changes are not saved yet. Fields that differ: "
                    "%(fields)s. Save again to replace their version with yours, or open this page again to see theirs."
                )
                % {"fields": get_text_list(self._differing(), pgettext("between two names", "and")) or "-"},
            )
        return cleaned

    def _differing(self) -> list[str]:
        """The labels of the fields in which this form differs from the stored row."""
        return [
            capfirst(str(self.fields[name].label or name))
            for name in self.changed_data
            if name in self.fields and name != FIELD
        ]


class VersionedModelForm(VersionedFormMixin, WagtailAdminModelForm):
    """The form of a model that has no form of its own."""
