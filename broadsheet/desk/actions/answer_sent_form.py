"""Store the answer to a form, so that a repeat gets the same one."""

from __future__ import annotations

from datetime import datetime

from ..models import SentForm


def answer_sent_form(*, sent: SentForm, answer: dict[str, object] | None, now: datetime) -> SentForm:
    """Store `answer` if the form was saved. With None it was not saved, and may be sent again."""
    sent.taken_at = None
    sent.sent_at = now
    if answer is not None:
        sent.saved_number, sent.answer = sent.number, answer
    sent.save(update_fields=["taken_at", "sent_at", "saved_number", "answer"])
    return sent
