"""The public parts of a preview link: the token in its address, and the cookie that gives access to its pictures.

Both contain the link's key, signed with different salts, so neither can be made from the other. The database says
whether the link works. A signature only proves that the link was once given out.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from broadsheet.core.addresses import absolute

from .models import PreviewLink

_ADDRESS, _MEDIA = "broadsheet.desk.preview_link", "broadsheet.desk.preview_link.media"
COOKIE = "preview_"
MOST_COOKIES = 20  # per request; a browser that follows more links at once sees the pictures of only some of them


def address_of(link: PreviewLink) -> str:
    """The link's full address."""
    return absolute(reverse("preview_links:draft", args=[f"{_signer(_ADDRESS).sign(link.key)}/"]))


def key_of_token(token: str) -> str:
    """The key of the link that a token names; empty for a token that was never given out."""
    return _key(_ADDRESS, token)


def give_cookie(response: HttpResponse, link: PreviewLink, *, now: datetime) -> None:
    """Set the cookie that proves, below /media/, that the browser has the link."""
    response.set_cookie(
        f"{COOKIE}{link.key}",
        _signer(_MEDIA).signature(link.key),
        max_age=int((link.ends_at - now).total_seconds()),
        path=settings.MEDIA_URL,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def keys_of_cookies(request: HttpRequest) -> list[str]:
    """The keys of the links that the browser has followed."""
    given = [(name.removeprefix(COOKIE), value) for name, value in request.COOKIES.items() if name.startswith(COOKIE)]
    return [key for key, value in given[:MOST_COOKIES] if _key(_MEDIA, f"{key}.{value}")]


def _signer(salt: str) -> Signer:
    return Signer(salt=salt, sep=".")


def _key(salt: str, signed: str) -> str:
    try:
        return _signer(salt).unsign(signed)
    except BadSignature:
        return ""
