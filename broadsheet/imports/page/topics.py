"""The section of a story, and its tags."""

import re
from html import unescape

from broadsheet.imports.markup.tree import Element, names_of, text_of
from broadsheet.imports.page.headline import folded, likeness
from broadsheet.imports.page.metadata import Metadata

_HOME = frozenset(
    "home homepage startseite start inicio início accueil главная الرئيسية beranda hjem hem strona ホーム portada news home"
    " home page front page".split()
)
_CRUMB_NAMES = frozenset("breadcrumb breadcrumbs crumb crumbs migas ariane".split())
_HOST = re.compile(r"(?i)(?:[\w-]+\.)+[a-z]{2,6}")
_MOST_TAGS = 30
_MOST_KEYWORDS = 15


def find_section(root: Element, metadata: Metadata, headline: str | None) -> str | None:
    """The last step of the breadcrumb that is neither home nor the story, else the section named in the metadata."""
    for crumbs in (metadata.linked.crumbs, _visible_crumbs(root)):
        steps = [_step(crumb) for crumb in crumbs]
        steps = [step for step in steps if _is_section(step, metadata, headline)]
        if steps:
            return steps[-1]
    stated = [
        *metadata.linked.texts("articleSection"),
        *metadata.every("article:section", "og:article:section"),
    ]
    stated += metadata.every("parsely-section", "section", "sailthru.section", "cxenseparse:section", "articlesection")
    return next((step for step in map(_step, stated) if _is_section(step, metadata, headline)), None)


def _step(text: str) -> str:
    """One step of a breadcrumb. Papers that write several sections in one text name the most specific first."""
    text = " ".join(text.split()).strip(" >»›/|")
    return text.split(",")[0].strip() if text.count(",") > 1 else text


def _is_section(step: str, metadata: Metadata, headline: str | None) -> bool:
    if not 1 < len(step) <= 60 or step.lower() in _HOME or step in metadata.site_names or _HOST.fullmatch(step):
        return False
    return not (
        headline and (likeness(step, headline) > 0.7 or step.rstrip("….") in headline and len(folded(step)) > 4)
    )


def _visible_crumbs(root: Element) -> list[str]:
    for element in root.iter("nav", "ol", "ul", "div", "p", "section", "span"):
        label = (element.get("aria-label") or "").lower()
        is_list = "BreadcrumbList" in (element.get("itemtype") or "")
        if not (is_list or "breadcrumb" in label or names_of(element) & _CRUMB_NAMES):
            continue
        named = [text_of(inner) for inner in element.iter() if inner.get("itemprop") in ("name", "title")]
        links = named or [text_of(link) for link in element.iter("a")]
        steps = [step for step in links if step]
        if 0 < len(steps) < 10:
            return steps
    return []


def find_tags(root: Element, metadata: Metadata, headline: str | None, body: str) -> list[str]:
    """The tags that the page gives the story. Keywords count only if the text contains most of them."""
    tags = [*metadata.every("article:tag", "og:article:tag", "og:tag"), *_rel_tags(root)]
    if not tags:
        text = f"{headline or ''} {body}"
        for listed in (
            metadata.linked.article.get("keywords"),
            metadata.every("news_keywords"),
            metadata.every("keywords"),
        ):
            tags = _keywords(listed, text)
            if tags:
                break
    flat = [part for tag in map(unescape, tags) for part in (tag.split(",") if tag.count(",") else [tag])]
    kept: dict[str, str] = {}
    for tag in flat:
        tag = " ".join(tag.split()).strip("#,;.\"' ")
        if (
            1 < len(tag) <= 60
            and not tag.startswith("@")
            and len(tag.split()) < 8
            and not re.search(r"https?:|[:=_]\S*[:=_/]", tag)
        ):
            kept.setdefault(tag.lower(), tag)
    return list(kept.values())[:_MOST_TAGS]


def _rel_tags(root: Element) -> list[str]:
    links = [link for link in root.iter("a") if "tag" in (link.get("rel") or "").lower().split()]
    texts = [
        text_of(link)
        for link in links
        if "category" not in (link.get("rel") or "").lower().split()
        and not any(
            above.tag in ("nav", "footer") and not names_of(above) & {"tags", "tag", "entry"}
            for above in link.iterancestors()
        )
    ]
    return texts if len(texts) <= _MOST_TAGS else []


def _keywords(listed: object, text: str) -> list[str]:
    values = listed if isinstance(listed, list) else [listed]
    words = [
        part.strip() for value in values if isinstance(value, str) for part in re.split(r"[,;،、]", unescape(value))
    ]
    words = list(dict.fromkeys(word for word in words if word))
    if not words or len(words) > _MOST_KEYWORDS:
        return []
    spoken = set(folded(text))
    about = sum(bool(folded(word)) and set(folded(word)) <= spoken for word in words)
    return words if about * 2 >= len(words) else []
