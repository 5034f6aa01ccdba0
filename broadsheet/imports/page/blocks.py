"""Converts the body's leaves to pieces: items joined to lists, quotes with their attribution, headings of level 2 to 4."""

import re
from collections.abc import Sequence

from broadsheet.imports.markup.leaves import Leaf
from broadsheet.imports.markup.pieces import (
    Embed,
    Heading,
    ListBlock,
    PagePiece,
    Paragraph,
    Quote,
    Table,
    ThematicBreak,
    plain,
)
from broadsheet.imports.markup.tree import Element
from broadsheet.imports.page.figures import image_block, stem_of

_DASH = re.compile(r"^\s*[–—―-]\s*\S")


def blocks_of(leaves: Sequence[Leaf], lead_image: str | None) -> list[PagePiece]:
    """The blocks of a body in order. The lead picture, and pictures outside the text, are left out."""
    texts = [at for at, leaf in enumerate(leaves) if leaf.kind not in ("image", "rule", "caption")]
    if not texts:
        return []
    blocks: list[PagePiece] = []
    seen = {stem_of(lead_image)} if lead_image else set()
    at = 0
    while at < len(leaves):
        leaf = leaves[at]
        end = _end_of_group(leaves, at)
        inside = texts[0] < at <= texts[-1]
        if leaf.kind == "image":
            block = image_block(leaf)
            if inside and stem_of(block.url) not in seen:
                seen.add(stem_of(block.url))
                blocks.append(block)
        elif leaf.kind == "rule":
            if inside and blocks and blocks[-1].kind != "rule":
                blocks.append(ThematicBreak())
        elif leaf.kind != "caption":
            blocks.append(_block(leaves[at:end]))
        at = end
    while blocks and blocks[-1].kind == "rule":
        blocks.pop()
    return blocks


def _end_of_group(leaves: Sequence[Leaf], at: int) -> int:
    """The end of the run of leaves that form one list or one quote."""
    kind = leaves[at].kind
    group = {"item": _list_of, "quote": _quote_of}.get(kind)
    if group is None or (owner := group(leaves[at].element)) is None:
        return at + 1
    end = at + 1
    while end < len(leaves) and leaves[end].kind == kind and group(leaves[end].element) is owner:
        end += 1
    return end


def _list_of(element: Element) -> Element | None:
    """The outermost list around an item, so that lists within lists become one."""
    outermost = None
    for above in element.iterancestors():
        if above.tag in ("ul", "ol"):
            outermost = above
        elif above.tag not in ("li", "div", "span"):
            break
    return outermost


def _quote_of(element: Element) -> Element | None:
    return element if element.tag == "blockquote" else next(element.iterancestors("blockquote"), None)


def _block(group: Sequence[Leaf]) -> PagePiece:
    leaf = group[0]
    if isinstance(leaf.payload, Table | Embed):
        return leaf.payload
    if leaf.kind == "heading":
        return Heading(min(max(leaf.level, 2), 4), " ".join(leaf.text.split()))
    if leaf.kind == "item":
        owner = _list_of(leaf.element)
        return ListBlock(owner is not None and owner.tag == "ol", _items(group))
    if leaf.kind == "quote":
        *said, last = group
        if said and len(last.text) < 100 and (_DASH.match(last.text) or last.element.tag in ("footer", "cite")):
            attribution = plain(last.html).lstrip("–—―- ")
            return Quote("<br>".join(part.html for part in said), attribution)
        return Quote("<br>".join(part.html for part in group))
    return Paragraph(leaf.html)


def _items(group: Sequence[Leaf]) -> list[str]:
    """One item for each li, even if it has several paragraphs."""
    items: list[str] = []
    owner: Element | None = None
    for leaf in group:
        item = leaf.element if leaf.element.tag == "li" else next(leaf.element.iterancestors("li"), None)
        if item is not None and item is owner:
            items[-1] += f"<br>{leaf.html}"
        else:
            items.append(leaf.html)
        owner = item
    return items
