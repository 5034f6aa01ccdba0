"""Additions to the admin: “Why is it not updated?”, under Reports and on every page, and the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from broadsheet.core.models import User

from . import outbox
from .outbox_view import outbox_page
from .why_view import why


@hooks.register("register_admin_urls")
def ops_urls() -> list[Any]:
    """The addresses below the admin's."""
    return [path("reports/why/", why, name="ops_why"), path("outbox/", outbox_page, name="ops_outbox")]


class OutboxMenuItem(MenuItem):
    """The menu item of the outbox, for users who may read it, while the site has no mail server."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the item is in this user's menu."""
        return bool(request.user.is_superuser) and outbox.is_in_use()


@hooks.register("register_settings_menu_item")
def outbox_menu_item() -> MenuItem:
    """Add the outbox under Settings."""
    return OutboxMenuItem(_("Outbox"), reverse("ops_outbox"), name="outbox", icon_name="mail", order=900)


@hooks.register("register_reports_menu_item")
def why_menu_item() -> MenuItem:
    """Add “Why is it not updated?” under Reports."""
    return MenuItem(_("Why is it not updated?"), reverse("ops_why"), name="why", icon_name="history", order=1300)


@hooks.register("register_page_header_buttons")
def why_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Add the button to every page that is or was public."""
    if page.pk and (page.live or page.first_published_at) and (url := page.get_url()):
        address = f"{reverse('ops_why')}?address={quote(url)}"
        yield Button(_("Why is it not updated?"), url=address, icon_name="history", priority=60)
