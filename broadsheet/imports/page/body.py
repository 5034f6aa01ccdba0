"""Which leaves of a page are the story's body.

Two steps. First the container: the element that best holds what several readings of the page call
good, weighed by letters (both what it would miss and what it would bring along count). Then, inside
it, every leaf answers for itself: what its surroundings are called, how much of it is links, what the
other readings say of it, and the phrases that papers in many languages use for what is not the story.
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
from broadsheet.imports.page.votes import Reading

_TEXTUAL = frozenset(("paragraph", "heading", "item", "quote", "cell", "table", "embed"))
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:;,»”\"')\]]\s*$")
_LONG = 60  # characters; shorter is rarely a paragraph


@dataclass(frozen=True)
class Evidence:
    """What the page says about its body elsewhere, and what trafilatura reads in it.

    `declared` is JSON-LD's articleBody, where there is one; `usual` and `strict` are trafilatura's.
    """

    usual: Reading
    strict: Reading
    declared: Reading | None = None


@dataclass
class Judged:
    """A leaf with what speaks for it: `usual`, `strict` and `declared` are shares from 0 to 1."""

    leaf: Leaf
    usual: float
    strict: float
    declared: float | None
    around: str  # "" where its surroundings are fine, else why they are not: "hard" or "soft"

    @property
    def weight(self) -> int:
        """Letters; scripts without spaces weigh more for each."""
        return len(self.leaf.text) or sum(map(len, self.leaf.words))


_CAPTION_WORDS = 45


def captions_apart(judged: Sequence[Judged]) -> None:
    """Make captions of the lines straight below a picture that are signed like one, or that nobody reads as
    prose.
    """
    after_picture = False
    for item in judged:
        leaf = item.leaf
        if leaf.kind == "image":
            after_picture = True
            continue
        if after_picture and leaf.kind == "paragraph" and len(leaf.words) < _CAPTION_WORDS:
            unread = item.usual < 0.2 and item.strict < 0.2 and not item.declared
            if unread or (item.declared or 0) < 0.5 and split_credit(leaf.text)[1]:
                leaf.kind = "caption"
        after_picture = False


def judge(leaves: Sequence[Leaf], evidence: Evidence, root: Element) -> list[Judged]:
    """Each leaf with the shares of it that the other readings have."""
    judged = []
    for leaf in leaves:
        words = leaf.words
        declared = evidence.declared.share(words) if evidence.declared else None
        judged.append(Judged(leaf, evidence.usual.share(words), evidence.strict.share(words), declared, ""))
    captions_apart(judged)
    _second_look(judged, root)
    around = surroundings(root, [(item.leaf.element, _prose(item)) for item in judged])
    for item in judged:
        item.around = around[item.leaf.element]
    _forgive(judged)
    return judged


_LEFT = 0.1  # when less than this share of what others read as prose is left, names have misled us


def _forgive(judged: Sequence[Judged]) -> None:
    """Where the story itself stands in something called furniture, take no notice of names for what is
    voted for.
    """
    whole = sum(map(_prose, judged))
    left = sum(_prose(item) for item in judged if item.around != "hard")
    if left < _LEFT * whole:
        for item in judged:
            if _prose(item) or (item.usual > 0.6 and item.strict > 0.6):
                item.around = ""


_MISSED = 0.5  # trafilatura has missed the story when it has less than this share of the longest run of prose


def _second_look(judged: Sequence[Judged], root: Element) -> None:
    """Where trafilatura has read something else, or next to nothing, vote for the fullest box of prose
    instead.
    """
    prose = [item for item in judged if _reads_like_prose(item.leaf)]
    around = surroundings(root, [(item.leaf.element, item.weight) for item in prose])
    boxes: dict[Element, list[Judged]] = defaultdict(list)
    for item in prose:
        element = item.leaf.element
        parent = element.getparent() if element.tag == "p" else element
        if parent is not None and around[element] != "hard":
            boxes[parent].append(item)
    if not boxes:
        return
    fullest = max(boxes.values(), key=lambda items: sum(item.weight for item in items))
    if sum(map(_prose, judged)) < _MISSED * sum(item.weight for item in fullest):
        for item in fullest:
            item.usual = item.strict = 1.0


def _reads_like_prose(leaf: Leaf) -> bool:
    return leaf.kind in ("paragraph", "cell", "quote") and len(leaf.text) > _LONG and leaf.link_share < 0.3


def _prose(item: Judged) -> int:
    """Letters of a leaf that looks like prose to somebody; 0 for others."""
    leaf = item.leaf
    if len(leaf.text) < _LONG or leaf.link_share > 0.5 or leaf.kind == "caption":
        return 0
    sure = item.declared if item.declared is not None else max(item.usual, item.strict)
    return len(leaf.text) if sure > 0.6 else 0


def good(item: Judged) -> bool:
    """Whether a leaf is, taken by itself, most likely a piece of the story."""
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


def container_of(judged: Sequence[Judged]) -> Element | None:
    """The element that holds the good leaves best (F1 of letters); None where nothing is good."""
    held: dict[Element, list[int]] = defaultdict(lambda: [0, 0])
    total = 0
    for item in judged:
        leaf = item.leaf
        if leaf.kind in ("image", "rule", "caption") or not leaf.words:
            continue
        is_good = good(item)
        # A leaf counts for more the longer it is, so that a hundred one-word links do not outweigh a story.
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


def choose(judged: Sequence[Judged], container: Element, skip: set[str]) -> list[Leaf]:
    """The leaves of the body in order; `skip` holds folded texts that stand elsewhere, such as the
    headline.
    """
    inside = [item for item in judged if any(element is container for element in ancestors(item.leaf.element))]
    kept = [item for item in inside if _keeps(item, skip)]
    return trim(kept)


def _keeps(item: Judged, skip: set[str]) -> bool:
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


def trim(kept: list[Judged]) -> list[Leaf]:
    """The leaves without what follows a story's end, and without headings, rules and calls that dangle
    there.
    """
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


_TAIL = 0.55  # the share of the letters before which no story ends
_ASTERISM = re.compile(r"^\W*_{2,}\W*$|^\W*(?:\*\s*){3,}$")


def _is_footnote(leaves: Sequence[Leaf], at: int, left: int) -> bool:
    """Whether only a few lines, below a line of underscores or stars, are left: agencies' notes."""
    later = leaves[at + 1 :]
    return (
        bool(_ASTERISM.match(leaves[at].text)) and left < 600 and not any(_ASTERISM.match(leaf.text) for leaf in later)
    )


def fold(text: str) -> str:
    """A text for comparing: lower case, letters and digits only."""
    return " ".join(re.findall(r"\w+", text.lower()))
