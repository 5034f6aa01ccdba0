"""The desk's views in the admin: each translates a form into one action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from broadsheet.core.requests import SignedInRequest
from broadsheet.editions.rights import editions_of_user
from broadsheet.events.actions.dismiss_failure import dismiss_failure as dismiss
from broadsheet.events.models import Failure
from broadsheet.record.actions.publish_correction import publish_correction
from broadsheet.stories.actions.bring_back_story import bring_back_story
from broadsheet.stories.actions.follow_source import follow_source
from broadsheet.stories.actions.translate_story import translate_story
from broadsheet.stories.actions.withdraw_story import withdraw_story
from broadsheet.stories.models import Article, Section

from .actions.end_preview_link import end_preview_link
from .actions.make_preview_link import make_preview_link
from .forms import CorrectionForm, PreviewLinkForm, TranslateForm, WithdrawForm
from .models import PreviewLink
from .preview_link_token import address_of
from .queries import concerns, has_preview_links, live_translations, working_links


def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a live story away, with a reason."""
    story = get_object_or_404(Article, pk=pk)
    if not story.permissions_for_user(request.user).can_unpublish():
        raise PermissionDenied

    def carry_out(data: dict[str, Any]) -> str:
        withdraw_story(story=story, reason=data["reason"], now=timezone.now(), user=request.user)
        messages.success(
            request, _("“%(title)s” is withdrawn. Its address says so, with your reason.") % {"title": story.title}
        )
        return reverse("wagtailadmin_pages:edit", args=[pk])

    words = {"title": _("Withdraw"), "button": _("Withdraw now"), "icon": "cross"}
    if others := live_translations(story):
        words["text"] = _("It stays live in other editions, whose editors decide: %(stories)s") % {
            "stories": "; ".join(f"“{other.title}” ({other.locale})" for other in others)
        }
    return _one_form(request, story, WithdrawForm(request.POST or None), carry_out, words)


def bring_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Allow a withdrawn story to be published again, after showing why it was withdrawn."""
    story = get_object_or_404(Article, pk=pk)
    if not story.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    withdrawal = story.standing_withdrawal()

    def carry_out(data: dict[str, Any]) -> str:
        bring_back_story(story=story, now=timezone.now(), user=request.user)
        messages.success(
            request,
            _("“%(title)s” may be published again. Readers see it when you publish it.") % {"title": story.title},
        )
        return reverse("wagtailadmin_pages:edit", args=[pk])

    words = {"title": _("Bring back"), "button": _("Bring the story back"), "icon": "undo"}
    if withdrawal:
        words["text"] = _("It was withdrawn on %(day)s, and readers see this reason: “%(reason)s”") % {
            "day": date_format(timezone.localtime(withdrawal.withdrawn_at), "DATETIME_FORMAT"),
            "reason": withdrawal.reason,
        }
    return _one_form(request, story, Form(request.POST if request.method == "POST" else None), carry_out, words)


def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish a correction."""
    story = get_object_or_404(Article, pk=pk)
    if not story.permissions_for_user(request.user).can_publish():
        raise PermissionDenied

    def carry_out(data: dict[str, Any]) -> str:
        publish_correction(page=story, was=data["was"], now=data["now"], made_at=timezone.now(), user=request.user)
        words = _("The correction is published under “%(title)s”.")
        if not story.live:
            words = _("The correction is saved. “%(title)s” is not published now. Readers will see both when it is.")
        messages.success(request, words % {"title": story.title})
        return reverse("wagtailadmin_pages:edit", args=[pk])

    words = {"title": _("Correct"), "button": _("Publish the correction"), "icon": "edit"}
    return _one_form(request, story, CorrectionForm(request.POST or None), carry_out, words)


