"""Keep what was answered to a form, so that a repeat hears the same."""

from __future__ import annotations

from datetime import datetime

from ..models import SentForm


def answer_sent_form(*, sent: SentForm, answer: dict[str, object] | None, now: datetime) -> SentForm:
    """With `answer` it was saved; with None it was not, and may be sent again."""
    sent.taken_at = None
    sent.sent_at = now
    if answer is not None:
        sent.saved_number, sent.answer = sent.number, answer
    sent.save(update_fields=["taken_at", "sent_at", "saved_number", "answer"])
    return sent
