"""The page of choices, and the address that a choice is sent to."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from broadsheet.core.lite import has_lite_twin, page_template
from broadsheet.core.origins import is_from_own_page

from .actions.record_consent import record_consent
from .choice import COOKIE, choice_of, keep_choice
from .models import Privacy
from .providers import questions
from .rate_limit import is_too_much


class ChoicesPage:
    """The page of choices in every language, for the switcher and `hreflang`."""

    def edition_urls(self, request: HttpRequest) -> dict[str, str]:
        """Language code -> path."""
        urls = {}
        for language in settings.EDITION_LANGUAGES:
            with translation.override(language.code):
                urls[language.code] = reverse("readers:choices")
        return urls


@has_lite_twin
@require_safe
@cache_control(private=True, no_store=True)
def choices(request: HttpRequest) -> HttpResponse:
    """Shows the question and this reader's choice; works without script."""
    privacy = Privacy.load(request_or_site=request)
    choice = choice_of(request, privacy)
    context = {
        "questions": questions(privacy),
        "choice": choice,
        "agreed": choice.agreed if choice else (),
        "privacy": privacy,
        "signals_refusal": request.headers.get("Sec-GPC") == "1",
        "subject": ChoicesPage(),
        "breadcrumb": [(_("Home"), reverse("readers:choices").removesuffix("consent/"))],
    }
    return render(request, page_template(request, "readers/choices.html"), context)


@has_lite_twin
@csrf_exempt
@require_POST
@cache_control(private=True, no_store=True)
def choose(request: HttpRequest) -> HttpResponse:
    """Log a choice and set its cookie: JSON for the notice's script, 303 back to the page of choices for a form.

    Pages are stored and shared, so they carry no CSRF token. Instead the browser's own headers say which site the form was on.
    """
    if not is_from_own_page(request):
        raise PermissionDenied
    by_script = request.headers.get("Accept", "").startswith("application/json")
    if is_too_much(request):
        words = _("Too many choices were sent in the last minute. Try again in a minute.")
        return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
    privacy = Privacy.load(request_or_site=request)
    back = HttpResponseRedirect(reverse("readers:choices"), status=303)
    response: HttpResponse = JsonResponse({"agreed": []}) if by_script else back
    if not privacy.purposes:
        response.delete_cookie(COOKIE)
        return response
    if request.POST.get("version") != privacy.version:
        # The publisher changed the services after the page was made, so this reader has not answered the new question.
        return JsonResponse({"agreed": []}, status=409) if by_script else back
    agreed = {"all": privacy.purposes, "none": []}.get(
        request.POST.get("choice", ""), [purpose for purpose in privacy.purposes if request.POST.get(purpose) == "on"]
    )
    choice = record_consent(
        privacy=privacy, agreed=agreed, edition=get_language() or settings.LANGUAGE_CODE, now=timezone.now()
    )
    if by_script:
        response = JsonResponse({"agreed": list(choice.agreed)})
    keep_choice(response, choice, is_secure=request.is_secure())
    return response
