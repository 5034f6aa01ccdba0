"""Chooses the leaves of a page that are the story's body.

First it finds the container: the element that best covers the leaves that look like the story, counting the letters that it
would miss and those that it would add. Then it judges each leaf inside the container: by the names of the elements around
it, by its share of links, by what other readings of the page contain, and by the phrases with which papers in many
languages mark text that is not the story.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from broadsheet.imports.markup.leaves import Leaf
from broadsheet.imports.markup.pictures import split_credit
from broadsheet.imports.markup.tree import Element
from broadsheet.imports.page.chrome import (
    calls_readers,
    ends_story,
    is_byline,
    is_furniture,
    surroundings,
)
from broadsheet.imports.page.reference_texts import ReferenceText

_TEXTUAL = frozenset(("paragraph", "heading", "item", "quote", "cell", "table", "embed"))
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:;,»”\"')\]]\s*$")
_LONG = 60  # characters; a shorter text is rarely a paragraph


@dataclass(frozen=True)
class Evidence:
    """Other readings of the same page, for comparison with its leaves.

    `usual` and `strict` are trafilatura's. `declared` is the articleBody of JSON-LD, if the page has one.
    """

    usual: ReferenceText
    strict: ReferenceText
    declared: ReferenceText | None = None


@dataclass
class ScoredLeaf:
    """A leaf, and the share of it that is in each reading, from 0 to 1."""

    leaf: Leaf
    usual: float
    strict: float
    declared: float | None
    around: str  # as `surroundings` gives it: "", "soft" or "hard"

    @property
    def weight(self) -> int:
        """The number of letters."""
        return len(self.leaf.text) or sum(map(len, self.leaf.words))


_CAPTION_WORDS = 45


def mark_captions(scored: Sequence[ScoredLeaf]) -> None:
    """Mark lines directly below a picture as captions if they have a credit or no reading has them as text."""
    after_picture = False
    for item in scored:
        leaf = item.leaf
        if leaf.kind == "image":
            after_picture = True
            continue
        if after_picture and leaf.kind == "paragraph" and len(leaf.words) < _CAPTION_WORDS:
            unread = item.usual < 0.2 and item.strict < 0.2 and not item.declared
            if unread or (item.declared or 0) < 0.5 and split_credit(leaf.text)[1]:
                leaf.kind = "caption"
        after_picture = False


def score_leaves(leaves: Sequence[Leaf], evidence: Evidence, root: Element) -> list[ScoredLeaf]:
    """Each leaf with the share of it that is in each reading."""
    scored = []
    for leaf in leaves:
        words = leaf.words
        declared = evidence.declared.share(words) if evidence.declared else None
        scored.append(ScoredLeaf(leaf, evidence.usual.share(words), evidence.strict.share(words), declared, ""))
    mark_captions(scored)
    _take_fullest_box(scored, root)
    around = surroundings(root, [(item.leaf.element, _prose(item)) for item in scored])
    for item in scored:
        item.around = around[item.leaf.element]
    _ignore_misleading_names(scored)
    return scored


_LEFT = 0.1  # less than this share of the prose left means that class names are misleading


def _ignore_misleading_names(scored: Sequence[ScoredLeaf]) -> None:
    """If element names would exclude the story itself, ignore them for leaves that the readings contain."""
    whole = sum(map(_prose, scored))
    remaining = sum(_prose(item) for item in scored if item.around != "hard")
    if remaining < _LEFT * whole:
        for item in scored:
            if _prose(item) or (item.usual > 0.6 and item.strict > 0.6):
                item.around = ""


_MISSED = 0.5  # if trafilatura has less than this share of the fullest box of prose, it has missed the story


def _take_fullest_box(scored: Sequence[ScoredLeaf], root: Element) -> None:
    """If trafilatura has missed the story, use the fullest box of prose instead."""
    prose = [item for item in scored if _reads_like_prose(item.leaf)]
    around = surroundings(root, [(item.leaf.element, item.weight) for item in prose])
    boxes: dict[Element, list[ScoredLeaf]] = defaultdict(list)
    for item in prose:
        element = item.leaf.element
        parent = element.getparent() if element.tag == "p" else element
        if parent is not None and around[element] != "hard":
            boxes[parent].append(item)
    if not boxes:
        return
    fullest = max(boxes.values(), key=lambda items: sum(item.weight for item in items))
    if sum(map(_prose, scored)) < _MISSED * sum(item.weight for item in fullest):
        for item in fullest:
            item.usual = item.strict = 1.0


def _reads_like_prose(leaf: Leaf) -> bool:
    return leaf.kind in ("paragraph", "cell", "quote") and len(leaf.text) > _LONG and leaf.link_share < 0.3


def _prose(item: ScoredLeaf) -> int:
    """The letters of a leaf that some reading has as prose; 0 for other leaves."""
    leaf = item.leaf
    if len(leaf.text) < _LONG or leaf.link_share > 0.5 or leaf.kind == "caption":
        return 0
    sure = item.declared if item.declared is not None else max(item.usual, item.strict)
    return len(leaf.text) if sure > 0.6 else 0


def looks_good(item: ScoredLeaf) -> bool:
    """Whether a leaf, judged alone, is probably part of the story."""
    leaf = item.leaf
    if leaf.kind not in _TEXTUAL or not leaf.words or item.around == "hard":
        return False
    if item.declared is not None and len(leaf.words) > 3:
        return item.declared > 0.5
    voted = (item.usual > 0.6) + (item.strict > 0.6)
    long = len(leaf.text) > _LONG and leaf.link_share < 0.4
    return voted == 2 or (voted == 1 and long and not item.around)


def ancestors(element: Element | None) -> Iterator[Element]:
    """An element and all above it."""
    while element is not None:
        yield element
        element = element.getparent()


def container_of(scored: Sequence[ScoredLeaf]) -> Element | None:
    """The element that covers the good leaves best (F1 of letters); None without good leaves."""
    held: dict[Element, list[int]] = defaultdict(lambda: [0, 0])
    total = 0
    for item in scored:
        leaf = item.leaf
        if leaf.kind in ("image", "rule", "caption") or not leaf.words:
            continue
        is_good = looks_good(item)
        # Longer leaves count for more, so that a hundred one-word links do not outweigh a story.
        weight = item.weight if len(leaf.text) > _LONG else item.weight // 3
        total += weight * is_good
        for element in ancestors(leaf.element):
            held[element][0] += weight * is_good
            held[element][1] += weight
    if not total:
        return None

    def f1(element: Element) -> float:
        kept, size = held[element]
        return 2 * kept / (size + total)

    return max(reversed(held), key=f1)


def choose(scored: Sequence[ScoredLeaf], container: Element, skip: set[str]) -> list[Leaf]:
    """The leaves of the body in order. `skip` has folded texts that belong elsewhere, such as the headline."""
    inside = [item for item in scored if any(element is container for element in ancestors(item.leaf.element))]
    kept = [item for item in inside if _keeps(item, skip)]
    return trim(kept)


def _keeps(item: ScoredLeaf, skip: set[str]) -> bool:
    leaf = item.leaf
    if leaf.kind in ("image", "rule", "caption"):
        return item.around != "hard"
    if leaf.kind == "embed":
        return True
    if item.around == "hard" or not leaf.text or is_furniture(leaf) or fold(leaf.text) in skip:
        return leaf.kind == "table" and item.around != "hard"
    votes = (item.usual > 0.6) + (item.strict > 0.6)
    if item.declared is not None and len(leaf.words) > 3:
        return item.declared > 0.8 or votes == 2 and item.declared > 0.2
    if item.around == "soft":
        return votes == 2 and leaf.link_share < 0.6
    if leaf.link_share > 0.8:
        return votes == 2 or votes == 1 and leaf.text.startswith(("http://", "https://"))
    return votes > 0 or len(leaf.text) > _LONG or leaf.kind != "paragraph"


def trim(kept: list[ScoredLeaf]) -> list[Leaf]:
    """The leaves without those after the story's end, and without rules, headings and appeals at either end."""
    leaves = [item.leaf for item in kept]
    letters = sum(len(leaf.text) for leaf in leaves)
    seen = 0
    for at, leaf in enumerate(leaves):
        if seen > _TAIL * letters and (ends_story(leaf) or _is_footnote(leaves, at, letters - seen)):
            leaves = leaves[: at + bool(_ASTERISM.match(leaf.text))]
            break
        seen += len(leaf.text)
    while leaves and (
        leaves[-1].kind in ("heading", "rule") or calls_readers(leaves[-1]) or leaves[-1].link_share > 0.6
    ):
        leaves.pop()
    while leaves and (leaves[0].kind == "rule" or calls_readers(leaves[0]) or is_byline(leaves[0])):
        leaves.pop(0)
    return leaves


_TAIL = 0.55  # no story ends before this share of its letters
_ASTERISM = re.compile(r"^\W*_{2,}\W*$|^\W*(?:\*\s*){3,}$")


def _is_footnote(leaves: Sequence[Leaf], at: int, left: int) -> bool:
    """Whether a line of stars or underscores, with only a few lines after it, begins an agency's notes."""
    later = leaves[at + 1 :]
    return (
        bool(_ASTERISM.match(leaves[at].text)) and left < 600 and not any(_ASTERISM.match(leaf.text) for leaf in later)
    )


def fold(text: str) -> str:
    """A text for comparing: lower case, letters and digits only."""
    return " ".join(re.findall(r"\w+", text.lower()))
