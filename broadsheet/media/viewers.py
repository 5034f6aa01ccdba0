"""Who may see what is not public, beside the newsroom.

An app above registers in `AppConfig.ready` a function that says whether whoever sent a request may see a picture or
document that no live page uses. What is shown so is kept by nobody.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from .models import NewsDocument, Picture

MaySee = Callable[[HttpRequest, Picture | NewsDocument], bool]
_registered: list[MaySee] = []


def register(may_see: MaySee) -> None:
    """Ask `may_see` too, once however often it is said."""
    if may_see not in _registered:
        _registered.append(may_see)


def may_see(request: HttpRequest, item: Picture | NewsDocument) -> bool:
    """Whether it is shown to whoever sent the request, though it is not public."""
    user = getattr(request, "user", None)
    if user and user.is_authenticated and user.has_perm("wagtailadmin.access_admin"):
        return True
    # A picture whose rights have ended is no longer shown outside the newsroom.
    if isinstance(item, Picture) and item.rights_ended:
        return False
    return any(each(request, item) for each in _registered)