def translate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a translation: choose the section, get the draft."""
    story = get_object_or_404(Article, pk=pk)
    if not story.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    form = TranslateForm(request.POST or None, story=story, codes=editions_of_user(request.user))

    def carry_out(data: dict[str, Any]) -> str:
        section: Section = data["section"]
        if not section.permissions_for_user(request.user).can_add_subpage():
            raise PermissionDenied
        draft = translate_story(story=story, section=section, now=timezone.now(), user=request.user)
        messages.success(request, _("This is the draft of the translation. Replace the original's text with yours."))
        return reverse("wagtailadmin_pages:edit", args=[draft.pk])

    words = {"title": _("Translate this story"), "button": _("Make the draft"), "icon": "globe"}
    return _one_form(request, story, form, carry_out, words)


def _one_form(
    request: SignedInRequest,
    story: Article,
    form: Form,
    carry_out: Callable[[dict[str, Any]], str],
    words: dict[str, str],
) -> HttpResponse:
    """Show the form. On a valid POST carry it out and redirect; a refusal is shown above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(carry_out(form.cleaned_data))
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "story": story,
        "form": form,
        "words": words,
        "page_title": words["title"],
        "header_title": words["title"],
        "page_subtitle": story.title,
        "header_icon": words["icon"],
        "back_url": reverse("wagtailadmin_pages:edit", args=[story.pk]),
    }
    return render(request, "desk/one_form.html", context)


def preview_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make links to a page's draft; copy and end the active ones."""
    page = get_object_or_404(Page, pk=pk)
    if not has_preview_links(page):
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    form, now = PreviewLinkForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        make_preview_link(page=page, lifetime=form.cleaned_data["lifetime"], now=now, user=request.user)
        messages.success(request, _("The link is ready to be copied."))
        return redirect("desk:preview_link", pk)
    context = {
        "page": page,
        "form": form,
        "links": [(link, address_of(link)) for link in working_links(page=page, now=now)],
        "page_title": _("Preview link"),
        "header_title": _("Preview link"),
        "page_subtitle": page.get_admin_display_title(),
        "header_icon": "link",
    }
    return render(request, "desk/preview_link.html", context)


@require_POST
def end_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a preview link."""
    link = get_object_or_404(PreviewLink.objects.select_related("page"), pk=pk)
    if not link.page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    end_preview_link(link=link, now=timezone.now(), user=request.user)
    messages.success(request, _("The link no longer works."))
    return redirect("desk:preview_link", link.page_id)


@require_POST
def brought_up_to_date(request: SignedInRequest, pk: int) -> HttpResponse:
    """The translator confirms that the translation is up to date with its source."""
    story = get_object_or_404(Article, pk=pk)
    if not story.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    follow_source(story=story, now=timezone.now())
    messages.success(request, _("The translation is marked as up to date."))
    return redirect("wagtailadmin_pages:edit", pk)


@require_safe
def new_story(request: SignedInRequest) -> HttpResponse:
    """Choose a section for a new story; with only one section, go straight to the form."""
    allowed = editions_of_user(request.user)
    sections = Section.objects.select_related("locale").order_by("path")
    if allowed is not None:
        sections = sections.filter(locale__language_code__in=allowed)
    open_sections = [section for section in sections if section.permissions_for_user(request.user).can_add_subpage()]
    if len(open_sections) == 1:
        add = reverse("wagtailadmin_pages:add", args=["stories", "article", open_sections[0].pk])
        return redirect(f"{add}?next={reverse('desk:stories')}")
    by_edition: dict[Any, list[Section]] = {}
    for section in open_sections:
        by_edition.setdefault(section.locale, []).append(section)
    context = {
        "by_edition": list(by_edition.items()),
        "page_title": _("New story"),
        "header_title": _("New story"),
        "header_icon": "doc-full",
    }
    return render(request, "desk/new_story.html", context)


@require_POST
def dismiss_failure(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hide a failure of the clock. It appears again if the same thing fails again."""
    failure = get_object_or_404(Failure, pk=pk)
    if not concerns(request.user, failure):
        raise PermissionDenied
    dismiss(failure=failure)
    return redirect("wagtailadmin_home")
