"""Forms that do not overwrite, without a warning, what somebody else saved after the form was opened.

This is for rows without a history; pages have one (`events.newest_version`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache, partial
from types import new_class
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.admin.forms import WagtailAdminModelForm

FIELD = "read_version"
# Rows that a form of Wagtail's shows and saves beside the form's own fields, by the model: the reverse relations.
ROWS_BESIDE = {
    "auth.group": ("page_permissions", "collection_permissions"),
    "wagtailcore.workflow": ("workflow_pages", "workflow_content_types"),
}


def version_of(form: forms.ModelForm) -> str:
    """A digest of what is stored of all that the form changes; empty for a row that is not stored yet.

    That is the row's columns, what it is linked to (roles, tags), and the rows that are edited on the same page.
    """
    instance = form.instance
    if not instance.pk:
        return ""
    columns = [field.attname for field in instance._meta.concrete_fields if field.name in form.fields]
    row = type(instance)._base_manager.filter(pk=instance.pk).values(*columns).first()
    if row is None:
        return ""
    linked = [
        (name, sorted(str(getattr(value, "pk", value)) for value in form.initial[name]))
        for name in sorted(set(form.fields) & set(form.initial))
        if isinstance(form.initial[name], list) and name not in row
    ]
    single = {name: form.initial[name] for name in {"parent"} & set(form.fields) & set(form.initial)}
    beside = [list(rows.order_by("pk").values()) for rows in _rows_beside(form)]
    return hashlib.sha256(repr((sorted(row.items()), linked, single, beside)).encode()).hexdigest()[:16]


def _rows_beside(form: forms.ModelForm) -> Iterator[QuerySet[Model]]:
    for formset in getattr(form, "formsets", {}).values():
        yield formset.model._base_manager.filter(**{formset.fk.name: form.instance.pk})
    for name in ROWS_BESIDE.get(form.instance._meta.label_lower, ()):
        yield getattr(form.instance, name).all()


class VersionedFormMixin(forms.ModelForm):
    """Mixed into a form, which then carries the version that it was filled from. If another version is stored, it is refused
    once."""

    data: Any
    read_version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[FIELD] = partial(version_of, self)  # a view may still add fields

    def clean(self) -> dict[str, object]:
        """Report the fields that differ. If the user saves again, the form overwrites the stored version. A form that names no
        version is accepted."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        read, stored = cleaned.get(FIELD), version_of(self)
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


@cache
def versioned(form_class: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """The form with `VersionedFormMixin` mixed in."""
    if issubclass(form_class, VersionedFormMixin):
        return form_class
    return new_class(f"Versioned{form_class.__name__}", (VersionedFormMixin, form_class))


class VersionedModelForm(VersionedFormMixin, WagtailAdminModelForm):
    """The form of a model that has no form of its own."""
