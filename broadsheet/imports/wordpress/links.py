"""Addresses of a WordPress site and of the files in its media library."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import unquote, urlsplit

from broadsheet.imports.markup.embeds import provider_of
from broadsheet.imports.markup.pieces import Embed, Paragraph
from broadsheet.stories.embeds import player_for

STORIES, PAGES = "post", "page"  # the post types that are imported, by WordPress's names
_SIZE = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|-e\d{10,14})+(?=\.\w{2,5}$)")
_PHOTON = re.compile(r"^i\d\.wp\.com/")


def host_of(url: str) -> str:
    """The host in lower case without `www.`; empty for an invalid address."""
    try:
        return (urlsplit(url.strip()).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def path_of(url: str) -> str:
    """The path, decoded, with slashes at both ends. WordPress's own queries, such as `/?p=12`, are kept."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    path = "/".join(["", *filter(None, unquote(parts.path).split("/")), ""])
    query = re.search(r"(?:^|&)(p|page_id|attachment_id|cat|author)=(\d{1,18})(?:&|$)", parts.query)
    return f"{path}?{query.group(1)}={query.group(2)}" if query else path


def file_key(url: str) -> str:
    """Host and path of a file without its size; the same for a picture and all its renditions."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    host = (parts.hostname or "").lower().removeprefix("www.")
    key = _PHOTON.sub("", f"{host}{unquote(parts.path)}")
    return _SIZE.sub("", key)


def upload_path(url: str) -> str:
    """The path below wp-content/uploads; on wordpress.com, a path such as `2010/08/x.jpg`; otherwise empty."""
    try:
        path = unquote(urlsplit(url.strip()).path)
    except ValueError:
        return ""
    _, folder, below = path.rpartition("/uploads/")
    if folder:
        return below
    match = re.search(r"/(?:files/)?(\d{4}/\d{2}/[^/]+)$", path)
    return match.group(1) if match else ""


def embed_for(url: str, text: str = "") -> Embed | None:
    """The embed of an address at a known service."""
    if player_for(url):
        return Embed(url, provider_of(url) or "", text)
    provider = provider_of(url)
    return Embed(url, provider, text) if provider else None


def link_paragraph(url: str, text: str) -> Paragraph:
    """A paragraph that is a link."""
    return Paragraph(f'<a href="{escape(url)}">{escape(text or url, quote=False)}</a>')


def old_paths(link: str, post_id: str, kind: str, base: str) -> list[str]:
    """Every old address of a post, page or attachment: its permalink and the other forms that WordPress always answers."""
    root = path_of(base + "/")
    forms = {STORIES: ["p"], PAGES: ["page_id", "p"], "attachment": ["attachment_id", "p"]}.get(kind, ["p"])
    paths = [path_of(link)] if link.strip() else []
    paths += [f"{root}?{form}={post_id}" for form in forms if post_id.isdigit()]
    return list(dict.fromkeys(path for path in paths if path and path != root))
