"""Hooks into Wagtail's admin."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks

from .rights import without_drafts_of_others


@hooks.register("construct_page_chooser_queryset")
def keep_drafts_to_their_edition(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """In the page chooser, other editions show live pages only."""
    return without_drafts_of_others(pages, request.user)
