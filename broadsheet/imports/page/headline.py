"""The headline and the standfirst, as readers see them if possible."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from broadsheet.imports.markup.leaves import Leaf
from broadsheet.imports.markup.tree import Element, names_of, text_of
from broadsheet.imports.page.metadata import Metadata

_SEPARATOR = re.compile(r"\s+[|–—·•»:-]\s+|\s*\|\s*|\s+::\s+")
_TITLE_NAMES = frozenset("headline title titulo titre titel heading judul overskrift rubrik".split())
_STANDFIRST_NAMES = frozenset(
    "standfirst subtitle subheadline subhead subheading subtitulo dek deck bajada copete entradilla chapo chapeau"
    " strapline sottotitolo untertitel ondertitel subline tagline undertitel".split()
)
_INTRO_NAMES = frozenset("lead lede intro summary excerpt description teaser abstract vorspann anons sapo".split())
_LONGEST_STANDFIRST = 600  # characters


def folded(text: str) -> list[str]:
    """The words of a text in lower case, for comparing."""
    return re.findall(r"\w+", text.lower())


def likeness(one: str, other: str) -> float:
    """How similar two texts are in their words: F1 from 0 to 1."""
    first, second = Counter(folded(one)), Counter(folded(other))
    both = sum((first & second).values())
    return 2 * both / (sum(first.values()) + sum(second.values())) if both else 0.0


def find_headline(root: Element, metadata: Metadata) -> str | None:
    """The visible heading most similar to the page's own titles; without one, the first of those titles."""
    stated = _stated_titles(metadata)
    best, best_score = "", 0.0
    for order, (text, rank) in enumerate(_visible_titles(root)):
        score = max((likeness(text, title) for title in stated), default=0.5 if rank > 0 else 0.0)
        score += rank - 0.001 * order
        if score > best_score:
            best, best_score = text, score
    if best and (best_score >= 0.5 or not stated):
        return best
    return next(iter(stated), None)


def _stated_titles(metadata: Metadata) -> list[str]:
    linked = metadata.linked
    titles = [
        linked.text("headline"),
        metadata.first("og:title"),
        metadata.first("twitter:title", "headline", "title"),
    ]
    titles.append(metadata.title)
    if linked.article and not titles[0]:
        titles.append(linked.text("name"))
    titles = [without_site(title, metadata.site_names) for title in titles if title]
    return list(dict.fromkeys(title for title in titles if title and title not in metadata.site_names))


def without_site(title: str, site_names: Sequence[str]) -> str:
    """A title without the name of the paper before or after a dash or a bar."""
    separators = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    for start, end in reversed(separators):
        tail, head = title[end:], title[:start]
        is_site = any(
            likeness(tail, name) > 0.6 or "".join(folded(tail)) == "".join(folded(name)) for name in site_names
        )
        short = len(folded(tail)) <= 4 and len(folded(head)) >= 4 and "|" in title[start:end]
        if is_site or short:
            return without_site(head.strip(), site_names)
        if any(likeness(head, name) > 0.6 for name in site_names):
            return tail.strip()
    return " ".join(title.split())


def _visible_titles(root: Element) -> Iterable[tuple[str, float]]:
    """Texts that may be the headline, each with its rank before comparison with the titles."""
    for element in root.iter("h1", "h2", "h3", "p", "div", "span"):
        tag = element.tag
        is_headline = "headline" in (element.get("itemprop") or "")
        named = bool(_TITLE_NAMES & names_of(element))
        if not is_headline and tag != "h1" and not (named and len(element) < 6) and tag != "h2":
            continue
        if tag in ("div", "span") and not is_headline and not named:
            continue
        text = text_of(element)
        if not 2 < len(text) <= 300:
            continue
        rank = 0.3 if tag == "h1" else 0.2 if is_headline else 0.05 if named else 0.0
        yield text, rank


def find_standfirst(
    root: Element, metadata: Metadata, headline: str | None, body: Sequence[Leaf]
) -> tuple[str | None, bool]:
    """The standfirst, and whether it is a separate line that is not part of the body.

    A visible line has priority, then the description in the page's head, unless that is only the
    body's beginning, the headline again, or about something else (a paper's own slogan).
    """
    opening = " ".join(leaf.text for leaf in body[:6])
    described = [
        metadata.linked.text("description"),
        metadata.first("og:description", "description", "twitter:description"),
    ]
    described += [metadata.linked.text("alternativeHeadline")]
    first = body[0].element if body else None
    for text, sure in _visible_standfirsts(root, first):
        if headline and likeness(text, headline) > 0.8:
            continue
        if sure or any(likeness(text, other) > 0.8 for other in described):
            if sure:
                return text, True
            return (None, False) if _starts(opening, text) else (text, True)
    for text in described:
        text = " ".join(text.split())
        if _speaks_of_story(text, headline or "", opening + " ".join(leaf.text for leaf in body)):
            return text, False
    return None, False


def _visible_standfirsts(root: Element, before: Element | None) -> Iterable[tuple[str, bool]]:
    """Lines above the body with names for a standfirst. The flag says that the name is unambiguous."""
    for element in root.iter("h2", "h3", "h4", "p", "div", "span", "strong"):
        if before is not None and element is before:
            own = names_of(element)
            if own & _STANDFIRST_NAMES:
                yield text_of(element), True
            return
        names = names_of(element)
        own = names | names_of(parent) if (parent := element.getparent()) is not None and len(parent) == 1 else names
        stated = (element.get("itemprop") or "") in ("alternativeHeadline", "description")
        if not (own & (_STANDFIRST_NAMES | _INTRO_NAMES) or stated) or len(element) > 8:
            continue
        text = text_of(element)
        if 20 < len(text) <= _LONGEST_STANDFIRST and len(folded(text)) > 3:
            yield text, bool(own & _STANDFIRST_NAMES) and element.tag not in ("div",)


def _starts(opening: str, text: str) -> bool:
    words = folded(text.rstrip(".… "))
    return folded(opening)[: len(words)] == words


def _speaks_of_story(text: str, headline: str, body: str) -> bool:
    words = folded(text)
    if len(words) < 5 or likeness(text, headline) > 0.75:
        return False
    whole = " ".join(folded(body))
    cut = " ".join(words[:12])
    if cut and cut in whole:
        return False
    if len(words) > 10 and " ".join(words[3:11]) in whole:
        return False
    if text.endswith(("...", "…")) and set(words[:-1]) <= set(folded(body)):
        return False  # the beginning of the body, cut off by a machine
    long_words = {word for word in words if len(word) > 3}
    known = set(folded(headline)) | set(folded(body))
    return not long_words or len(long_words & known) / len(long_words) >= 0.5
