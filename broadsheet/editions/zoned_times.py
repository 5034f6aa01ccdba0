"""Date and time fields in the edition's time zone, with the zone in their help text."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

# What the field shows, with and without seconds. Django's formats of a language are not read: 3/12/2026 is the third of December to one
# colleague and the twelfth of March to another, and a minute that is past publishes at once.
FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")

EARLIEST_YEAR = 1600  # before the first newspapers; archives are imported with the dates of their papers
LATEST_YEAR = 9998  # the last minute of 9999 is in no year that Python has, in a zone west of Greenwich


class ZonedDateTimeField(forms.DateTimeField):
    """A date and minute in one zone, whichever zone the rest of the admin uses.

    In the autumn hour that comes twice, the first is meant, or the one that the field had before. A minute that is skipped
    in spring is refused (PEP 495).
    """

    zone: tzinfo = UTC
    before: datetime | None = None

    def prepare_value(self, value: object) -> object:
        """The moment in local time of the zone."""
        if isinstance(value, datetime) and timezone.is_aware(value):
            self.before = value
            return value.astimezone(self.zone).replace(tzinfo=None)
        return super().prepare_value(value)

    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        """The moment that is meant. Raises ValidationError for an invalid date, or a minute that the zone skips."""
        with timezone.override(UTC):
            moment = super().to_python(value)
        if moment is None:
            return None
        if isinstance(value, str) and self._is_ambiguous(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        shown = moment.replace(tzinfo=None)
        if self.before is not None and self.before.astimezone(self.zone).replace(tzinfo=None) == shown:
            return self.before
        meant = shown.replace(tzinfo=self.zone)
        if meant.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != shown:
            raise ValidationError(
                _("There is no %(minute)s on that day: the clocks go forward. Write a minute before or after."),
                params={"minute": f"{shown:%H:%M}"},
            )
        return meant.astimezone(UTC)

    def _is_ambiguous(self, text: str) -> bool:
        """Whether a time names a zone of its own, or a year that no newsroom means."""
        parsed = parse_datetime(text.strip())
        return parsed is not None and (parsed.tzinfo is not None or not EARLIEST_YEAR <= parsed.year <= LATEST_YEAR)


def in_zone(form: forms.BaseForm, zone: tzinfo) -> None:
    """Make every date and time field of the form use this zone and name it."""
    for name, field in form.fields.items():
        if isinstance(field, forms.DateTimeField):
            form.fields[name] = zoned(field, zone, before=form.initial.get(name))


def zoned(field: forms.DateTimeField, zone: tzinfo, *, before: object = None) -> ZonedDateTimeField:
    """The same field in the given zone."""
    words = _("Time in %(zone)s, as readers see it.") % {"zone": str(zone).replace("_", " ")}
    zoned_field = ZonedDateTimeField(
        label=field.label, required=field.required, widget=field.widget, disabled=field.disabled, validators=field.validators,
        input_formats=FORMATS, help_text=f"{field.help_text} {words}".strip(),
    )  # fmt: skip
    zoned_field.zone, zoned_field.before = zone, before if isinstance(before, datetime) else None
    return zoned_field
