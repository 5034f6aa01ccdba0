"""What Wagtail's admin asks editions."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks

from .rights import without_drafts_of_others


@hooks.register("construct_page_chooser_queryset")
def keep_drafts_to_their_edition(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """The chooser of pages shows of other editions what is live."""
    return without_drafts_of_others(pages, request.user)
