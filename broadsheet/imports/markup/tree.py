"""Parses HTML into a tree. Pages with far too many tags or levels are refused before they cost time."""

import re

import lxml.html
from lxml import etree
from lxml.html import HtmlElement as Element

MAX_TAGS = 250_000
MAX_DEPTH = 400
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr"
    # End tags of these are often left out; browsers close them implicitly.
    " p li dt dd td th tr tbody thead tfoot option optgroup colgroup rt rp html head body font".split()
)
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_RAW = re.compile(rb"(?is)<!--.*?-->|<(script|style|textarea|template)\b.*?</\1\s*>")
_PARSER = {"remove_comments": True, "remove_pis": True, "huge_tree": True, "no_network": True}


class UnreadablePage(ValueError):
    """No story can be read from the page. The message is one sentence for the person who asked."""


def refuse_bombs(html: bytes) -> None:
    """Refuse a page with too many tags or too deep a nesting. Takes linear time. Raises UnreadablePage."""
    if html.count(b"<") > MAX_TAGS:
        raise UnreadablePage(f"This page has more than {MAX_TAGS:,} tags, far more than a news page has.")
    depth = 0
    for match in _TAG.finditer(html):
        if match.group(2).lower().decode("ascii") in _VOID:
            continue
        depth = max(0, depth - 1) if match.group(1) else depth + 1
        if depth > 5 * MAX_DEPTH:
            raise UnreadablePage("This page nests its elements too deeply for a news page.")


def parse(html: str) -> Element:
    """The tree of a page, without comments. Raises UnreadablePage if it cannot be read as HTML."""
    parser = lxml.html.HTMLParser(encoding="utf-8", **_PARSER)
    try:
        # Bytes, because lxml refuses text with an encoding declaration. Surrogates cannot be encoded.
        root = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise UnreadablePage("This page contains nothing that can be read as HTML.") from None
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise UnreadablePage("This page nests its elements too deeply for a news page.")
    return root


def text_of(element: Element) -> str:
    """All text inside an element, with white space collapsed."""
    return " ".join("".join(element.itertext()).split())


_LINES = frozenset("p div li br td h1 h2 h3 h4 h5 h6 section header footer dd dt ul ol tr time figure".split())


def lines_of(element: Element) -> str:
    """As `text_of`, with a newline where browsers start a line, so that adjacent names stay separate."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        breaks = isinstance(node.tag, str) and node.tag in _LINES
        if event == "start":
            pieces.append(("\n" if breaks else "") + (node.text or "" if isinstance(node.tag, str) else ""))
        else:
            pieces.append(("\n" if breaks else "") + (node.tail or "" if node is not element else ""))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+")


def names_of(element: Element) -> frozenset[str]:
    """The words in an element's class, id and similar attributes: `PostShare-box` gives post, share and box."""
    get = element.get
    joined = " ".join(
        value
        for value in (get("class"), get("id"), get("data-component"), get("data-testid"), get("data-type"))
        if value
    )
    return frozenset(_WORD.findall(_CAMEL.sub(" ", joined[:600]).lower()))
