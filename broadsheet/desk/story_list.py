"""The list of stories: last edited first, and as fast with 100,000 stories as with 100."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Revision

from broadsheet.core.models import User
from broadsheet.core.requests import SignedInRequest
from broadsheet.editions.queries import all_editions
from broadsheet.editions.rights import editions_of_user
from broadsheet.search.backend import ids_with
from broadsheet.stories.models import Article, Withdrawal

from .forms import StoryListForm

PAGE_LENGTH = 30


def story_list(request: SignedInRequest) -> HttpResponse:
    """Stories of the user's editions. Nothing is counted, and the next page starts after the last row's position."""
    allowed = editions_of_user(request.user)
    editions = [
        (edition.code, edition.own_name) for edition in all_editions() if allowed is None or edition.code in allowed
    ]
    form = StoryListForm(request.GET, editions=editions)
    stories = Article.objects.all()
    if allowed is not None:
        stories = stories.filter(edition__in=allowed)
    filters = form.cleaned_data if form.is_valid() else {}
    stories = _narrowed(stories, filters, request)
    stories = _after(stories, request.GET.get("after", ""))
    # First the ids, in the index's own order; then the rows of this page only.
    ids = list(stories.order_by("-latest_revision_created_at", "-pk").values_list("pk", flat=True)[: PAGE_LENGTH + 1])
    rows = Article.objects.select_related("section", "locale", "latest_revision__user").defer("body", "sources")
    rows_by_id = rows.in_bulk(ids[:PAGE_LENGTH])
    shown = [rows_by_id[pk] for pk in ids[:PAGE_LENGTH]]
    _note_schedules(shown)
    _note_drafts(shown, request.user)
    _note_withdrawals(shown)
    return render(
        request,
        "desk/story_list.html",
        {
            "form": form,
            "stories": shown,
            "older": _older(request, shown) if len(ids) > PAGE_LENGTH else "",
            "page_title": _("Stories"),
            "header_title": _("Stories"),
            "header_icon": "doc-full",
            "new_story_url": reverse("desk:new_story"),
        },
    )


def _note_schedules(stories: list[Article]) -> None:
    """Load what `status_string` needs, in one query for all stories."""
    keys = [str(story.pk) for story in stories]
    waiting = Revision.page_revisions.filter(approved_go_live_at__isnull=False, object_id__in=keys)
    by_story = {int(revision.object_id): revision for revision in waiting.defer("content")}
    for story in stories:
        story.__dict__["scheduled_revision"] = by_story.get(story.pk)


def _note_drafts(stories: list[Article], user: User) -> None:
    """Set `may_be_previewed`: the story has a draft that readers do not see, and the user may edit it."""
    for story in stories:
        has_draft = not story.live or story.has_unpublished_changes
        story.may_be_previewed = has_draft and story.permissions_for_user(user).can_edit()


def _note_withdrawals(stories: list[Article]) -> None:
    """Set `is_withdrawn`: the story was withdrawn, and nobody has brought it back."""
    ids = [story.pk for story in stories if not story.live]
    withdrawn = set(Withdrawal.objects.filter(page__in=ids, lifted_at=None).values_list("page_id", flat=True))
    for story in stories:
        story.is_withdrawn = story.pk in withdrawn


def _narrowed(stories: QuerySet[Article], wanted: dict[str, Any], request: SignedInRequest) -> QuerySet[Article]:
    if wanted.get("q"):
        stories = stories.filter(pk__in=ids_with(Article, wanted["q"]))
    if wanted.get("edition"):
        stories = stories.filter(edition=wanted["edition"])
    if wanted.get("section"):
        stories = stories.filter(section=wanted["section"])
    match wanted.get("state"):
        case "draft":
            stories = stories.filter(live=False)
        case "live":
            stories = stories.filter(live=True)
        case "changed":
            stories = stories.filter(live=True, has_unpublished_changes=True)
        case "scheduled":
            waiting = Revision.page_revisions.filter(approved_go_live_at__isnull=False).values_list(
                "object_id", flat=True
            )
            stories = stories.filter(pk__in=[int(pk) for pk in waiting])
        case "mine":
            stories = stories.filter(Q(owner=request.user) | Q(bylines__person__account=request.user)).distinct()
    return stories


def _after(stories: QuerySet[Article], place: str) -> QuerySet[Article]:
    micros, _sep, pk = place.partition("-")
    if not (micros.isdecimal() and pk.isdecimal() and len(micros) < 18):
        return stories
    seconds, rest = divmod(int(micros), 1_000_000)
    moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
    return stories.filter(
        Q(latest_revision_created_at__lt=moment) | Q(latest_revision_created_at=moment, pk__lt=int(pk))
    )


def _older(request: SignedInRequest, shown: list[Article]) -> str:
    last = shown[-1]
    moment = last.latest_revision_created_at or datetime.fromtimestamp(0, UTC)
    query = request.GET.copy()
    query["after"] = f"{int(moment.timestamp() * 1_000_000)}-{last.pk}"
    return "?" + query.urlencode()
