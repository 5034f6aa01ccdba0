"""Consent on every page: the notice, and what the browser may load."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from .models import Privacy
from .providers import questions, script_address, sources


def consent_notice(context: Mapping[str, object]) -> dict[str, object] | None:
    """Context of the notice, the same for every reader; None if nothing needs consent, and in a preview."""
    request = context.get("request")
    if request is None or getattr(request, "is_preview", False):
        return None
    return notice_context(Privacy.load(request_or_site=request))


def notice_context(privacy: Privacy) -> dict[str, object] | None:
    """Context of `readers/consent_notice.html`. Its data attributes are the input of `consent_notice.js`."""
    consent_questions = questions(privacy)
    if not consent_questions:
        return None
    return {
        "questions": consent_questions,
        "privacy": privacy,
        "media_providers": " ".join(privacy.media),
        "script_address": script_address(privacy),
    }


def policy_sources(request: HttpRequest) -> Mapping[str, list[str]]:
    """What the Content Security Policy must allow beyond the site itself."""
    return sources(Privacy.load(request_or_site=request))
