"""A form is not saved over what somebody else saved since it was opened, unless its person has been told.

For rows that have no history; pages have one (`events.newest_version`).
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
    """A digest of what is stored in the columns that the form changes; empty for what is not stored yet."""
    columns = [field.attname for field in form.instance._meta.concrete_fields if field.name in form.fields]
    rows = type(form.instance)._base_manager.filter(pk=form.instance.pk) if form.instance.pk else None
    row = rows.values(*columns).first() if rows is not None else None
    return hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()[:16] if row else ""


class VersionedFormMixin(forms.ModelForm):
    """Mixed into a form: it carries the version that it was filled from, and is refused once where another one is stored."""

    data: Any
    read_version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[FIELD] = version_of(self)

    def clean(self) -> dict[str, object]:
        """Say what differs; pressed again, the form is saved over it. A form that names no version is taken as it is."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        read, stored = cleaned.get(FIELD), self.initial[FIELD]
        if read and stored and read != stored:
            self.data = self.data.copy()
            self.data[self.add_prefix(FIELD)] = stored
            self.add_error(
                None,
                _(
                    "Somebody else has saved this since you opened it, and nothing of yours is saved yet. What differs from theirs: "
                    "%(fields)s. Save again to put yours in its place, or open this page anew to see theirs."
                )
                % {"fields": get_text_list(self._differing(), pgettext("between two names", "and")) or "-"},
            )
        return cleaned

    def _differing(self) -> list[str]:
        """Names of the fields in which this form says something else than what is stored."""
        return [
            capfirst(str(self.fields[name].label or name))
            for name in self.changed_data
            if name in self.fields and name != FIELD
        ]


class VersionedModelForm(VersionedFormMixin, WagtailAdminModelForm):
    """Of a model that has no form of its own."""
