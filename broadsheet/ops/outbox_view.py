"""The outbox in the admin, which shows administrators the mails that would have been sent."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import outbox

PER_PAGE = 50


@never_cache
@require_safe
def outbox_page(request: HttpRequest) -> HttpResponse:
    """The list of mails, the newest first; with `?mail=NAME`, that mail. 404 where mail does not go to the outbox."""
    if not request.user.is_superuser:  # a link to set a new password lets its reader take over an account
        raise PermissionDenied
    if not outbox.is_in_use():
        raise Http404
    if name := request.GET.get("mail", ""):
        message = outbox.mail(name)
        if message is None:
            raise Http404
        return render(request, "ops/outbox_mail.html", {"mail": message})
    page = Paginator(outbox.names(), PER_PAGE).get_page(request.GET.get("p"))
    mails = [message for mail_name in page.object_list if (message := outbox.mail(mail_name))]
    return render(request, "ops/outbox.html", {"mails": mails, "listed": page, "kept": outbox.KEPT})
