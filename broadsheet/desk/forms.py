"""Forms of the desk."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from broadsheet.stories.models import Article, Section

from .models import Lifetime


class WithdrawForm(forms.Form):
    """Why a story goes."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers who follow a link to the story see this."),
    )


class CorrectionForm(forms.Form):
    """What was wrong and what is right."""

    was = forms.CharField(label=_("What the story said"), widget=forms.Textarea(attrs={"rows": 3}))
    now = forms.CharField(label=_("What is right"), widget=forms.Textarea(attrs={"rows": 3}))


class TranslateForm(forms.Form):
    """The section of the translation, and with it the edition."""

    section = forms.ModelChoiceField(label=_("Section in the other edition"), queryset=Section.objects.none())

    def __init__(self, *args: Any, story: Article, codes: set[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        done = Article.objects.filter(translation_key=story.translation_key).values("locale_id")
        sections = Section.objects.exclude(locale_id__in=done).select_related("locale").order_by("path")
        if codes is not None:
            sections = sections.filter(locale__language_code__in=codes)
        _offer(self, "section", sections, empty="---------")


def _offer(form: forms.Form, name: str, sections: QuerySet[Section], *, empty: Promise | str) -> None:
    """Offer these sections as choices, grouped by edition."""
    field = cast("forms.ModelChoiceField", form.fields[name])
    field.queryset = sections
    field.choices = [("", empty), *_by_edition(sections)]


def _by_edition(sections: QuerySet[Section]) -> list[tuple[str, list[tuple[int, str]]]]:
    grouped: dict[Locale, list[tuple[int, str]]] = {}
    for section in sections:
        grouped.setdefault(section.locale, []).append((section.pk, section.title))
    return [(str(locale), choices) for locale, choices in grouped.items()]


class PreviewLinkForm(forms.Form):
    """How long a new link works."""

    lifetime = forms.ChoiceField(
        label=_("A new link works for"), choices=Lifetime.choices, initial=Lifetime.DAY, widget=forms.RadioSelect
    )


class StoryListForm(forms.Form):
    """The filters of the list of stories."""

    q = forms.CharField(label=_("Words"), required=False)
    edition = forms.ChoiceField(label=_("Edition"), required=False)
    section = forms.ModelChoiceField(label=_("Section"), required=False, queryset=Section.objects.none())
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("draft", _("Drafts")),
            ("live", _("Live")),
            ("changed", _("Live with unpublished changes")),
            ("scheduled", _("Scheduled")),
            ("mine", _("Mine")),
        ],
    )

    def __init__(self, *args: Any, editions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition = cast("forms.ChoiceField", self.fields["edition"])
        edition.choices = [("", _("All")), *editions]
        codes = [code for code, _name in editions]
        sections = Section.objects.filter(locale__language_code__in=codes).select_related("locale").order_by("path")
        _offer(self, "section", sections, empty=_("All"))
