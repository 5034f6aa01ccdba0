"""“Why is it not updated?” explains to an editor what the page store knows of an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from broadsheet.edge.store.explain import DependencyReport, Explanation

from .page_store import explanation_of

LONGEST = 2000  # characters of an address
# The store's reasons that an editor may see, explained for editors.
_REASONS = {
    "no page of the store": gettext_lazy(
        "Pages of this kind are made anew for each reader, so they are always up to date."
    ),
    "touched a row that is not live": gettext_lazy(
        "It shows something that is not published, so it is made anew for each reader."
    ),
    "set a cookie": gettext_lazy("It asks the reader for something, so it is made anew for each reader."),
    "holds a CSRF token": gettext_lazy("It asks the reader for something, so it is made anew for each reader."),
    "status 404": gettext_lazy("There is no page at this address."),
    "status 410": gettext_lazy("The story at this address was withdrawn."),
    "status 301": gettext_lazy("This address leads to another one."),
    "status 302": gettext_lazy("This address leads to another one."),
    "status 403": gettext_lazy("This page is not open to everybody."),
}


@dataclass(frozen=True, kw_only=True)
class ChangedThing:
    """Something that a page shows and that has changed."""

    names: str  # the kinds of things, such as “story, byline”
    where: str  # empty for the page itself


@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """The page with a field for the address, and the explanation below it."""
    address = request.GET.get("address", "").strip()[:LONGEST]
    context: dict[str, object] = {
        "address": address,
        "is_on": settings.EDGE["is_on"],
        "base_url": settings.EDGE["base_url"],
    }
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    if address:
        try:
            explanation = explanation_of(address)
        except ValueError:
            context["error"] = _(
                "“%(address)s” is not an address of this site. Give a path such as /world/, or a whole URL."
            ) % {"address": address}
        except DatabaseError:
            context["error"] = _(
                "The database does not answer, so it is not known what has changed. Stored pages are still served."
            )
        else:
            context |= {"explanation": explanation, "verdict": verdict(explanation), "changes": changes(explanation)}
            context["draft"] = draft_at(address, request)
    return render(request, "ops/why.html", context)


def verdict(explanation: Explanation) -> str:
    """What the next reader gets, in one sentence."""
    if explanation.stored is None and explanation.reason:
        known = next((words for reason, words in _REASONS.items() if explanation.reason.startswith(reason)), "")
        return str(known) or _("It is made anew for each reader (%(reason)s).") % {"reason": explanation.reason}
    if explanation.stored is None:
        return _("It is not stored now; it will be made anew for the next reader.")
    if explanation.is_current:
        return _("Readers get it as it is: nothing that it shows has changed since it was made.")
    if explanation.is_expired and not explanation.changed:
        return _("It shows an old date; it will be made anew for the next reader.")
    return ngettext(
        "Something that it shows has changed; it will be made anew for the next reader.",
        "%(count)s things that it shows have changed; it will be made anew for the next reader.",
        len(explanation.changed) or 1,
    ) % {"count": len(explanation.changed) or 1}


def changes(explanation: Explanation) -> list[ChangedThing]:
    """The things that have changed, each once."""
    seen = {(_names(read), read.fragment.partition(":")[0]): None for read in explanation.changed}
    return [ChangedThing(names=names, where=where) for names, where in seen]


def _names(read: DependencyReport) -> str:
    by_table = {model._meta.db_table: model for model in apps.get_models()}
    names = [str(by_table[table]._meta.verbose_name) for table in read.tables if table in by_table]
    return capfirst(", ".join(dict.fromkeys(names))) or ", ".join(read.tables)


@dataclass(frozen=True, kw_only=True)
class DraftStatus:
    """Changes of the page at the address that are not published."""

    page: Page
    saved_at: datetime | None
    goes_live_at: datetime | None


def draft_at(address: str, request: HttpRequest) -> DraftStatus | None:
    """The page at the address, if it has unpublished changes, which is the most likely explanation."""
    page = _page_at(urlsplit(address).path, request)
    if page is None or not (page.has_unpublished_changes or not page.live):
        return None
    scheduled = page.scheduled_revision
    return DraftStatus(
        page=page,
        saved_at=page.latest_revision_created_at,
        goes_live_at=scheduled.approved_go_live_at if scheduled else None,
    )


def _page_at(path: str, request: HttpRequest) -> Page | None:
    """The page with this public path, live or not; None where there is none, or where the user may not edit it."""
    slug = path.strip("/").rpartition("/")[2]
    site = Site.find_for_request(request)
    candidates = Page.objects.filter(slug=slug).exclude(depth=1)[:50] if slug else [site.root_page] if site else []
    for page in candidates:
        parts = page.get_url_parts(request)
        if parts and parts[2].rstrip("/") == path.rstrip("/"):
            return page if page.permissions_for_user(request.user).can_edit() else None
    return None
