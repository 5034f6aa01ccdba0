"""The story's form. A draft may lack anything; a published story may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.coreutils import find_available_slug

from broadsheet.editions.queries import edition_for
from broadsheet.editions.zoned_times import in_zone
from broadsheet.events.newest_version import NewestVersionForm
from broadsheet.events.readiness import EXPIRES_TOO_SOON
from broadsheet.media.document_choice import OwnDocumentsMixin


class PageForm(NewestVersionForm):
    """The form of every kind of page: its times are read in the edition's zone, and a minute that is past publishes nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        locale = self.instance.locale if self.instance.locale_id else self.parent_page.locale
        in_zone(self, edition_for(locale.language_code).zone)

    def clean(self) -> dict[str, object]:
        """Wagtail's own checks, then ours."""
        cleaned = super().clean()
        self._refuse_minutes_past(cleaned)
        return cleaned

    def _refuse_minutes_past(self, cleaned: dict[str, Any]) -> None:
        """A minute that was just typed and is past holds nothing back: the page would be public at once."""
        for name in ("embargo_until", "go_live_at"):
            minute = cleaned.get(name)
            if minute and name in self.changed_data and minute <= timezone.now():
                self.add_error(name, _("This time is past. Write a later one, or clear the field to publish at once."))


class StandingPageForm(OwnDocumentsMixin, PageForm):
    """The form of a page about the paper."""


class ArticleForm(OwnDocumentsMixin, PageForm):
    """When the editor publishes or schedules, shows each thing that is missing at its field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keep_embargo()

    def _keep_embargo(self) -> None:
        """A form filled from an older version keeps the embargo of the newest version. Only clearing the field ends an embargo."""
        page = type(self.instance).objects.filter(pk=self.instance.pk).first()
        newest = page.get_latest_revision_as_object().embargo_until if page else None
        if newest and newest > timezone.now() and not self.initial.get("embargo_until"):
            self.initial["embargo_until"] = newest

    @property
    def is_publishing(self) -> bool:
        """Whether the button that was pressed makes the story public, now or later."""
        data = self.data
        approves = data.get("action-workflow-action") and data.get("workflow-action-name") == "approve"
        return bool(data.get("action-publish") or approves)

    def clean(self) -> dict[str, object]:
        """Wagtail's own checks, then ours."""
        self._choose_a_free_address()
        cleaned = super().clean()
        if self.is_publishing:
            self._say_what_is_missing(cleaned)
            self._schedule(cleaned)
        return cleaned

    def _schedule(self, cleaned: dict[str, Any]) -> None:
        """Use an embargo, or a minute of publication in the future, as `go_live_at`. Wagtail's view then says that the page is scheduled.

        The minute is not written into the form's own field, so it disappears together with its cause.
        """
        minutes = [cleaned.get(name) for name in ("go_live_at", "embargo_until", "published_at")]
        ahead = [minute for minute in minutes if minute and minute > timezone.now()]
        expiry = cleaned.get("expire_at")
        if ahead and expiry and expiry <= max(ahead) and "expire_at" not in self.errors:
            self.add_error("expire_at", EXPIRES_TOO_SOON)
        if ahead and not self.errors:
            self.instance.waits_until = max(ahead)

    def _choose_a_free_address(self) -> None:
        """Give a new story an address of its own if an earlier story in its section has the same headline."""
        slug = self.cleaned_data.get("slug")
        if slug and self.parent_page and self.instance.first_published_at is None:
            self.cleaned_data["slug"] = find_available_slug(self.parent_page, slug, ignore_page_id=self.instance.pk)

    def _say_what_is_missing(self, cleaned: dict[str, Any]) -> None:
        from .readiness import missing_from_body, missing_from_picture, missing_from_place

        self._demand_byline()
        for words in self._missing_around(missing_from_place):
            self.add_error(None, words)
        picture = cleaned.get("lead_picture")
        if picture:
            for name, words in missing_from_picture(picture, alt=cleaned.get("lead_alt") or "").items():
                self.add_error("lead_alt" if name == "alt" else "lead_picture", words[:1].upper() + words[1:])
        body = cleaned.get("body")
        if body is not None:
            self.instance.body = body
            errors: dict[Any, Any] = {
                index: StructBlockValidationError(
                    block_errors={
                        "alt" if name == "alt" else "picture": ValidationError(text[:1].upper() + text[1:])
                        for name, text in words.items()
                    }
                )
                for _number, index, words in missing_from_body(self.instance)
            }
            if errors:
                self.add_error("body", StreamBlockValidationError(block_errors=errors))

    def _missing_around(self, missing_from_place: Callable[[Any], dict[str, str]]) -> list[str]:
        """Problems that no field of the form can solve: its section is not published, or the story was withdrawn."""
        if not self.instance.pk:
            return list(missing_from_place(self.parent_page.specific if self.parent_page else None).values())
        missing = self.instance.missing_for_publication()
        return [missing[name] for name in ("section", "withdrawal") if name in missing]

    def _demand_byline(self) -> None:
        formset = self.formsets.get("bylines")
        if formset is None or not formset.is_valid():
            return
        remaining = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        names = [
            form.cleaned_data.get("person") or (form.cleaned_data.get("guest") or "").strip() for form in remaining
        ]
        if not any(names):
            words = _("The byline is missing: add a person, or a guest's name.")
        elif not all(names):
            words = _("One byline is empty: choose a person, write a guest's name, or remove it.")
        else:
            return
        formset.non_form_errors().append(words)
        self.add_error(None, words)
