"""Facts about each service that a page may load from once a reader has agreed."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .models import Analytics, MediaProvider, Privacy, Purpose

_PLAYERS = {
    MediaProvider.YOUTUBE: ("https://www.youtube-nocookie.com", "https://policies.google.com/privacy"),
    MediaProvider.VIMEO: ("https://player.vimeo.com", "https://vimeo.com/privacy"),
}
_POLICIES = {Analytics.GOOGLE: "https://policies.google.com/privacy"}
# From Google's guide on Content Security Policy for Google Analytics 4.
_GOOGLE = {
    "script-src": ["https://www.googletagmanager.com"],
    "img-src": ["https://*.google-analytics.com", "https://*.googletagmanager.com"],
    "connect-src": ["https://*.google-analytics.com", "https://*.analytics.google.com", "https://*.googletagmanager.com"],
}  # fmt: skip


class Provider(NamedTuple):
    """A service as described to readers. `policy` is the address of its privacy policy, or empty."""

    name: str
    host: str
    policy: str


class ConsentQuestion(NamedTuple):
    """One purpose as described to readers."""

    purpose: str
    name: str
    what: str
    providers: list[Provider]


def questions(privacy: Privacy) -> list[ConsentQuestion]:
    """What readers are asked, in the active language; empty if nothing is turned on."""
    result = []
    if Purpose.MEDIA in privacy.purposes:
        result.append(
            ConsentQuestion(
                str(Purpose.MEDIA),
                str(dict(Purpose.choices)[Purpose.MEDIA]),
                _("Videos in stories load by themselves when you scroll to them. "
                    "The service then learns your internet address and may set cookies."),
                [_player(name) for name in privacy.media if name in MediaProvider.values],
            )
        )  # fmt: skip
    if Purpose.MEASUREMENT in privacy.purposes:
        what = privacy.analytics_purpose or _(
            "Visits are counted so that the newsroom knows which stories are read. The service learns which pages you open."
        )
        result.append(
            ConsentQuestion(
                str(Purpose.MEASUREMENT), str(dict(Purpose.choices)[Purpose.MEASUREMENT]), what, [_measurer(privacy)]
            )
        )
    return result


def _player(name: str) -> Provider:
    origin, policy = _PLAYERS[MediaProvider(name)]
    return Provider(str(MediaProvider(name).label), urlsplit(origin).netloc, policy)


def _measurer(privacy: Privacy) -> Provider:
    kind = Analytics(privacy.analytics)
    host = "www.googletagmanager.com" if kind == Analytics.GOOGLE else urlsplit(privacy.analytics_address).netloc
    name = privacy.analytics_name or (host if kind == Analytics.OWN else str(kind.label))
    return Provider(name, host, privacy.analytics_policy or _POLICIES.get(kind, ""))


def sources(privacy: Privacy) -> dict[str, list[str]]:
    """Directive of the Content Security Policy -> the origins that the turned-on services need, and no others."""
    origins: dict[str, list[str]] = {}
    if privacy.media:
        players = [MediaProvider(name) for name in privacy.media if name in MediaProvider.values]
        origins["frame-src"] = [_PLAYERS[player][0] for player in players]
    if privacy.analytics == Analytics.GOOGLE:
        origins |= _GOOGLE
    elif privacy.analytics != Analytics.NONE:
        parts = urlsplit(privacy.analytics_address)
        origin = f"https://{parts.netloc}"
        origins |= {directive: [origin] for directive in ("script-src", "img-src", "connect-src")}
    return origins


def script_address(privacy: Privacy) -> str:
    """The address of the measuring script; empty if nothing is measured."""
    address = privacy.analytics_address.rstrip("/")
    match privacy.analytics:
        case Analytics.MATOMO:
            return f"{address.removesuffix('/matomo.js')}/matomo.js"
        case Analytics.PLAUSIBLE:
            return address if address.endswith(".js") else f"{address}/js/script.js"
        case Analytics.GOOGLE:
            return f"https://www.googletagmanager.com/gtag/js?id={privacy.analytics_site}"
        case Analytics.OWN:
            return privacy.analytics_address
    return ""
