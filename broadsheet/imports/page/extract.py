"""Finds the story in a saved page. The other modules of this folder each do one part of it."""

import re
from collections.abc import Sequence
from html import escape

from broadsheet.imports.markup.leaves import Leaf, leaves_of
from broadsheet.imports.markup.pieces import PagePiece, Paragraph
from broadsheet.imports.markup.tree import Element, UnreadablePage, parse, refuse_bombs
from broadsheet.imports.page.blocks import blocks_of
from broadsheet.imports.page.body import Evidence, ScoredLeaf, choose, container_of, fold, score_leaves
from broadsheet.imports.page.dates import find_published
from broadsheet.imports.page.figures import find_image
from broadsheet.imports.page.headline import find_headline, find_standfirst
from broadsheet.imports.page.metadata import Metadata, read_metadata, saved_from
from broadsheet.imports.page.people import find_byline
from broadsheet.imports.page.reference_texts import ReferenceText, trafilatura_readings
from broadsheet.imports.page.source import SavedPage, decode, refuse_other_formats
from broadsheet.imports.page.story import FoundStory
from broadsheet.imports.page.topics import find_section, find_tags

_SHORTEST_BODY = 40  # words; a shorter articleBody is only a summary
_SHORTEST_STORY = 100  # characters; a shorter text without a headline is not a story
_WHOLE = 0.85  # an articleBody with less than this share of trafilatura's text was cut off


def find_story(page: SavedPage) -> FoundStory:
    """The story of a page. Raises UnreadablePage, with one sentence, if no story is found.

    Runs in this process, so a malicious page can take a long time; see `find_story_safely`.
    """
    refuse_other_formats(page)
    refuse_bombs(page.html)
    html = decode(page)
    root = parse(html)
    metadata = read_metadata(root, page.url or saved_from(page.html))
    base = _base(root, metadata)
    leaves = leaves_of(root, base)
    headline = find_headline(root, metadata)
    scored = score_leaves(leaves, _evidence(html, metadata), root)
    body = _body(scored, headline, None)
    standfirst, apart = find_standfirst(root, metadata, headline, body)
    if standfirst and apart:
        body = _body(scored, headline, standfirst)
    image = find_image(metadata, leaves, body, base)
    blocks = blocks_of(body, image.url if image else None) or _declared_blocks(metadata)
    story = FoundStory(
        headline=headline,
        standfirst=standfirst,
        byline=find_byline(root, metadata, headline),
        published_at=find_published(root, metadata, _lines_above(leaves, body, headline)),
        blocks=blocks,
        image=image,
        section=find_section(root, metadata, headline),
        tags=find_tags(root, metadata, headline, " ".join(block.text for block in blocks)),
        source_url=metadata.url,
        language=metadata.language,
    )
    if not story.blocks or (not headline and len(story.body_text) < _SHORTEST_STORY):
        raise UnreadablePage("No story was found on this page: it has no text that reads like one.")
    return story


def _lines_above(leaves: Sequence[Leaf], body: Sequence[Leaf], headline: str | None) -> list[str]:
    """The short lines between the headline and the body, where bylines and dates usually are."""
    first = next((at for at, leaf in enumerate(leaves) if body and leaf is body[0]), 0)
    lines = [leaf.text for leaf in leaves[max(0, first - 15) : first] if 5 < len(leaf.text) < 160]
    below = [at for at, line in enumerate(lines) if headline and fold(line) == fold(headline)]
    return lines[below[-1] + 1 :] if below else lines[-8:]


def _base(root: Element, metadata: Metadata) -> str | None:
    """The base address for relative links."""
    stated = next((base.get("href") for base in root.iter("base") if base.get("href")), None)
    return stated if stated and stated.startswith(("http://", "https://")) else metadata.url


def _evidence(html: str, metadata: Metadata) -> Evidence:
    usual, strict = trafilatura_readings(html)
    declared = ReferenceText(metadata.linked.text("articleBody"))
    whole = declared.size >= max(_SHORTEST_BODY, _WHOLE * min(usual.size, strict.size or usual.size))
    return Evidence(usual, strict, declared if whole else None)


def _body(scored: Sequence[ScoredLeaf], headline: str | None, standfirst: str | None) -> list[Leaf]:
    container = container_of(scored)
    if container is None:
        return []
    skip = {fold(text) for text in (headline, standfirst) if text}
    return choose(scored, container, skip)


def _declared_blocks(metadata: Metadata) -> list[PagePiece]:
    """The paragraphs of JSON-LD's articleBody, for pages that show their text only by script."""
    lines = re.split(r"\n+", metadata.linked.text("articleBody"))
    return [Paragraph(escape(" ".join(line.split()), quote=False)) for line in lines if line.strip()]
