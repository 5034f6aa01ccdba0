"""Share links of a story: plain links that load nothing from the services."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from broadsheet.core.addresses import absolute

from ..models import Article, ShareService, Sharing

# {url} and {text} are percent-encoded in their place. Source: the services' own pages on share links.
TARGETS: dict[str, str] = {
    "bluesky": "https://bsky.app/intent/compose?text={text}%20{url}",
    "facebook": "https://www.facebook.com/sharer/sharer.php?u={url}",
    "linkedin": "https://www.linkedin.com/sharing/share-offsite/?url={url}",
    "ok": "https://connect.ok.ru/offer?url={url}&title={text}",
    "reddit": "https://www.reddit.com/submit?url={url}&title={text}",
    "telegram": "https://t.me/share/url?url={url}&text={text}",
    "vk": "https://vk.com/share.php?url={url}&title={text}",
    "whatsapp": "https://wa.me/?text={text}%20{url}",
    "x": "https://x.com/intent/post?text={text}&url={url}",
}
MAIL = "mailto:?subject={title}&body={text}%0D%0A%0D%0A{url}"  # RFC 6068
# Characters that JavaScript's encodeURIComponent leaves alone, so that server and script make the same links.
_UNRESERVED = "!~*'()"
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})")
_NOT_PUBLIC = (".local", ".localhost", ".internal", ".lan", ".home", ".arpa", ".test", ".invalid", ".onion")


@dataclass(frozen=True)
class ShareLink:
    """One link: its label, its target, and the pattern for a link with a quote."""

    name: str
    href: str
    pattern: str


def filled(pattern: str, **words: str) -> str:
    """A pattern with its {names} replaced by percent-encoded words (RFC 3986)."""
    return re.sub(r"{(\w+)}", lambda match: quote(words[match[1]], safe=_UNRESERVED), pattern)


def share_bar(context: Mapping[str, Any]) -> dict[str, object] | None:
    """Context of `stories/share.html` for a story that readers can see. A draft has no address to share."""
    request, story = context.get("request"), context.get("page")
    if request is None or not isinstance(story, Article) or getattr(request, "is_preview", False):
        return None
    return share_context(
        url=absolute(story.get_url(request) or request.path),
        title=story.headline_for_sharing,
        story_id=story.pk,
        sharing=Sharing.load(request_or_site=request),
    )


def share_context(*, url: str, title: str, story_id: int, sharing: Sharing) -> dict[str, object]:
    """The links to the services that the publisher chose, in the publisher's order."""
    patterns = dict(TARGETS)
    patterns["mastodon"] = f"{reverse('stories:share_to_mastodon')}?story={story_id}&quote={{quote}}"
    links = []
    for service in sharing.services:
        if service in patterns:
            href = filled(patterns[service].replace("&quote={quote}", ""), url=url, text=title)
            links.append(ShareLink(str(ShareService(service).label), href, patterns[service]))
    return {
        "share_url": url,
        "share_title": title,
        "share_mail": ShareLink(_("E-mail"), filled(MAIL, title=title, text=title, url=url), MAIL),
        "share_links": links,
        "share_quotes": sharing.quotes,
    }


def server_of(written: str) -> str | None:
    """The host of a reader's Mastodon server from what they typed (`example.social`, `@me@example.social`, an address).

    None unless it is the public name of a host: no IP addresses, no port, no name in a local network.
    """
    text = re.sub(r"^https?://", "", written.strip().lower()).split("/")[0].split("@")[-1].rstrip(".")
    try:
        host = text.encode("idna").decode("ascii") if not text.isascii() else text
    except UnicodeError:
        return None
    return host if _HOST.fullmatch(host) and not host.endswith(_NOT_PUBLIC) else None


def mastodon_address(*, host: str, text: str) -> str:
    """The address at which a post begins on a Mastodon server (its `/share` page)."""
    return f"https://{host}/share?text={quote(text, safe=_UNRESERVED)}"


def told_on_mastodon(story: Article, request: HttpRequest, *, quoted: str = "") -> str:
    """The text of a post: the quote if there is one, then the headline and the address."""
    lines = [story.headline_for_sharing, absolute(story.get_url(request) or "")]
    if quoted:
        lines.insert(0, _("“%(words)s”") % {"words": quoted})
    return "\n\n".join(lines)
