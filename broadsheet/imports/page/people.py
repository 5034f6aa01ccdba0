"""The names of the people who wrote the story, without the words around them."""

import re
from collections.abc import Iterable

from broadsheet.imports.markup.tree import Element, lines_of, names_of
from broadsheet.imports.page.metadata import Metadata

_BY = re.compile(
    r"(?i)^\W*(?:(?:written|reported|posted|published|words|story|text|analysis|review|opinion|photos?|photographs?)(?:\s+and\s+\w+)?\s+by|by"
    r"|von|vom|par|por|de|di|da|door|av|af|autor(?:a|es|in)?|auteurs?|autore|authors?|author:|redakteur(?:in)?|texto?|écrit par|publié par"
    r"|escrito por|publicado por|penulis|oleh|автор(?:ы)?|текст|подготовил[аи]?|بقلم|كتب(?:ت)?|إعداد|تحرير|من)(?:\s*[:：]\s*|\s+|$)"
)
_AND = re.compile(
    r"(?i)\s*(?:,\s*(?:and|und|et|y|e|и|و)\s+|\s+(?:and|und|et|y|e|og|och|en|и|dan|with|mit|avec|con|with)\s+|\s*[&;|/•·،；、]\s*|,\s*|\s+و(?=\S)|\s+و\s+)"
)
_ROLE = re.compile(
    r"(?i)\b(?:correspondent|reporters?|editors?|writer|columnist|bureau|chief|staff|contributor|contributing|desk|journalist|producer"
    r"|photographer|redakteur(?:in)?|korrespondent(?:in)?|redaktion|journaliste|rédact\w+|correspondan\w+|envoyé\w*|periodista|corresponsal|redactor\w*"
    r"|giornalista|inviat\w|корреспондент|обозреватель|редактор|редакция|журналист|مراسل|محرر|صحفي|updated|published|senior|special|freelance|editorial|guest|guests|name|nama|nombre|nom|nome|гость|имя|staff)\b"
)
_NOISE = re.compile(
    r"(?i)https?:|www\.|@|\d|[<>{}=]|\b(?:subscribe|follow|share|comments?|min(?:ute)?s? read|read more|view|all (?:posts|articles)|profile|bio|admin"
    r"|email|twitter|facebook|about|see more|(?:mon|tues|wednes|thurs|fri|satur|sun)day|more by|more from|photo|getty|images)\b"
)
_PARENTHESES = re.compile(r"\s*[(\[][^)\]]{0,80}[)\]]")
_LONGEST = 60  # characters of a name


def names_in(text: str) -> list[str]:
    """The people in a byline: `By Ann Smith and Bo Li, Europe editors` gives Ann Smith and Bo Li."""
    text = _PARENTHESES.sub("", " | ".join(text[:400].split("\n")).strip())
    while (shorter := _BY.sub("", text, count=1)) != text and shorter:
        text = shorter
    names = []
    for piece in _AND.split(text):
        name = re.split(r"(?i)\s+(?:in|at|on|for|of|für|pour|para)\s+|\s[–—-]\s", piece)[0] if piece else ""
        name = _BY.sub("", name).strip(' \t,.;:–—-|*"“”')
        if is_name(name):
            names.append(name)
    return list(dict.fromkeys(names))


def is_name(text: str) -> bool:
    """Whether a text may be the name of a person or an agency, and not a role, a date or a button."""
    words = text.split()
    if not 2 <= len(text) <= _LONGEST or len(words) > 6 or _NOISE.search(text) or _ROLE.search(text):
        return False
    return sum(char.isalpha() for char in text) >= 2 and (not text.islower() or not text.isascii())


def find_byline(root: Element, metadata: Metadata, headline: str | None) -> list[str]:
    """The names of the writers in the page's order: from JSON-LD, else from meta elements, else from the visible page."""
    for source in (_from_linked(metadata), _from_metas(metadata), _from_page(root)):
        names = [name for name in source if name != headline and not _is_site(name, metadata)]
        if names:
            return list(dict.fromkeys(names))[:12]
    return []


def _is_site(name: str, metadata: Metadata) -> bool:
    flat = "".join(re.findall(r"\w+", name.lower()))
    return any(flat == "".join(re.findall(r"\w+", site.lower())) for site in metadata.site_names)


def _from_linked(metadata: Metadata) -> list[str]:
    names: list[str] = []
    for author in [*metadata.linked.things("author"), *metadata.linked.things("creator")]:
        name = author.get("name") if isinstance(author, dict) else author
        for text in name if isinstance(name, list) else [name]:
            if isinstance(text, str) and not text.startswith(("http:", "https:")):
                names.extend(names_in(text))
    return names


def _from_metas(metadata: Metadata) -> list[str]:
    texts = metadata.every(
        "author", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "article:author",
        "article:author_name", "authors", "cxenseparse:author", "twitter:data1" if _labelled(metadata) else "byline",
    )  # fmt: skip
    return [name for text in texts if not text.startswith(("http:", "https:")) for name in names_in(text)]


def _labelled(metadata: Metadata) -> bool:
    return metadata.first("twitter:label1").lower() in (
        "written by",
        "author",
        "by",
        "verfasst von",
        "escrito por",
        "écrit par",
    )


def _from_page(root: Element) -> Iterable[str]:
    """Names in rel=author and itemprop=author links, else in elements named as a byline."""
    marked = [
        element
        for element in root.iter("a", "span", "div", "p", "address", "meta")
        if "author" in (element.get("rel") or "").split() or "author" in (element.get("itemprop") or "").split()
    ]
    marked = [element for element in marked if not _is_comment(element)]
    names = [name for element in marked[:12] for name in names_in(_author_text(element))]
    if names:
        return names
    for element in root.iter("a", "span", "div", "p", "li", "address", "em", "strong", "b", "h3", "h4", "h5", "cite"):
        called = names_of(element)
        if called & {
            "byline",
            "author",
            "authors",
            "autor",
            "auteur",
            "autore",
            "avtor",
            "reporter",
        } and not _is_comment(element):
            text = lines_of(element)
            if len(text) < 160 and (names := names_in(text)):
                return names
    for element in root.iter("p", "div", "span"):
        text = lines_of(element) if len(element) < 4 else ""
        if (
            4 < len(text) < 90
            and re.match(r"(?i)^\s*(?:by|von|par|por|автор|بقلم)[\s:]", text)
            and (names := names_in(text))
        ):
            return names if all(len(name.split()) > 1 for name in names) else []
    return []


def _is_comment(element: Element) -> bool:
    """Whether an element belongs to readers' comments or to a form, which have authors and names too."""
    for above in element.iterancestors():
        if above.tag == "form" or names_of(above) & {
            "comment",
            "comments",
            "commentlist",
            "respond",
            "reply",
        }:
            return above.tag != "body"
    return False


def _author_text(element: Element) -> str:
    for inner in element.iter():
        if "name" in (inner.get("itemprop") or "").split():
            return inner.get("content") or lines_of(inner)
    return element.get("content") or lines_of(element)
