"""Addresses in old texts: which belong to the old site, and which name the same file."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import unquote, urlsplit

from broadsheet.imports.markup.embeds import provider_of
from broadsheet.imports.markup.pieces import Embed, Paragraph
from broadsheet.stories.embeds import player_for

_SIZE = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|-e\d{10,14})+(?=\.\w{2,5}$)")
_PHOTON = re.compile(r"^i\d\.wp\.com/")


def host_of(url: str) -> str:
    """The host in lower case without `www.`; empty for what is no address."""
    try:
        return (urlsplit(url.strip()).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def path_of(url: str) -> str:
    """The path, decoded, with slashes at both ends; the query of `/?p=12` kept as WordPress means it."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    path = "/".join(["", *filter(None, unquote(parts.path).split("/")), ""])
    found = re.search(r"(?:^|&)(p|page_id|attachment_id|cat|author)=(\d{1,18})(?:&|$)", parts.query)
    return f"{path}?{found.group(1)}={found.group(2)}" if found else path


def file_key(url: str) -> str:
    """Host and path of a file without its size, by which a rendition knows its original."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    host = (parts.hostname or "").lower().removeprefix("www.")
    key = _PHOTON.sub("", f"{host}{unquote(parts.path)}")
    return _SIZE.sub("", key)


def upload_path(url: str) -> str:
    """The path below wp-content/uploads (or of a file of wordpress.com, `2010/08/x.jpg`); else empty."""
    try:
        path = unquote(urlsplit(url.strip()).path)
    except ValueError:
        return ""
    _, found, below = path.rpartition("/uploads/")
    if found:
        return below
    match = re.search(r"/(?:files/)?(\d{4}/\d{2}/[^/]+)$", path)
    return match.group(1) if match else ""


def embed_for(url: str, text: str = "") -> Embed | None:
    """The embed of an address at a known service."""
    if player_for(url):
        return Embed(url, provider_of(url) or "", text)
    provider = provider_of(url)
    return Embed(url, provider, text) if provider else None


def link(url: str, text: str) -> Paragraph:
    """A paragraph that is a link."""
    return Paragraph(f'<a href="{escape(url)}">{escape(text or url, quote=False)}</a>')
