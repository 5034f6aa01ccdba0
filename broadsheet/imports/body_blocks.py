"""Pieces of a text as the raw blocks of a story, its pictures and files in place."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from broadsheet.imports.markup.pieces import Embed, Heading, ListBlock, Paragraph, Quote, Rule, Table, plain
from broadsheet.media.models import NewsDocument, Picture
from broadsheet.stories.embeds import player_for

from .wordpress.post_text import FactBoxPiece, FilePiece, PicturePiece, Piece, PullQuotePiece

_HREF = re.compile(r'<a href="([^"]*)">')
_LINKED = re.compile(r'(?s)<a href="([^"]*)">(.*?)</a>')


@dataclass
class Setting:
    """Where the pieces are set: what became of each picture and file, and of old links."""

    picture: Callable[[PicturePiece], Picture | str]  # or why there is none
    document: Callable[[FilePiece], NewsDocument | None]
    new_address: Callable[[str], str]
    is_old: Callable[[str], bool]
    has_pull_quotes: bool = True
    notes: list[str] = field(default_factory=list)
    relinked: int = 0
    dead: list[str] = field(default_factory=list)


def set_blocks(pieces: list[Piece], setting: Setting) -> list[dict[str, Any]]:
    """Raw StreamField blocks; what is to be reported is in `setting`."""
    values = [value for piece in pieces for value in _values(piece, setting)]
    if setting.relinked:
        setting.notes.append(f"Links to the old site that lead to their new addresses: {setting.relinked}.")
    if setting.dead:
        setting.notes.append(f"Links to the old site that lead to nothing imported: {', '.join(setting.dead[:5])}.")
    return [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in values if value != ""]


def _values(piece: Piece, setting: Setting) -> list[tuple[str, Any]]:  # noqa: PLR0911
    match piece:
        case Paragraph():
            return _paragraph(piece.html, setting)
        case Heading():
            return [("heading", {"text": piece.text[:160], "level": "2" if piece.level <= 2 else "3"})]
        case ListBlock():
            items = [inline(item, setting) for item in piece.items]
            rows = [{"type": "item", "value": item, "id": str(uuid.uuid4())} for item in items if item]
            return [("list", {"items": rows, "ordered": piece.ordered})] if rows else []
        case Quote():
            html = inline(piece.html, setting)
            return [("quote", {"text": f"<p>{html}</p>", "attribution": piece.attribution[:200]})] if html else []
        case PullQuotePiece():
            if setting.has_pull_quotes:
                return [("pull_quote", {"text": piece.text[:300], "attribution": piece.attribution[:200]})]
            return [
                ("quote", {"text": f"<p>{escape(piece.text, quote=False)}</p>", "attribution": piece.attribution[:200]})
            ]
        case FactBoxPiece():
            return [("fact_box", {"heading": piece.heading[:120], "text": _relinked(_tags(piece.html), setting)})]
        case Table():
            rows_ = [piece.header, *piece.rows] if piece.header else piece.rows
            choice = {"table_header_choice": "row" if piece.header else "neither"}
            header = {"first_row_is_table_header": bool(piece.header), "first_col_is_header": False}
            return [("table", {"data": rows_, "table_caption": "", **choice, **header})]
        case Embed():
            return _embed(piece)
        case PicturePiece():
            return _picture(piece, setting)
        case FilePiece():
            return _file(piece, setting)
        case Rule():
            return [("rule", None)]
    return []


def _paragraph(html: str, setting: Setting) -> list[tuple[str, Any]]:
    """A paragraph; a link in it to an uploaded document brings the document after it."""
    files = []
    for href, words in _LINKED.findall(html):
        document = setting.document(FilePiece(unescape(href), plain(words)))
        if document:
            files.append(("document", {"document": document.pk, "description": plain(words)[:200]}))
            html = html.replace(f'<a href="{href}">{words}</a>', words, 1)
    html = inline(html, setting)
    return [*([("paragraph", f"<p>{html}</p>")] if html else []), *files]


def _picture(piece: PicturePiece, setting: Setting) -> list[tuple[str, Any]]:
    found = setting.picture(piece)
    if isinstance(found, Picture):
        alt = piece.alt if piece.alt != found.alt_text else ""
        caption = piece.caption if piece.caption != found.caption else ""
        return [("picture", {"picture": found.pk, "alt": alt[:500], "caption": caption, "size": "text"})]
    setting.notes.append(found)
    words = piece.caption or piece.alt or piece.url.rsplit("/", 1)[-1] or piece.url
    return [("paragraph", f'<p><a href="{escape(piece.url)}">{escape(words, quote=False)}</a></p>')]


def _file(piece: FilePiece, setting: Setting) -> list[tuple[str, Any]]:
    document = setting.document(piece)
    if document:
        return [("document", {"document": document.pk, "description": piece.text[:200]})]
    return [("paragraph", f'<p><a href="{escape(piece.url)}">{escape(piece.text or piece.url, quote=False)}</a></p>')]


def _embed(piece: Embed) -> list[tuple[str, Any]]:
    if player_for(piece.url):
        return [("embed", {"url": piece.url, "description": (piece.text or piece.provider)[:200], "picture": None})]
    link = f'<a href="{escape(piece.url)}">{escape(piece.provider or piece.url, quote=False)}</a>'
    if not piece.text:
        return [("paragraph", f"<p>{link}: {escape(piece.url, quote=False)}</p>")]
    return [("quote", {"text": f"<p>{escape(piece.text, quote=False)}</p><p>{link}</p>", "attribution": ""})]


def inline(markup: str, setting: Setting) -> str:
    """Inline HTML in the tags that the editor knows, old links led to where they are now; empty for no words."""
    markup = _tags(markup)
    return _relinked(markup, setting) if plain(markup) else ""


def _tags(markup: str) -> str:
    markup = re.sub(r"<(/?)strong\b[^>]*>", r"<\1b>", markup)
    markup = re.sub(r"<(/?)em\b[^>]*>", r"<\1i>", markup)
    markup = re.sub(r"</?code\b[^>]*>", "", markup)
    return re.sub(r"<br\s*/?>", "<br/>", markup)


def _relinked(markup: str, setting: Setting) -> str:
    def replace(match: re.Match[str]) -> str:
        url = unescape(match.group(1))
        if not setting.is_old(url):
            return match.group()
        new = setting.new_address(url)
        if new:
            setting.relinked += 1
            return f'<a href="{escape(new)}">'
        if "/uploads/" not in url:
            setting.dead.append(url[:200])
        return match.group()

    return _HREF.sub(replace, markup) if "<a " in markup else markup
