"""Converts the text of a post or page to pieces, whichever editor it was written in."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable

from broadsheet.imports.markup.pieces import StoryPiece, ThematicBreak

from .gutenberg import BlockRenderer, has_blocks, parse_blocks
from .links import embed_for
from .markup import PostMarkup
from .old_site import OldSite
from .post_text import Placeholders, PostText
from .shortcodes import KNOWN_SHORTCODES, Shortcode, ShortcodeConverter, reads_as_prose, replace_shortcodes

_PAGE = re.compile(r"<!--\s*nextpage\s*-->")
_MORE = re.compile(r"<!--\s*(?:more.*?|noteaser)\s*-->")
_ADDRESS_ALONE = re.compile(r"(?m)^[ \t]*(https?://[^\s<>\"'\[\]]+)[ \t]*$")
_BLOCK_TAGS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address"
    "|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu"
    "|summary|iframe|object|video|audio|script"
)
_PRESERVED = re.compile(r"(?i)<(pre|script|style|textarea)\b")
_LAST_BREAK = re.compile(r"(?i)<br\s?/?>$")
_OPEN = re.compile(rf"(?i)(<(?:{_BLOCK_TAGS})(?=[\s/>]))")
_CLOSE = re.compile(rf"(?i)(</(?:{_BLOCK_TAGS})\s*>)")
_ALONE = re.compile(r"(?i)(<hr\b[^>]*>)")
_IS_BLOCK = re.compile(rf"(?i)\s*</?(?:{_BLOCK_TAGS})(?=[\s/>])")
_TAG_WITH_LINES = re.compile(r"<[^<>]*\n[^<>]*>")
_KEPT_MARK = "\x02{}\x03"


def read_text(content: str, site: OldSite, post_id: str, *, footnotes: str = "") -> PostText:
    """The pieces of a text, with notes for the report. Nothing of the text is lost without a note.

    `footnotes` is the JSON that WordPress keeps in the post's meta.
    """
    return _TextReader(site, post_id).read(content, footnotes)


class _TextReader:
    def __init__(self, site: OldSite, post_id: str) -> None:
        self.text = PostText()
        self.placeholders = Placeholders(secrets.token_hex(6))
        self.markup = PostMarkup(site, self.text, self.placeholders)
        self.shortcodes = ShortcodeConverter(site, post_id, self.text, self.placeholders)
        self.blocks = BlockRenderer(
            site,
            self.text,
            self.placeholders,
            classic_html=self.classic_html,
            replace_shortcodes=self.with_shortcodes,
        )

    def read(self, content: str, footnotes: str) -> PostText:
        self.text.pages = 1 + len(_PAGE.findall(content))
        if self.text.pages > 1:
            self.text.note(f"Its {self.text.pages} pages were joined.")
        if has_blocks(content):
            html = "".join(self.blocks.render(block) for block in parse_blocks(content))
        else:
            html = self.classic_html(content)
        pieces = [*self.markup.read(html), *self.footnotes(footnotes)]
        self.text.pieces = _without_needless_breaks(pieces)
        return self.text

    def classic_html(self, text: str) -> str:
        """HTML of a text that was written in the classic editor."""
        text = _MORE.sub("\n\n", _PAGE.sub("\n\n", text.replace("\r\n", "\n").replace("\r", "\n")))
        text = self.with_shortcodes(text)
        text = _ADDRESS_ALONE.sub(self.address_alone, text)
        return with_paragraphs(text)

    def address_alone(self, match: re.Match[str]) -> str:
        """A line with only an address becomes an embed if the service is known."""
        embed = embed_for(match.group(1).replace("&amp;", "&"))
        return f"\n\n{self.placeholders.html([embed])}\n\n" if embed else match.group()

    def with_shortcodes(self, text: str) -> str:
        """`text` with its shortcodes replaced. An unknown one is left as written, with a note."""

        def replace(code: Shortcode) -> str | None:
            new = self.shortcodes.replace(code)
            if new is None and code.name not in KNOWN_SHORTCODES:
                end = code.start + len(code.written)
                if not reads_as_prose(code, text[max(code.start - 200, 0) : code.start], text[end : end + 200]):
                    self.text.kept.append(code.written[:200])
                    self.text.note(
                        f"The shortcode {code.written[:200]} is not known here, so the text shows it as written."
                    )
            return new

        return replace_shortcodes(text, replace) if "[" in text else text

    def footnotes(self, raw: str) -> list[StoryPiece]:
        try:
            notes = json.loads(raw) if raw.strip() else []
        except ValueError:
            notes = []
        pieces: list[StoryPiece] = []
        for number, note in enumerate(notes if isinstance(notes, list) else [], start=1):
            content = str(note.get("content") or "") if isinstance(note, dict) else ""
            pieces += self.markup.read(f"<p>{number}. {content}</p>") if content.strip() else []
        return [ThematicBreak(), *pieces] if pieces else []


def _without_needless_breaks(pieces: list[StoryPiece]) -> list[StoryPiece]:
    """The pieces without breaks at either end and without repeated breaks."""
    result: list[StoryPiece] = []
    for piece in pieces:
        if isinstance(piece, ThematicBreak) and (not result or isinstance(result[-1], ThematicBreak)):
            continue
        result.append(piece)
    while result and isinstance(result[-1], ThematicBreak):
        result.pop()
    return result


# --- the classic editor ---------------------------------------------------------------------------
def with_paragraphs(text: str) -> str:
    """HTML with `<p>` and `<br>` where the classic editor shows them: `wpautop` of WordPress.

    An empty line starts a paragraph; a single line break stays a break.
    """
    preserved: list[str] = []

    def keep(whole: str) -> str:
        preserved.append(whole)
        return "\n\n" + _KEPT_MARK.format(len(preserved) - 1) + "\n\n"

    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x02", "").replace("\x03", "")
    text = _preserved(text, keep)
    text = _TAG_WITH_LINES.sub(lambda match: match.group().replace("\n", " "), text)
    text = re.sub(r"(?i)<br\s*/?>\s*<br\s*/?>", "\n\n", text)
    text = _ALONE.sub(r"\n\n\1\n\n", _CLOSE.sub(r"\1\n\n", _OPEN.sub(r"\n\n\1", text)))
    pieces = []
    for piece in re.split(r"\n\s*\n", text):
        piece = piece.strip("\n")
        if not piece.strip():
            continue
        if piece.startswith("\x02"):
            pieces.append(preserved[int(piece.strip("\x02\x03 "))])
        elif _IS_BLOCK.match(piece):
            opening = re.match(r"(?i)\s*<[^>]*>", piece)
            end = opening.end() if opening else 0
            pieces.append(piece[:end] + _breaks(piece[end:].strip("\n")))
        else:
            pieces.append(f"<p>{_breaks(piece)}</p>")
    return "\n".join(pieces)


def _breaks(text: str) -> str:
    *lines, last = text.split("\n")
    return "".join(f"{_LAST_BREAK.sub('', line.rstrip())}<br>" for line in lines) + last


def _preserved(text: str, keep: Callable[[str], str]) -> str:
    """`text` with every `<pre>` and similar element replaced by the result of `keep`. An unclosed one is left as it is."""
    pieces: list[str] = []
    lower = text.lower()
    at = 0
    endless: set[str] = set()
    for match in _PRESERVED.finditer(text):
        tag = match.group(1).lower()
        if match.start() < at or tag in endless:
            continue
        end = lower.find(f"</{tag}", match.end())
        end = lower.find(">", end) + 1 if end != -1 else 0
        if not end:
            endless.add(tag)
            continue
        pieces += [text[at : match.start()], keep(text[match.start() : end])]
        at = end
    return "".join([*pieces, text[at:]])
