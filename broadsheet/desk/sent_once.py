"""Everything that a form of the admin sends is acted on once, however often it arrives.

`writing/sending.js` names the form (`sent_from`) and numbers what it sends (`sent_number`). This is the client's half of
draft-ietf-httpapi-idempotency-key-header. In addition, an automatic save never publishes, approves or the like.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.messages import get_messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .actions.answer_sent_form import answer_sent_form
from .actions.take_sent_form import OutdatedForm, SaveUnderway, take_sent_form
from .models import SentForm

FORM_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
DEEDS = ("action-", "workflow-action-")


class FormRequest(HttpRequest):
    """A request that sent a form which has a name."""

    sent_form: SentForm


class SentOnceMiddleware:
    """Answers a repeat with the first answer, and refuses outdated data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent: SentForm | None = getattr(request, "sent_form", None)
        if sent is not None:
            answer_sent_form(sent=sent, answer=_what_was_saved(request, response), now=timezone.now())
        return response

    def process_view(self, request: FormRequest, *_view: object) -> HttpResponse | None:
        """Let new data through. For the rest the view is not called."""
        if request.method != "POST" or not request.path.startswith(self.admin) or not request.user.is_authenticated:
            return None
        if _expects_json(request):
            _leave_out_deeds(request)
        form_id, number = request.POST.get("sent_from", ""), request.POST.get("sent_number", "")
        if not form_id:
            return None
        if not FORM_ID.fullmatch(form_id) or not NUMBER.fullmatch(number):
            raise BadRequest(f"“{form_id[:40]}” and “{number[:20]}” are not the name and number of a form's request.")
        try:
            sent = take_sent_form(user=request.user, form_id=form_id, number=int(number), now=timezone.now())
        except SaveUnderway:
            return refuse(request, "busy", _("This has been sent already and is still being saved."))
        except OutdatedForm:
            return refuse(request, "late", _("A newer version of this form has been saved, so nothing was changed."))
        if sent.answer is not None and sent.saved_number == int(number):
            return _again(request, sent.answer)
        request.sent_form = sent
        return None


def _expects_json(request: HttpRequest) -> bool:
    """Tells a script from a person in the same way as Wagtail's editing views (`JsonPostResponseMixin`)."""
    return not request.accepts("text/html")


def _leave_out_deeds(request: HttpRequest) -> None:
    """Remove the names of buttons such as Publish and Approve: only a person can press them, an automatic save cannot."""
    deeds = [name for name in request.POST if name.startswith(DEEDS)]
    if deeds:
        data = request.POST.copy()
        for name in deeds:
            del data[name]
        request.POST = data  # type: ignore[assignment]  # a mutable copy; the parsed one is immutable


def refuse(request: HttpRequest, code: str, words: str) -> HttpResponse:
    """409 with the message for a script; for a person the form again, with the message above it."""
    if _expects_json(request):
        return JsonResponse({"success": False, "error_code": code, "error_message": words}, status=409)
    messages.warning(request, words)
    return redirect(request.path)


def _again(request: HttpRequest, answer: dict[str, Any]) -> HttpResponse:
    if "location" in answer:
        return redirect(answer["location"])
    return JsonResponse(answer) if _expects_json(request) else redirect(answer.get("url") or request.path)


def _what_was_saved(request: HttpRequest, response: HttpResponse) -> dict[str, object] | None:
    """The answer for a repeat; None if nothing was saved."""
    if response.status_code == 200 and response.headers.get("Content-Type", "").startswith("application/json"):
        answer = json.loads(response.content)
        if not isinstance(answer, dict) or not answer.get("success"):
            return None
        return {name: value for name, value in answer.items() if name not in {"html", "comments"}}
    if response.status_code not in {302, 303} or _was_told_an_error(request):
        return None
    created = getattr(request, "made_here", None)
    return {"location": response.headers["Location"]} | ({"url": created} if created else {})


def _was_told_an_error(request: HttpRequest) -> bool:
    """Whether the view redirects because it refused. In that case it leaves an error message."""
    storage: Any = get_messages(request)  # the public way of reading it would mark it as shown
    return any(message.level >= messages.ERROR for message in storage._queued_messages)
