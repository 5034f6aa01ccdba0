"""Versions for the forms of all stored rows that Wagtail's admin edits, also where the form is Wagtail's own: users, roles,
collections, workflows."""

from __future__ import annotations

from django.forms import ModelForm
from wagtail.admin.views.generic import EditView

from broadsheet.core.unchanged import versioned


def version_every_form() -> None:
    """Make each form carry the version that it was filled from (`core.unchanged`).

    Wagtail (8.0) has no setting for this. `EditView` is the base of the views of all rows but pages, which have a history.
    """
    get_form = EditView.get_form

    def get_versioned_form(self: EditView, form_class: type[ModelForm] | None = None) -> ModelForm:
        return get_form(self, versioned(form_class or self.get_form_class()))

    EditView.get_form = get_versioned_form
