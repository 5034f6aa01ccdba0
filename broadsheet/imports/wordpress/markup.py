"""Converts the HTML of a post to pieces. The report names what cannot be kept (scripts, forms, players).

Special elements are replaced by placeholders first, from the innermost outwards. The rest is read like any other
page, by `imports.markup.leaves`.
"""

from __future__ import annotations

import re
from html import escape

import lxml.html
from lxml import etree

from broadsheet.imports.markup.leaves import Leaf, is_hidden, leaves_of
from broadsheet.imports.markup.pieces import Embed, Heading, ListBlock, Paragraph, StoryPiece, ThematicBreak, plain
from broadsheet.imports.markup.tree import MAX_TAGS, Element, UnreadablePage, parse, text_of

from .elements import SPECIAL, ElementConverter
from .links import embed_for
from .old_site import OldSite
from .post_text import Placeholders, PostText

MOST_DEPTH = 90
_ONLY_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_LOST_FORMATS = {
    "u": "underlined",
    "s": "struck out",
    "strike": "struck out",
    "del": "struck out",
    "mark": "highlighted",
}


class PostMarkup:
    """Reads the HTML of one text."""

    def __init__(self, site: OldSite, text: PostText, placeholders: Placeholders) -> None:
        self.site = site
        self.text = text
        self.placeholders = placeholders
        self.special = ElementConverter(site, text, self.pieces_of)

    def read(self, html: str) -> list[StoryPiece]:
        """The pieces of a whole text."""
        if not html.strip():
            return []
        html = html.replace("\x00", "")
        try:
            if html.count("<") > MAX_TAGS:
                raise UnreadablePage
            root = parse(f"<div>{html}</div>")
            if _depth(root) > MOST_DEPTH:
                raise UnreadablePage
        except UnreadablePage:
            self.text.note(
                "The HTML is nested too deeply or has too many tags. Its words were kept as plain paragraphs."
            )
            return [Paragraph(escape(line, quote=False)) for line in _bare_lines(html)]
        self.note_losses(root)
        for element in reversed(list(root.iter(*SPECIAL))):
            if element.getparent() is None or element.tag == "hr":
                continue
            pieces = self.special.convert(element)
            if pieces is not None:
                self.put_placeholder(element, pieces)
        return self.pieces_of(root)

    def put_placeholder(self, element: Element, pieces: list[StoryPiece]) -> None:
        placeholder = lxml.html.fragment_fromstring(self.placeholders.html(pieces))
        placeholder.tail = element.tail
        element.tail = None
        element.getparent().replace(element, placeholder)

    def note_losses(self, root: Element) -> None:
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            if element.tag in _LOST_FORMATS and text_of(element):
                self.text.note(f"Words that were {_LOST_FORMATS[element.tag]} are plain text now.")
            elif element.tag != "img" and is_hidden(element) and text_of(element):
                self.text.note(f"Text that the page hides was left out: “{text_of(element)[:80]}”.")

    def pieces_of(self, root: Element) -> list[StoryPiece]:
        """The pieces of an element whose special elements were replaced."""
        leaves = leaves_of(root, self.site.address + "/")
        pieces: list[StoryPiece] = []
        at = 0
        while at < len(leaves):
            leaf = leaves[at]
            end = at + 1
            if leaf.kind == "item":
                owner = _list_of(leaf)
                while end < len(leaves) and leaves[end].kind == "item" and _list_of(leaves[end]) is owner:
                    end += 1
                pieces.append(ListBlock(owner is not None and owner.tag == "ol", _items(leaves[at:end])))
            else:
                pieces += self.of_leaf(leaf)
            at = end
        return pieces

    def of_leaf(self, leaf: Leaf) -> list[StoryPiece]:
        if leaf.kind == "rule":
            pieces = self.placeholders.pieces_at(leaf.element)
            return [ThematicBreak()] if pieces is None else pieces
        if leaf.kind == "embed" and isinstance(leaf.payload, Embed):
            return [leaf.payload]
        if leaf.kind == "heading":
            text = " ".join(leaf.text.split())
            return [
                Heading(2 if leaf.level <= 2 else 3, text) if len(text) <= 160 else Paragraph(f"<b>{leaf.html}</b>")
            ]
        if leaf.kind == "caption":
            return [Paragraph(f"<i>{leaf.html}</i>")]
        if not leaf.html:
            return []
        words = plain(leaf.html)
        if _ONLY_ADDRESS.fullmatch(words):
            return [embed_for(words) or Paragraph(f'<a href="{escape(words)}">{escape(words)}</a>')]
        return [Paragraph(leaf.html)]


def _list_of(leaf: Leaf) -> Element | None:
    lists = list(leaf.element.iterancestors("ul", "ol"))
    return lists[-1] if lists else None


def _items(leaves: list[Leaf]) -> list[str]:
    """One line for each li, with a dash for every level of nesting."""
    items: list[str] = []
    last = None
    for leaf in leaves:
        element = leaf.element
        item = element if element.tag == "li" else next(element.iterancestors("li"), element)
        if item is last:
            items[-1] += f"<br>{leaf.html}"
        else:
            level = sum(1 for _ in leaf.element.iterancestors("ul", "ol"))
            items.append("– " * (level - 1) + leaf.html)
        last = item
    return items


def _depth(root: Element) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _bare_lines(html: str) -> list[str]:
    text = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", " ", html)
    text = re.sub(r"(?i)</(?:p|div|li|h[1-6]|blockquote)>|<br\s*/?>", "\n", text)
    return [line for line in plain(text).split("\n") if line]
