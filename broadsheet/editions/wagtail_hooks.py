"""Hooks into Wagtail's admin."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .rights import editions_of_user, without_drafts_of_others


@hooks.register("construct_page_chooser_queryset")
def keep_drafts_to_their_edition(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """In the page chooser, other editions show live pages only."""
    return without_drafts_of_others(pages, request.user)


@hooks.register("construct_reports_menu")
def leave_out_reports_of_all_editions(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """The report of page types is for administrators (`DraftsOfOthersMiddleware`)."""
    if editions_of_user(request.user) is not None:
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]
