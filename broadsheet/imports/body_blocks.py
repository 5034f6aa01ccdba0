"""The pieces of an imported text as the raw blocks of a story's body."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable
from html import escape, unescape

from broadsheet.media.models import NewsDocument, Picture
from broadsheet.stories.embeds import player_for

from .markup.pieces import (
    Embed,
    FactBox,
    FileLink,
    Heading,
    ListBlock,
    Paragraph,
    PictureInText,
    PullQuote,
    Quote,
    StoryPiece,
    Table,
    ThematicBreak,
    plain,
)  # fmt: skip

RawBlock = dict[str, object]  # type, value and id, as a StreamField stores them
TypedValue = tuple[str, object]  # a block's type and its value

_HREF = re.compile(r'<a href="([^"]*)">')
_LINKED = re.compile(r'(?s)<a href="([^"]*)">(.*?)</a>')


class BodyBuilder:
    """Builds the body of one story.

    `picture` returns the stored picture, or a sentence that says why there is none, or None if it is to be left
    out. `document` returns the stored document. `is_old` says whether an address belongs to the old site, and
    `new_address` returns the path that replaced it, or an empty string.

    `notes` collects sentences for the report.
    """

    def __init__(
        self,
        *,
        picture: Callable[[PictureInText], Picture | str | None],
        document: Callable[[FileLink], NewsDocument | None] = lambda _: None,
        is_old: Callable[[str], bool] = lambda _: False,
        new_address: Callable[[str], str] = lambda _: "",
        has_pull_quotes: bool = True,
    ) -> None:
        self.picture = picture
        self.document = document
        self.is_old = is_old
        self.new_address = new_address
        self.has_pull_quotes = has_pull_quotes
        self.notes: list[str] = []
        self.relinked = 0
        self.dead_links: list[str] = []

    def build(self, pieces: Iterable[StoryPiece]) -> list[RawBlock]:
        """The raw blocks, in order."""
        values = [value for piece in pieces for value in self._values(piece)]
        if self.relinked:
            self.notes.append(f"Links to the old site that lead to their new addresses: {self.relinked}.")
        if self.dead_links:
            links = ", ".join(self.dead_links[:5])
            self.notes.append(f"Links to pages of the old site that were not imported: {links}.")
        return [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in values]

    def _values(self, piece: StoryPiece) -> list[TypedValue]:
        match piece:
            case Paragraph():
                return self._paragraph(piece.html)
            case Heading():
                return [("heading", {"text": piece.text[:160], "level": "2" if piece.level <= 2 else "3"})]
            case ListBlock():
                items = [self._inline(item) for item in piece.items]
                rows = [{"type": "item", "value": item, "id": str(uuid.uuid4())} for item in items if item]
                return [("list", {"items": rows, "ordered": piece.ordered})] if rows else []
            case Quote():
                html = self._inline(piece.html)
                return [("quote", {"text": f"<p>{html}</p>", "attribution": piece.attribution[:200]})] if html else []
            case PullQuote():
                return [self._pull_quote(piece)]
            case FactBox():
                html = self._relinked(editor_tags(piece.html))
                return [("fact_box", {"heading": piece.heading[:120], "text": html})]
            case Table():
                return [_table(piece)]
            case Embed():
                return [_embed(piece)]
            case PictureInText():
                return self._picture(piece)
            case FileLink():
                return [self._file(piece)]
            case ThematicBreak():
                return [("rule", None)]
        return []

    def _paragraph(self, html: str) -> list[TypedValue]:
        """A paragraph. If it links to an uploaded document, the document follows in a block of its own."""
        documents: list[TypedValue] = []
        for href, words in _LINKED.findall(html):
            document = self.document(FileLink(unescape(href), plain(words)))
            if document:
                documents.append(("document", {"document": document.pk, "description": plain(words)[:200]}))
                html = html.replace(f'<a href="{href}">{words}</a>', words, 1)
        html = self._inline(html)
        return [*([("paragraph", f"<p>{html}</p>")] if html else []), *documents]

    def _pull_quote(self, piece: PullQuote) -> TypedValue:
        attribution = piece.attribution[:200]
        if self.has_pull_quotes:
            return "pull_quote", {"text": piece.text[:300], "attribution": attribution}
        return "quote", {"text": f"<p>{escape(piece.text, quote=False)}</p>", "attribution": attribution}

    def _picture(self, piece: PictureInText) -> list[TypedValue]:
        picture = self.picture(piece)
        if picture is None:
            return []
        if isinstance(picture, str):
            self.notes.append(picture)
            return [_link_paragraph(piece.url, piece.caption or piece.alt or piece.url.rsplit("/", 1)[-1])]
        # Alt text and caption are repeated only if they differ from the picture's own.
        alt = piece.alt if piece.alt != picture.alt_text else ""
        caption = piece.caption if piece.caption != picture.caption else ""
        return [("picture", {"picture": picture.pk, "alt": alt[:500], "caption": caption, "size": "text"})]

    def _file(self, piece: FileLink) -> TypedValue:
        document = self.document(piece)
        if document:
            return "document", {"document": document.pk, "description": piece.text[:200]}
        return _link_paragraph(piece.url, piece.text)

    def _inline(self, html: str) -> str:
        """Inline HTML with only the tags that the editor knows and with old links replaced. Empty if it has no words."""
        html = editor_tags(html)
        return self._relinked(html) if plain(html) else ""

    def _relinked(self, html: str) -> str:
        def replace(match: re.Match[str]) -> str:
            url = unescape(match.group(1))
            if not self.is_old(url):
                return match.group()
            new = self.new_address(url)
            if new:
                self.relinked += 1
                return f'<a href="{escape(new)}">'
            if "/uploads/" not in url:
                self.dead_links.append(url[:200])
            return match.group()

        return _HREF.sub(replace, html) if "<a " in html else html


def editor_tags(html: str) -> str:
    """Inline HTML with only the tags that the editor knows: b, i, br."""
    html = re.sub(r"<(/?)strong\b[^>]*>", r"<\1b>", html)
    html = re.sub(r"<(/?)em\b[^>]*>", r"<\1i>", html)
    html = re.sub(r"</?code\b[^>]*>", "", html)
    return re.sub(r"<br\s*/?>", "<br/>", html)


def _table(piece: Table) -> TypedValue:
    return "table", {
        "data": [piece.header, *piece.rows] if piece.header else piece.rows,
        "table_caption": "",
        "table_header_choice": "row" if piece.header else "neither",
        "first_row_is_table_header": bool(piece.header),
        "first_col_is_header": False,
    }


def _embed(piece: Embed) -> TypedValue:
    """A player if the service is known, else the text that the page quotes from the post, else a link."""
    if player_for(piece.url):
        return "embed", {"url": piece.url, "description": (piece.text or piece.provider)[:200], "picture": None}
    link = f'<a href="{escape(piece.url)}">{escape(piece.provider or piece.url, quote=False)}</a>'
    if not piece.text:
        return "paragraph", f"<p>{link}: {escape(piece.url, quote=False)}</p>"
    return "quote", {"text": f"<p>{escape(piece.text, quote=False)}</p><p>{link}</p>", "attribution": ""}


def _link_paragraph(url: str, words: str) -> TypedValue:
    return "paragraph", f'<p><a href="{escape(url)}">{escape(words or url, quote=False)}</a></p>'
