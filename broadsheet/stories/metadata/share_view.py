"""Sharing to Mastodon, which has no single address: the reader enters their server."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from broadsheet.core import policy
from broadsheet.core.middleware import PUBLIC_POLICY, as_header
from broadsheet.core.origins import is_from_own_page
from broadsheet.core.restrictions import open_to_all

from ..models import Article
from ..reading.story_page import home_trail
from ..text import plain_text
from .sharing import mastodon_address, server_of, told_on_mastodon

LONGEST_QUOTE = 280  # characters
# Browsers apply `form-action` to the redirect after a form as well, and this one goes to the server that the reader entered.
POLICY = PUBLIC_POLICY | {"form-action": "'self' https:"}


class SeeOther(HttpResponseRedirect):
    """303: the browser follows it without sending the form again (RFC 9110, 15.4.4)."""

    status_code = 303


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def share_to_mastodon(request: HttpRequest) -> HttpResponse:
    """A form for the server's name. A form sent from this page redirects to the server; one from any other page is refused.

    Nothing is stored, and no cookie is set.
    """
    story = _story(request)
    quoted = _quoted(story, request.GET.get("quote", ""))
    text = told_on_mastodon(story, request, quoted=quoted)
    written, error = request.POST.get("server", "")[:300], ""
    if request.method == "POST":
        if not is_from_own_page(request):
            raise PermissionDenied
        host = server_of(written)
        if host:
            return SeeOther(mastodon_address(host=host, text=text))
        error = _("“%(written)s” is not the name of a server. Write the part after the second @ of your name.") % {
            "written": written
        }
    context = {
        "story": story,
        "text": text,
        "written": written,
        "error": error,
        "action": request.get_full_path(),
        "breadcrumb": home_trail(request),
    }
    response = render(request, "stories/share_to_mastodon.html", context, status=400 if error else 200)
    response.headers["Content-Security-Policy"] = as_header(policy.opened(POLICY, request))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _story(request: HttpRequest) -> Article:
    number = request.GET.get("story", "")
    stories = (
        Article.objects.filter(pk=number) if number.isascii() and number.isdecimal() and len(number) < 18 else None
    )
    story = open_to_all(stories).select_related("locale").first() if stories is not None else None
    if story is None:
        raise Http404
    return story


def _quoted(story: Article, words: str) -> str:
    """The quote, if the story contains it. Nobody can put other words into the paper's mouth."""
    words = " ".join(words.split())
    text = " ".join(plain_text(story.body).split())
    return words if 0 < len(words) <= LONGEST_QUOTE and words in text else ""
