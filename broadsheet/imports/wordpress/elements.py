"""Special elements of a post's HTML: pictures, players, tables, quotations, boxes, scripts, forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from broadsheet.imports.markup.addresses import absolute
from broadsheet.imports.markup.embeds import embed_of
from broadsheet.imports.markup.pictures import largest, split_credit
from broadsheet.imports.markup.pieces import (
    FactBox,
    FileLink,
    ListBlock,
    Paragraph,
    PictureInText,
    PullQuote,
    Quote,
    StoryPiece,
    Table,
    plain,
)  # fmt: skip
from broadsheet.imports.markup.tree import Element, names_of, text_of

from .links import embed_for, file_key, link_paragraph
from .old_site import OldSite
from .post_text import PostText

SPECIAL = (
    "img", "iframe", "embed", "object", "video", "audio", "script", "style", "noscript", "template", "form", "input",
    "select", "textarea", "button", "svg", "math", "canvas", "map", "blockquote", "details", "table", "meter", "progress",
    "datalist",
)  # fmt: skip
_PLAYER_SCRIPTS = re.compile(
    r"platform\.twitter\.com|instagram\.com/embed|tiktok\.com/embed|platform\.instagram|connect\.facebook|embedly"
)
_ID = re.compile(r"(?:^|\s)wp-image-(\d{1,18})(?:\s|$)")
_LAZY = ("data-orig-file", "data-large-file", "data-src", "data-lazy-src", "data-original", "data-full-url")


class ElementConverter:
    """Converts one element at a time. `inside` reads an element's contents."""

    def __init__(self, site: OldSite, text: PostText, inside: Callable[[Element], list[StoryPiece]]) -> None:
        self.site = site
        self.text = text
        self.inside = inside

    def convert(self, element: Element) -> list[StoryPiece] | None:
        """The pieces that replace the element; None leaves it in place."""
        tag = element.tag
        if tag == "img":
            return self.picture(element)
        if tag in {"iframe", "embed", "object"}:
            return self.frame(element)
        if tag in {"video", "audio"}:
            return self.player(element)
        if tag == "blockquote":
            return self.quote(element)
        if tag == "table":
            return self.table(element)
        if tag == "details":
            return self.box(element)
        if tag in {"script", "style", "template", "noscript"}:
            return self.code(element)
        return self.control(element)

    def url(self, address: str | None) -> str:
        return absolute(address or "", self.site.address + "/") or ""

    # --- pictures ---------------------------------------------------------------------------------
    def picture(self, element: Element) -> list[StoryPiece] | None:
        alt = " ".join((element.get("alt") or "").split())
        names = element.get("class") or ""
        source = element.get("src") or ""
        if "wp-smiley" in names or "/images/smilies/" in source or "emoji" in names.split():
            return [Paragraph(_escaped(alt))] if alt and self.alone(element) else self.in_line(element, alt)
        candidates = [element.get(name) for name in _LAZY] if source.startswith("data:") or not source else [source]
        url = next(filter(None, map(self.url, [*filter(None, candidates), largest(element.get("srcset") or "")])), "")
        if not url:
            self.text.note(f"A picture without an address was left out (alt text “{alt[:80]}”).")
            return [Paragraph(_escaped(alt))] if alt else []
        if (element.get("width"), element.get("height")) == ("1", "1"):
            self.text.note(f"A tracking pixel was left out: {url[:200]}.")
            return []
        match = _ID.search(names)
        library_id = match.group(1) if match else element.get("data-id") or element.get("data-attachment-id") or ""
        caption, credit = split_credit(self.caption(element))
        self.note_link(element, url)
        return [PictureInText(url, alt[:500], caption, credit, library_id if library_id.isdigit() else "")]

    def alone(self, element: Element) -> bool:
        return not text_of(element.getparent())

    def in_line(self, element: Element, words: str) -> list[StoryPiece] | None:
        """Replace an element within a line by words."""
        element.tag = "span"
        element.attrib.clear()
        element.text = words
        return None

    def caption(self, element: Element) -> str:
        """The caption of a picture, removed from the text."""
        for count, above in enumerate(element.iterancestors()):
            names = names_of(above)
            is_holder = above.tag == "figure" or (above.tag in {"div", "dl", "li"} and names & {"caption", "gallery"})
            if count > 6 or above.tag == "body" or sum(1 for _ in above.iter("img")) > 1:
                return ""
            if not is_holder:
                continue
            for part in above.iter():
                if (
                    part is not above
                    and (part.tag == "figcaption" or "caption" in names_of(part))
                    and part.tag != "img"
                ):
                    words = text_of(part)
                    if words and next(part.iter("img"), None) is None:
                        tail, part.tail = part.tail, None
                        part.clear()
                        part.tail = tail
                        return words
            if above.tag == "figure":
                return ""
        return ""

    def note_link(self, element: Element, url: str) -> None:
        anchor = next(element.iterancestors("a"), None)
        if anchor is None:
            return
        target = self.url(anchor.get("href"))
        if target and file_key(target) != file_key(url) and "attachment" not in (anchor.get("rel") or ""):
            self.text.note(f"A picture was a link to {target[:300]}. Pictures have no links here.")

    # --- players ----------------------------------------------------------------------------------
    def frame(self, element: Element) -> list[StoryPiece]:
        if element.tag == "iframe" and (embed := embed_of(element, self.site.address + "/")):
            return [embed]
        address = element.get("src") or element.get("data") or element.get("data-src")
        if not address:
            address = next(
                (param.get("value") for param in element.iter("param") if param.get("name") in {"movie", "src"}), ""
            )
        url = self.url(address)
        if not url:
            within = self.inside(element)
            if not within:
                self.text.note(f"An empty <{element.tag}> was left out.")
            return within
        if embed := embed_for(url):
            return [embed]
        self.text.note(f"A frame became a link to its page: {url[:300]}.")
        return [link_paragraph(url, element.get("title") or "")]

    def player(self, element: Element) -> list[StoryPiece]:
        sources = [element.get("src"), *(source.get("src") for source in element.iter("source"))]
        url = next(filter(None, map(self.url, filter(None, sources))), "")
        if not url:
            self.text.note(f"A <{element.tag}> without an address was left out.")
            return []
        self.text.note(f"A player became a link to its file: {url[:300]}.")
        return [embed_for(url) or FileLink(url, _file_name(url))]

    # --- boxes ------------------------------------------------------------------------------------
    def quote(self, element: Element) -> list[StoryPiece]:
        if embed := embed_of(element, self.site.address + "/"):
            return [embed]
        attribution = ""
        for part in [*element.iter("cite"), *element.iter("footer")]:
            words = text_of(part)
            nested = part.getparent() is not None and part.getparent().tag in {"p", "em"} and part.tag == "cite"
            if words and len(words) <= 200 and not attribution and not (nested and text_of(part.getparent()) != words):
                attribution = words.lstrip("–—―- ")
                part.drop_tree()
        around = next(element.iterancestors("figure"), None)
        is_pull = "pullquote" in (
            (element.get("class") or "") + (around.get("class") or "" if around is not None else "")
        )
        pieces: list[StoryPiece] = []
        lines: list[str] = []
        element.tag = "div"  # its paragraphs are read as paragraphs
        for piece in [*self.inside(element), None]:
            if isinstance(piece, Paragraph):
                lines.append(piece.html)
                continue
            if lines:
                pieces.append(_quoted(lines, is_pull))
                lines = []
            if piece is not None:
                pieces.append(piece)
        for at in range(len(pieces) - 1, -1, -1):
            piece = pieces[at]
            if attribution and isinstance(piece, Quote | PullQuote):
                pieces[at] = (
                    Quote(piece.html, attribution) if isinstance(piece, Quote) else PullQuote(piece.text, attribution)
                )
                return pieces
        return [*pieces, Paragraph(_escaped(attribution))] if attribution else pieces

    def table(self, element: Element) -> list[StoryPiece] | None:
        if any(True for _ in element.iterdescendants("table", "ul", "ol", "hr", "h1", "h2", "h3", "h4", "p", "div")):
            self.text.note("A table with more than words in it was split into paragraphs.")
            return None
        rows: list[list[str]] = []
        header: list[str] = []
        for row in element.iter("tr"):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            texts = [text_of(cell) for cell in cells]
            if not rows and not header and cells and all(cell.tag == "th" for cell in cells):
                header = texts
            elif any(texts):
                rows.append(texts)
        if not rows and not header:
            return []
        if next(element.iter("a"), None) is not None:
            links = ", ".join(filter(None, (self.url(anchor.get("href")) for anchor in element.iter("a"))))
            self.text.note(f"Links in a table are plain text now: {links[:500]}.")
        if any(cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" for cell in element.iter("td", "th")):
            self.text.note("A table's cells that spanned several columns or rows are single cells now.")
        caption = element.find("caption")
        above: list[StoryPiece] = (
            [Paragraph(_escaped(text_of(caption)))] if caption is not None and text_of(caption) else []
        )
        width = max(len(row) for row in [header, *rows])
        rows = [row + [""] * (width - len(row)) for row in rows]
        if not rows:
            rows, header = [header], []
        return [*above, Table(rows, header + [""] * (width - len(header)) if header else [])]

    def box(self, element: Element) -> list[StoryPiece]:
        summary = element.find("summary")
        heading = text_of(summary) if summary is not None else ""
        if summary is not None:
            summary.drop_tree()
        pieces = self.inside(element)
        if (
            heading
            and len(heading) <= 120
            and pieces
            and all(isinstance(piece, Paragraph | ListBlock) for piece in pieces)
        ):
            return [FactBox(heading, "".join(map(_in_box, pieces)))]
        return [Paragraph(f"<b>{_escaped(heading)}</b>"), *pieces] if heading else pieces

    # --- scripts, forms and drawings --------------------------------------------------------------
    def code(self, element: Element) -> list[StoryPiece] | None:
        source = element.get("src") or ""
        if element.tag == "noscript":
            return self.inside(element) if next(element.iter("img", "hr"), None) is None else []
        if element.tag == "script" and source:
            if _PLAYER_SCRIPTS.search(source):
                return []
            url = self.url(source)
            self.text.note(f"A script was left out: {url[:300]}.")
            return [link_paragraph(url.removesuffix(".js"), "")] if "gist.github.com" in url else []
        words = " ".join((element.text or "").split())
        if words:
            self.text.note(f"A <{element.tag}> was left out: “{words[:80]}”.")
        return []

    def control(self, element: Element) -> list[StoryPiece] | None:
        tag = element.tag
        if tag in {"form", "button"}:
            if tag == "form":
                self.text.note("A form was left out. Its words were kept.")
            element.tag = "div" if tag == "form" else "span"
            return None
        if tag in {"svg", "canvas", "map", "math"}:
            words = text_of(element)
            self.text.note(
                f"A drawing (<{tag}>) was left out" + (f"; its words were kept: “{words[:80]}”." if words else ".")
            )
            return [Paragraph(_escaped(words))] if words else []
        self.text.note("Fields of a form were left out.")
        return [Paragraph(_escaped(text_of(element)))] if tag in {"textarea", "select"} and text_of(element) else []


def _quoted(lines: list[str], is_pull: bool) -> StoryPiece:
    html = "<br>".join(lines)
    words = plain(html)
    return PullQuote(words.replace("\n", " ")) if is_pull and len(words) <= 300 else Quote(html)


def _in_box(piece: StoryPiece) -> str:
    if isinstance(piece, ListBlock):
        tag = "ol" if piece.ordered else "ul"
        return f"<{tag}>{''.join(f'<li>{item}</li>' for item in piece.items)}</{tag}>"
    return f"<p>{piece.html}</p>" if isinstance(piece, Paragraph) else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _file_name(url: str) -> str:
    return PurePosixPath(unquote(urlsplit(url).path)).name or url
