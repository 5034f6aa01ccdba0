"""Answers an open form: who is signed in, and what has been saved."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page

from broadsheet.core.requests import SignedInRequest

from .actions.take_sent_form import WORK_ENDS_AFTER
from .models import SentForm

ASKED_AT_ONCE = 50


@never_cache
@require_safe
def writing_state(request: SignedInRequest) -> HttpResponse:
    """JSON: `user`, a fresh CSRF `token`, the newest revision of `?page=`, and for each `?form=` what was
    saved from it. Users who are not signed in never get here: Wagtail answers their scripts with 403.
    """
    return JsonResponse(
        {
            "user": request.user.pk,
            "token": get_token(request),
            "newest": _newest_revision(request, request.GET.get("page", "")),
            "forms": _saved_forms(request, request.GET.getlist("form")[:ASKED_AT_ONCE]),
        }
    )


@never_cache
@require_safe
def signed_in_again(request: SignedInRequest) -> HttpResponse:
    """The page after a sign-in that was opened from a form."""
    return render(request, "desk/signed_in_again.html")


def _newest_revision(request: SignedInRequest, number: str) -> dict[str, object] | None:
    if not number:
        return None
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise BadRequest(f"“{number[:40]}” is not the id of a page.")
    page = Page.objects.select_related("latest_revision").defer("latest_revision__content").filter(pk=number).first()
    if page is None or page.latest_revision is None or not page.permissions_for_user(request.user).can_edit():
        return None
    return {"id": page.latest_revision.pk, "created_at": page.latest_revision.created_at.isoformat()}


def _saved_forms(request: SignedInRequest, ids: list[str]) -> dict[str, object]:
    sent_forms = SentForm.objects.filter(user=request.user, form_id__in=ids)
    return {
        sent.form_id: {
            "number": sent.saved_number,
            "answer": sent.answer,
            "is_taken": sent.taken_at is not None and sent.taken_at > timezone.now() - WORK_ENDS_AFTER,
        }
        for sent in sent_forms
    }
