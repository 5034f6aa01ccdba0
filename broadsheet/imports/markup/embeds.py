"""Embeds of known providers: posts, videos, maps."""

import re
from urllib.parse import urlsplit

from broadsheet.imports.markup.addresses import absolute
from broadsheet.imports.markup.pieces import Embed
from broadsheet.imports.markup.tree import Element, names_of, text_of

# Host (or the end of one) -> provider. Other iframes are left out.
_PROVIDERS = {
    "youtube.com": "YouTube", "youtube-nocookie.com": "YouTube", "youtu.be": "YouTube", "vimeo.com": "Vimeo",
    "dailymotion.com": "Dailymotion", "twitter.com": "X", "x.com": "X", "instagram.com": "Instagram",
    "facebook.com": "Facebook", "tiktok.com": "TikTok", "soundcloud.com": "SoundCloud", "spotify.com": "Spotify",
    "podcasts.apple.com": "Apple Podcasts", "datawrapper.de": "Datawrapper", "dwcdn.net": "Datawrapper",
    "flourish.studio": "Flourish", "infogram.com": "Infogram", "documentcloud.org": "DocumentCloud",
    "scribd.com": "Scribd", "vk.com": "VK", "ok.ru": "OK", "rutube.ru": "Rutube", "t.me": "Telegram",
    "reddit.com": "Reddit", "bsky.app": "Bluesky", "ted.com": "TED", "twitch.tv": "Twitch",
    "openstreetmap.org": "OpenStreetMap", "google.com": "Google Maps", "giphy.com": "Giphy",
}  # fmt: skip
_POSTS = frozenset("twitter tweet instagram tiktok bluesky reddit imgur fb".split())
_YOUTUBE = re.compile(r"/(?:embed|v|shorts)/([\w-]{6,20})")


def provider_of(url: str) -> str | None:
    """The name of the known provider an address belongs to, or None."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    for end, name in _PROVIDERS.items():
        if host == end or host.endswith("." + end):
            if end == "google.com" and not parts.path.startswith("/maps"):
                return None
            if end == "facebook.com" and "/plugins/" in parts.path and "post" not in url and "video" not in url:
                return None  # a like button
            return name
    return None


def embed_of(element: Element, base: str | None) -> Embed | None:
    """The embed for an iframe, or for a block quote that represents a post; otherwise None."""
    if element.tag == "blockquote":
        return _post(element, base)
    identifier = element.get("data-videoid") or element.get("videoid")
    if identifier and re.fullmatch(r"[\w-]{6,20}", identifier):
        return Embed(f"https://www.youtube.com/watch?v={identifier}", "YouTube")
    source = element.get("src") or ""
    if not source or source.startswith("about:"):
        source = element.get("data-src") or element.get("data-lazy-src") or ""
    url = absolute(source, base)
    provider = provider_of(url) if url else None
    if not url or not provider:
        return None
    if provider == "YouTube" and (match := _YOUTUBE.search(url)):
        url = f"https://www.youtube.com/watch?v={match.group(1)}"
    return Embed(url, provider)


def _post(element: Element, base: str | None) -> Embed | None:
    if not names_of(element) & _POSTS:
        return None
    stated = element.get("cite") or element.get("data-instgrm-permalink")
    links = [stated] if stated else [link.get("href") for link in reversed(list(element.iter("a")))]
    for link in links:
        url = absolute(link or "", base)
        provider = provider_of(url) if url else None
        if url and provider:
            return Embed(url, provider, text_of(element))
    return None
