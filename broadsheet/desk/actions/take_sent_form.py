"""Accept what a form sends once: a repeat gets the first answer, and older data is refused."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from broadsheet.core.models import User

from ..models import SentForm

KEPT_FOR = timedelta(days=8)  # a day longer than browsers keep unsaved text (`writing/kept_words.js`)
WORK_ENDS_AFTER = timedelta(seconds=60)  # a killed process leaves its form taken


class SaveUnderway(Exception):
    """An earlier request of this form has not been answered yet."""


class OutdatedForm(Exception):
    """The data arrived late: newer data of this form has been saved already."""


def take_sent_form(*, user: User, form_id: str, number: int, now: datetime) -> SentForm:
    """The form, ready to be processed; or with `answer` if this very request was saved before.

    Raises SaveUnderway and OutdatedForm.
    """
    sent = SentForm.objects.filter(user=user, form_id=form_id)
    free = Q(taken_at=None) | Q(taken_at__lte=now - WORK_ENDS_AFTER)
    newer = Q(number__lt=number) | Q(number=number, saved_number__lt=F("number"))
    if sent.filter(free & newer).update(number=number, taken_at=now):
        return sent.get()
    if not sent.exists():
        SentForm.objects.filter(sent_at__lte=now - KEPT_FOR).delete()
        try:
            with transaction.atomic():
                return SentForm.objects.create(user=user, form_id=form_id, number=number, taken_at=now, sent_at=now)
        except IntegrityError:  # a request that arrived at the same time was quicker
            raise SaveUnderway from None
    known = sent.get()
    if known.saved_number == number:
        return known
    if number < known.number:
        raise OutdatedForm
    raise SaveUnderway
