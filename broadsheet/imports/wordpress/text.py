"""The text of a post or page to pieces, whichever editor it was written in."""

from __future__ import annotations

import json
import re
import secrets
from html import escape

from broadsheet.imports.markup.pieces import Paragraph, Rule

from .autop import paragraphs
from .gutenberg import Block, has_blocks, parse_blocks
from .known_blocks import FORM_ONLY, MARKERS, is_dynamic, is_known
from .known_shortcodes import KNOWN, ShortcodeReader
from .links import embed_for, link
from .markup import Marks, Markup
from .post_text import Converted, FilePiece, Library, PicturePiece, Piece
from .shortcodes import Shortcode, reads_as_prose, replace_shortcodes

_PAGE = re.compile(r"<!--\s*nextpage\s*-->")
_MORE = re.compile(r"<!--\s*(?:more.*?|noteaser)\s*-->")
_ADDRESS_ALONE = re.compile(r"(?m)^[ \t]*(https?://[^\s<>\"'\[\]]+)[ \t]*$")
_TAGS = re.compile(r"<[^>]*>")
DEEPEST_REFERENCE = 5
_LOOKS = re.compile(r"(?i)style|class|colou?r|font|align|layout|width|height|gradient|metadata|lock|queryId")


def read_text(content: str, library: Library, *, footnotes: str = "") -> Converted:
    """The pieces of a text, with what is to be reported. Nothing of the text is lost without a sentence."""
    return _Reading(library).read(content, footnotes)


