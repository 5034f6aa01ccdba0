"""Converts HTML into a flat list of leaves: one for each paragraph, heading, list item, cell, picture and embed.

The next steps (finding the story, making pieces of it) work on leaves. So the parts that are kept keep their links, lists,
quotes, tables and pictures.
"""

import re
from dataclasses import dataclass, field
from html import escape

from broadsheet.imports.markup.addresses import absolute
from broadsheet.imports.markup.embeds import embed_of
from broadsheet.imports.markup.pictures import picture_url
from broadsheet.imports.markup.tables import data_table
from broadsheet.imports.markup.tree import Element, names_of, text_of

SKIPPED = frozenset(
    "script style noscript template svg math title meta link object canvas map button input select"
    " textarea option datalist dialog progress meter video audio source track param".split()
)
INLINE = {
    "b": "b", "strong": "strong", "i": "i", "em": "em", "cite": "i", "dfn": "i", "var": "i",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code", "sub": "sub", "sup": "sup",
}  # fmt: skip
BLOCK = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main nav ol p pre section summary table tbody"
    " td tfoot th thead tr ul iframe".split()
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_KINDS = {
    "li": "item",
    "blockquote": "quote",
    "figcaption": "caption",
    "td": "cell",
    "th": "cell",
    "caption": "caption",
}
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_WORD = re.compile(r"\w+")


@dataclass
class Leaf:
    """A part of the page that has no parts of its own. `html` is sanitised inline HTML; `text` is the same without tags.

    `kind` is paragraph, heading, item, quote, caption, cell, image, embed, table or rule; `element` is the
    nearest block element; `linked` the number of characters inside links.
    """

    kind: str
    element: Element
    html: str = ""
    text: str = ""
    linked: int = 0
    level: int = 0
    payload: object = None
    words: list[str] = field(default_factory=list)

    @property
    def link_share(self) -> float:
        """The share of the text that is in links, 0 to 1."""
        return self.linked / len(self.text) if self.text else 0.0


class _InlineContent:
    """Collects inline content until the next block starts."""

    def __init__(self) -> None:
        self.html: list[str] = []
        self.text: list[str] = []
        self.linked = 0
        self.open: list[tuple[str, str]] = []  # tag and its opening HTML
        self.links = 0

    def write(self, text: str | None, *, keep_lines: bool = False) -> None:
        if not text:
            return
        if not keep_lines:
            text = _SPACE.sub(" ", text)
            if text == " " and (not self.text or self.text[-1].endswith((" ", "\n"))):
                return
        self.html.append(escape(text, quote=False).replace("\n", "<br>"))
        self.text.append(text)
        if self.links:
            self.linked += len(text.strip())

    def start(self, tag: str, opening: str) -> None:
        self.open.append((tag, opening))
        self.html.append(opening)

    def end(self) -> None:
        tag, opening = self.open.pop()
        if self.html and self.html[-1] == opening:
            self.html.pop()
        else:
            self.html.append(f"</{tag}>")

    def take(self) -> tuple[str, str, int]:
        """HTML, text and linked characters so far. Open elements are closed here and opened again in the next leaf."""
        html = "".join(self.html) + "".join(f"</{tag}>" for tag, _ in reversed(self.open))
        text, linked = "".join(self.text).strip(), self.linked
        self.html = [opening for _, opening in self.open]
        self.text, self.linked = [], 0
        return html, text, linked


