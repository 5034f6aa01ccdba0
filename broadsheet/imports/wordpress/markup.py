"""HTML of a post to pieces. What readers of a paper cannot get (scripts, forms, players) is said, not swallowed.

Elements that are more than text are taken out first, innermost first, and leave a mark (`Marks`) where
they stood; the rest is read as `imports.page.leaves` reads any page.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

import lxml.html
from lxml import etree

from broadsheet.imports.markup.leaves import Leaf, is_hidden, leaves_of
from broadsheet.imports.markup.pieces import Embed, Heading, ListBlock, Paragraph, Rule, plain
from broadsheet.imports.markup.tree import MAX_TAGS, UnreadablePage, parse, text_of

from .elements import SPECIAL, Taken
from .links import embed_for
from .post_text import Converted, Library, Piece

MOST_DEPTH = 90
_ONLY_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_LOST = {"u": "underlined", "s": "struck out", "strike": "struck out", "del": "struck out", "mark": "highlighted"}


class Marks:
    """Pieces that wait for their place: each stands in the HTML as an `hr` that only this import knows."""

    def __init__(self, nonce: str) -> None:
        self.nonce = nonce
        self.waiting: list[list[Piece]] = []

    def html(self, pieces: list[Piece]) -> str:
        """The mark, as HTML."""
        self.waiting.append(pieces)
        return f'<hr data-piece="{self.nonce}-{len(self.waiting) - 1}">'

    def at(self, element: Any) -> list[Piece] | None:  # noqa: ANN401 - an lxml element
        """The pieces of a mark; None where the element is none."""
        nonce, _, number = (element.get("data-piece") or "").rpartition("-")
        return self.waiting[int(number)] if nonce == self.nonce and number.isdigit() else None


class Markup:
    """Reads the HTML of one text."""

    def __init__(self, library: Library, said: Converted, marks: Marks) -> None:
        self.library = library
        self.said = said
        self.marks = marks
        self.taken = Taken(library, said, self.pieces_of)

    def read(self, html: str) -> list[Piece]:
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
            self.said.note("The HTML is nested too deeply or has too many tags; its words were kept without form.")
            return [Paragraph(escape(line, quote=False)) for line in _bare_lines(html)]
        self.say_what_is_lost(root)
        for element in reversed(list(root.iter(*SPECIAL))):
            if element.getparent() is None or element.tag == "hr":
                continue
            pieces = self.taken.take(element)
            if pieces is not None:
                self.put_mark(element, pieces)
        return self.pieces_of(root)

    def put_mark(self, element: Any, pieces: list[Piece]) -> None:  # noqa: ANN401
        mark = lxml.html.fragment_fromstring(self.marks.html(pieces))
        mark.tail = element.tail
        element.tail = None
        element.getparent().replace(element, mark)

    def say_what_is_lost(self, root: Any) -> None:  # noqa: ANN401
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            if element.tag in _LOST and text_of(element):
                self.said.note(f"Words that were {_LOST[element.tag]} are plain now.")
            elif element.tag != "img" and is_hidden(element) and text_of(element):
                self.said.note(f"Text that the page hides was left out: “{text_of(element)[:80]}”.")

    def pieces_of(self, root: Any) -> list[Piece]:  # noqa: ANN401
        """The pieces of an element whose special elements have been taken out."""
        leaves = leaves_of(root, self.library.base + "/")
        pieces: list[Piece] = []
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

    def of_leaf(self, leaf: Leaf) -> list[Piece]:
        if leaf.kind == "rule":
            pieces = self.marks.at(leaf.element)
            return [Rule()] if pieces is None else pieces
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


def _list_of(leaf: Leaf) -> Any:  # noqa: ANN401
    lists = list(leaf.element.iterancestors("ul", "ol"))
    return lists[-1] if lists else None


def _items(leaves: list[Leaf]) -> list[str]:
    """One line for each li; a dash for every level that a list lies within another."""
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


def _depth(root: Any) -> int:  # noqa: ANN401
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _bare_lines(html: str) -> list[str]:
    text = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", " ", html)
    text = re.sub(r"(?i)</(?:p|div|li|h[1-6]|blockquote)>|<br\s*/?>", "\n", text)
    return [line for line in plain(text).split("\n") if line]