class _Reading:
    def __init__(self, library: Library) -> None:
        self.library = library
        self.said = Converted()
        self.marks = Marks(secrets.token_hex(6))
        self.markup = Markup(library, self.said, self.marks)
        self.shortcodes = ShortcodeReader(library, self.said, self.marks)
        self.references: list[str] = []
        self.in_dynamic = 0

    def read(self, content: str, footnotes: str) -> Converted:
        self.said.pages = 1 + len(_PAGE.findall(content))
        if self.said.pages > 1:
            self.said.note(f"Its {self.said.pages} pages were joined.")
        if has_blocks(content):
            html = "".join(self.render(block) for block in parse_blocks(content))
        else:
            html = self.classic(content)
        pieces = [*self.markup.read(html), *self.footnotes(footnotes)]
        self.said.pieces = _without_edge_rules(pieces)
        return self.said

    # --- the classic editor -----------------------------------------------------------------------
    def classic(self, text: str) -> str:
        text = _MORE.sub("\n\n", _PAGE.sub("\n\n", text.replace("\r\n", "\n").replace("\r", "\n")))
        text = self.with_shortcodes(text)
        text = _ADDRESS_ALONE.sub(self.address_alone, text)
        return paragraphs(text)

    def address_alone(self, match: re.Match[str]) -> str:
        embed = embed_for(match.group(1).replace("&amp;", "&"))
        return f"\n\n{self.marks.html([embed])}\n\n" if embed else match.group()

    def with_shortcodes(self, text: str) -> str:
        def replace(code: Shortcode) -> str | None:
            new = self.shortcodes.replace(code)
            if new is None and code.name not in KNOWN:
                end = code.at + len(code.written)
                if not reads_as_prose(code, text[max(code.at - 200, 0) : code.at], text[end : end + 200]):
                    self.keep(
                        code.written,
                        f"The shortcode {code.written[:200]} is not known here; it stands in the text as written.",
                    )
            return new

        return replace_shortcodes(text, KNOWN, replace) if "[" in text else text

    # --- the block editor -------------------------------------------------------------------------
    def render(self, block: Block) -> str:
        """A block as HTML, with marks for what is more than HTML."""
        name = block.name
        if not name:
            return self.classic(self.html_of(block))
        if name in FORM_ONLY:
            return ""
        if name in MARKERS:
            return ""
        special = getattr(self, f"block_{name.replace('-', '_').replace('/', '_')}", None)
        if special:
            return str(special(block))
        if name.startswith("core-embed/"):
            return self.block_embed(block)
        if is_dynamic(name):
            return self.dynamic(block)
        html = self.html_of(block)
        if name in {"code", "preformatted", "verse"}:
            return html
        html = self.with_shortcodes(html)
        if not is_known(name):
            return self.unknown(block, html)
        return html

    def html_of(self, block: Block) -> str:
        return "".join(part if isinstance(part, str) else self.render(part) for part in block.parts)

    def unknown(self, block: Block, html: str) -> str:
        if _has_something(html):
            self.said.note(f"The block “{block.name}” is not known here; what it holds was kept.")
            self.said.kept.append(f"wp:{block.name}")
            return html
        return self.visible(block)

    def dynamic(self, block: Block) -> str:
        """A block that WordPress fills when the page is read; the outermost one stands for those within."""
        self.in_dynamic += 1
        html = self.html_of(block)
        self.in_dynamic -= 1
        said = "" if self.in_dynamic else self.visible(block)
        return said + (html if _has_something(html) else "")

    def visible(self, block: Block) -> str:
        given = {name: value for name, value in block.attributes.items() if not _LOOKS.search(name)}
        attributes = json.dumps(given, ensure_ascii=False) if given else ""
        words = f"[wp:{block.name}{' ' + attributes[:120] if attributes else ''}]"
        self.keep(words, f"The block “{block.name}” has no text of its own; its name stands in the story, in brackets.")
        return self.marks.html([Paragraph(escape(words, quote=False))])

    def keep(self, words: str, sentence: str) -> None:
        self.said.kept.append(words[:200])
        self.said.note(sentence)

    # --- blocks that need more than their HTML ----------------------------------------------------
    def block_freeform(self, block: Block) -> str:
        return self.classic(self.html_of(block))

    def block_shortcode(self, block: Block) -> str:
        return self.classic(self.html_of(block))

    def block_missing(self, block: Block) -> str:
        html = self.html_of(block) or str(block.attributes.get("originalContent") or "")
        return self.unknown(Block(str(block.attributes.get("originalName") or "missing"), block.attributes), html)

    def block_block(self, block: Block) -> str:
        """A reusable block: what it holds, as it was at the export."""
        reference = str(block.attributes.get("ref") or "")
        content = self.library.reusable(reference)
        if content is None or reference in self.references or len(self.references) >= DEEPEST_REFERENCE:
            return self.visible(block)
        self.references.append(reference)
        html = "".join(map(self.render, parse_blocks(content)))
        self.references.pop()
        return html

    def block_embed(self, block: Block) -> str:
        url = str(block.attributes.get("url") or "")
        html = self.html_of(block)
        if not url:
            found = re.search(r"https?://[^\s<\"]+", html)
            url = found.group().replace("&amp;", "&") if found else ""
        if not url.startswith(("http://", "https://")):
            return html if _has_something(html) else self.visible(block)
        embed = embed_for(url)
        if embed is None:
            self.said.note(f"The embed {url[:300]} is of a service that is not known here; it is a link now.")
        caption = re.search(r"(?is)<figcaption[^>]*>.*?</figcaption>", html)
        return self.marks.html([embed or link(url, "")]) + (caption.group() if caption else "")

    def block_gallery(self, block: Block) -> str:
        html = self.html_of(block)
        if "<img" in html or not block.attributes.get("ids"):
            return html
        found = map(self.library.attachment, map(str, block.attributes["ids"]))
        pieces: list[Piece] = [
            PicturePiece(each.url, each.alt, each.caption, "", each.post_id) for each in found if each
        ]
        return self.marks.html(pieces) + html

    def block_cover(self, block: Block) -> str:
        html = self.html_of(block)
        url = str(block.attributes.get("url") or "")
        if url.startswith(("http://", "https://")) and "<img" not in html and "<video" not in html:
            picture = PicturePiece(
                url, str(block.attributes.get("alt") or ""), "", "", str(block.attributes.get("id") or "")
            )
            return self.marks.html([picture]) + html
        return html

    def block_file(self, block: Block) -> str:
        html = self.html_of(block)
        href = str(block.attributes.get("href") or "")
        first = re.search(r"(?is)<a\b[^>]*?href=[\"']([^\"']+)[\"'][^>]*>(.*?)</a>", html)
        href = href or (first.group(1).replace("&amp;", "&") if first else "")
        if not href.startswith(("http://", "https://")):
            return html if _has_something(html) else self.visible(block)
        name = _TAGS.sub("", first.group(2)).strip() if first else ""
        return self.marks.html(
            [FilePiece(href, name or href.rsplit("/", 1)[-1], str(block.attributes.get("id") or ""))]
        )

    def block_social_link(self, block: Block) -> str:
        url = str(block.attributes.get("url") or "")
        if not url.startswith(("http://", "https://", "mailto:")):
            return self.visible(block)
        words = str(block.attributes.get("label") or block.attributes.get("service") or url)
        return self.marks.html([link(url, words)])

    def block_navigation_link(self, block: Block) -> str:
        url = str(block.attributes.get("url") or "")
        if not url.startswith(("http://", "https://")):
            return self.visible(block)
        return self.marks.html([link(url, str(block.attributes.get("label") or url))])

    def block_footnotes(self, _block: Block) -> str:
        return ""  # they come at the end, from the post's meta

    def footnotes(self, raw: str) -> list[Piece]:
        try:
            notes = json.loads(raw) if raw.strip() else []
        except ValueError:
            notes = []
        pieces: list[Piece] = []
        for number, each in enumerate(notes if isinstance(notes, list) else [], start=1):
            content = str(each.get("content") or "") if isinstance(each, dict) else ""
            pieces += self.markup.read(f"<p>{number}. {content}</p>") if content.strip() else []
        return [Rule(), *pieces] if pieces else []


def _has_something(html: str) -> bool:
    return bool(_TAGS.sub("", html).strip()) or re.search(r"<(?:img|hr|iframe|video|audio)\b", html) is not None


def _without_edge_rules(pieces: list[Piece]) -> list[Piece]:
    """No rule at either end, and never two in a row."""
    kept: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Rule) and (not kept or isinstance(kept[-1], Rule)):
            continue
        kept.append(piece)
    while kept and isinstance(kept[-1], Rule):
        kept.pop()
    return kept