class _LeafCollector:
    def __init__(self, root: Element, base: str | None) -> None:
        self.base = base
        self.wrappers = _wrappers(root)
        self.leaves: list[Leaf] = []
        self.run = _InlineContent()
        self.boxes: list[Element] = []
        self.kinds: list[tuple[str, int]] = [("paragraph", 0)]
        self.in_pre = 0

    def flush(self) -> None:
        html, text, linked = self.run.take()
        if not text:
            return
        kind, level = self.kinds[-1]
        words = _WORD.findall(text.lower())
        self.leaves.append(Leaf(kind, self.boxes[-1], tidy(html), text, linked, level, None, words))

    def add(self, kind: str, element: Element, payload: object, text: str = "") -> None:
        self.flush()
        words = _WORD.findall(text.lower())
        self.leaves.append(Leaf(kind, element, "", text, 0, 0, payload, words))

    def block(self, element: Element, tag: str) -> None:
        self.flush()
        self.boxes.append(element)
        kind = self.kinds[-1]
        if tag in _HEADINGS:
            kind = ("heading", _HEADINGS[tag])
        elif tag in _KINDS:
            kind = (_KINDS[tag], 0)
        elif kind[0] == "paragraph" and _is_caption(element):
            kind = ("caption", 0)
        elif tag in ("ul", "ol", "table", "figure", "dl"):
            kind = ("paragraph", 0)
        self.kinds.append(kind)
        self.in_pre += tag == "pre"
        self.content(element)
        self.flush()
        self.in_pre -= tag == "pre"
        self.kinds.pop()
        self.boxes.pop()

    def content(self, element: Element) -> None:
        self.run.write(element.text, keep_lines=bool(self.in_pre))
        for child in element:
            if isinstance(child.tag, str):
                self.visit(child)
            self.run.write(child.tail, keep_lines=bool(self.in_pre))

    def visit(self, element: Element) -> None:
        tag = element.tag.lower()
        if tag in SKIPPED or (tag != "img" and is_hidden(element)):
            return
        if self.special(element, tag):
            return
        if tag in BLOCK or element in self.wrappers:
            self.block(element, tag)
        else:
            self.inline(element, tag)

    def special(self, element: Element, tag: str) -> bool:
        """Handle an element that is neither a block of text nor inline text; returns False for those."""
        if tag == "br":
            self.break_line(element)
        elif tag == "hr":
            self.add("rule", element, None)
        elif tag == "img":
            url = picture_url(element, self.base)
            if url:
                self.picture(element, url)
        elif tag in ("iframe", "blockquote", "amp-youtube", "lite-youtube") and (embed := embed_of(element, self.base)):
            self.add("embed", element, embed, embed.text)
        elif tag == "table" and (table := data_table(element)):
            self.add("table", element, table, table.text)
        else:
            return tag == "iframe"
        return True

    def picture(self, element: Element, url: str) -> None:
        """A picture within a line of text does not break the line."""
        self.leaves.append(Leaf("image", element, "", "", 0, 0, url))

    def break_line(self, element: Element) -> None:
        following = element.getnext()
        doubled = following is not None and following.tag == "br" and not (element.tail or "").strip()
        if doubled or (self.run.html and self.run.html[-1] == "<br>"):
            self.flush()
        elif self.run.text:
            self.run.html.append("<br>")
            self.run.text.append("\n")

    def inline(self, element: Element, tag: str) -> None:
        name, opening = INLINE.get(tag, ""), ""
        is_link = tag == "a" and element.get("href") is not None
        if is_link and not self.run.links:
            href = absolute(element.get("href", ""), self.base, mail=True)
            name, opening = ("a", f'<a href="{escape(href)}">') if href else ("", "")
        elif name:
            opening = f"<{name}>"
        if name:
            self.run.start(name, opening)
        self.run.links += is_link
        self.content(element)
        self.run.links -= is_link
        if name:
            self.run.end()


_LONGEST_CAPTION = 700  # characters; a longer one is a story in a box with a misleading name


def _is_caption(element: Element) -> bool:
    return "caption" in names_of(element) and len(text_of(element)) < _LONGEST_CAPTION


def _wrappers(root: Element) -> set[Element]:
    """Every element that contains a block. Takes linear time."""
    wrappers: set[Element] = set()
    for block in root.iter(*BLOCK):
        parent = block.getparent()
        while parent is not None and parent not in wrappers:
            wrappers.add(parent)
            parent = parent.getparent()
    return wrappers


_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


_ON_DEMAND = frozenset("tooltip popover rollover flyout hovercard".split())  # shown only when the pointer is on them


def is_hidden(element: Element) -> bool:
    """Whether the page's own markup hides an element from all readers."""
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    style = element.get("style")
    if style and _HIDING.search(style):
        return True
    return element.tag in ("span", "div", "aside") and bool(_ON_DEMAND & names_of(element))


_EMPTY = re.compile(r"<(a|b|strong|i|em|code|sub|sup)(?: [^>]*)?>((?:\s|<br>)*)</\1>")
_EDGES = re.compile(r"^(?:\s|<br>)+|(?:\s|<br>)+$")


def tidy(html: str) -> str:
    """Inline HTML without empty elements and without breaks or space at its ends."""
    while True:
        shorter = _EMPTY.sub(r"\2", html)
        if shorter == html:
            return _EDGES.sub("", html)
        html = shorter


def leaves_of(root: Element, base: str | None) -> list[Leaf]:
    """The leaves of a page in reading order; `base` is the page's address, for its relative links."""
    walk = _LeafCollector(root, base)
    walk.block(root, "body")
    return walk.leaves
