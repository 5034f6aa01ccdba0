"""Decides who may see pictures and documents that are not public.

A higher app registers, in `AppConfig.ready`, a function that says whether the sender of a request may see a picture or
document that no live page uses. Caches must not store such answers.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from wagtail.models import Page
from wagtail.permissions import policy_registry

from broadsheet.core.restrictions import is_in_closed_part, restrictions_of

from .models import NewsDocument, Picture
from .public_use import uses_of

MaySee = Callable[[HttpRequest, Picture | NewsDocument], bool]
_registered: list[MaySee] = []


def register(may_see: MaySee) -> None:
    """Let `may_see` decide too; registering it again has no effect."""
    if may_see not in _registered:
        _registered.append(may_see)


def may_see(request: HttpRequest, item: Picture | NewsDocument) -> bool:
    """Whether the sender of the request may see a picture or document that is not public."""
    user = getattr(request, "user", None)
    if user and user.is_authenticated and user.has_perm("wagtailadmin.access_admin"):
        policy = policy_registry.get_by_type(type(item))
        if policy.user_has_any_permission_for_instance(user, ["add", "change", "choose"], item):
            return True
    # A picture whose rights have ended is no longer shown outside the newsroom.
    if isinstance(item, Picture) and item.rights_ended:
        return False
    return _may_see_its_page(request, item) or any(registered(request, item) for registered in _registered)


def _may_see_its_page(request: HttpRequest, item: Picture | NewsDocument) -> bool:
    """Whether this reader may see a restricted page that shows it, by its password or by signing in."""
    pages = [int(user.partition(":")[2]) for user, through in uses_of(item) if user.startswith("page:") and not through]
    for page in Page.objects.filter(pk__in=pages, live=True):
        if not is_in_closed_part(page) and all(
            restriction.accept_request(request) for restriction in restrictions_of(page)
        ):
            return True
    return False
