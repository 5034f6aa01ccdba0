"""Recognises parts of a page that are not the story, by the names of elements and by set phrases."""

import re
from collections.abc import Iterator, Sequence

from broadsheet.imports.markup.leaves import Leaf
from broadsheet.imports.markup.tree import Element, names_of
from broadsheet.imports.page.dates import MOMENT

_TAGS = frozenset("nav aside footer form fieldset".split())
_ROLES = frozenset("navigation complementary banner contentinfo dialog search toolbar menu alert".split())

# Unambiguous words in class and id names.
_HARD = frozenset(
    "related share sharing social sharedaddy newsletter newsletters promo promoted promotion advert adverts"
    " advertisement advertising sponsor sponsored sponsors comments comment commentlist disqus sidebar breadcrumb"
    " breadcrumbs byline tags taglist footer nav navbar navigation menu caption subscribe subscription signup"
    " recommended recommendations recommendation recirc recirculation popular trending outbrain taboola cookie"
    " cookies consent modal popup toolbar pagination pager copyright login register dateline pubdate"
    " timestamp authorbox teaser teasers".split()
)
# Words that count only for a small element or for one full of links.
_SOFT = frozenset(
    "widget meta author authors bio ad ads tag caption credit info banner rail also"
    " follow donate donation support header print skip audio listen player video gallery date published posted"
    " category categories disclaimer rating poll quiz aside inset next prev"
    " previous metadata postinfo credits contact profile sign".split()
)
# The same words run together with others: `relatedposttitle`.
_PARTS = re.compile(r"related(?!ness)|newsletter|breadcrumb|sidebar(?!s?less)|recommend|advert|sponsor|teaser|paywall")
_PAIRS = (
    frozenset(("read", "more")), frozenset(("read", "next")), frozenset(("see", "also")), frozenset(("most", "read")),
    frozenset(("author", "bio")), frozenset(("about", "author")), frozenset(("post", "meta")), frozenset(("entry", "meta")),
    frozenset(("article", "meta")), frozenset(("author", "box")), frozenset(("tag", "list")), frozenset(("more", "stories")),
    frozenset(("screen", "reader")), frozenset(("sr", "only")), frozenset(("visually", "hidden")), frozenset(("ad", "slot")),
    frozenset(("ad", "container")), frozenset(("ad", "wrapper")), frozenset(("entry", "footer")), frozenset(("author", "info")),
)  # fmt: skip
_MAJOR = 0.4  # an element with this share of the page's long text is part of the story, whatever its name


def _kind(element: Element) -> str:
    """ "hard", "soft" or "", judged by the element's own names."""
    if element.tag == "footer" and any(above.tag == "blockquote" for above in element.iterancestors()):
        return ""  # the source of a quote
    if element.tag in _TAGS or element.get("role") in _ROLES:
        return "hard"
    names = names_of(element)
    if not names:
        return ""
    if names & _HARD or any(pair <= names for pair in _PAIRS) or any(map(_PARTS.match, names)):
        return "hard"
    return "soft" if names & _SOFT else ""


def surroundings(root: Element, prose: Sequence[tuple[Element, int]]) -> dict[Element, str]:
    """For each element with text: "hard" or "soft" if it or an element around it is page furniture, else "".

    `prose` has the element of each leaf and how many letters of likely prose the leaf has. An element
    with a large part of the prose is never furniture, whatever its name.
    """
    held: dict[Element, int] = {}
    whole = sum(letters for _, letters in prose)
    for leaf_element, letters in prose:
        for element in _upwards(leaf_element):
            held[element] = held.get(element, 0) + letters
    known: dict[Element, str] = {root: ""}
    for leaf_element, _ in prose:
        path = []
        for element in _upwards(leaf_element):
            if element in known:
                break
            path.append(element)
        around = known[path[-1].getparent()] if path else ""
        for element in reversed(path):
            if around != "hard" and held.get(element, 0) <= _MAJOR * whole:
                own = _kind(element)
                around = "hard" if own == "hard" or _nested_article(element) else (around or own)
            known[element] = around
    return known


def _upwards(element: Element | None) -> Iterator[Element]:
    while element is not None:
        yield element
        element = element.getparent()


def _nested_article(element: Element) -> bool:
    """Whether an article is inside another one. HTML uses these for comments and teasers."""
    return element.tag == "article" and any(above.tag == "article" for above in element.iterancestors())


_PHRASES = re.compile(
    r"(?ix)^\W*(?:"
    r"(?:read|see|watch|learn|find\ out)\ (?:more|also|next)\b | (?:related|recommended|sponsored|more\ from)(?:\ \w+){0,3}\s*: |also\ read|more\ on\ this"
    r"|advertisement\W*$|story\ continues\ below|continue\ reading|scroll\ down\ to|click\ here\ (?:to|for)"
    r"|share\ (?:this|on|via)\b|follow\ (?:us|me|him|her|them|\w+(?:\ \w+)?)\ on\b|like\ us\ on|sign\ up\ (?:for|to|here|now)|subscribe\ (?:to|now|here)"
    r"|(?:photo|image|picture)s?\ ?(?:credit|by|source|courtesy)?\s?: "
    r"|have\ a\ (?:news\ )?tip|got\ a\ tip|send\ (?:us|tips)|contact\ (?:the\ (?:author|reporter)|us\ at)|filed\ under|posted\ (?:in|on|by)\b|tags?\s*:"
    r"|leave\ a\ (?:comment|reply)|(?:\d+\ )?comments?\W*$|this\ (?:article|story)\ (?:was\ )?(?:originally|first)\ (?:published|appeared)"
    r"|lesen\ sie\ (?:auch|mehr)|mehr\ zum\ thema|anzeige\W*$|teilen\W*$|newsletter\W*$"
    r"|lire\ aussi|à\ lire|publicité\W*$|partager\W*$|lea\ también|lee\ también|te\ puede\ interesar|publicidad\W*$|compartir\W*$"
    r"|leia\ (?:também|mais)|publicidade\W*$|leggi\ anche|pubblicità\W*$|baca\ juga|lees\ ook"
    r"|читайте\ также|читайте\ ещё|смотрите\ также|реклама\W*$|поделиться|подписывайтесь|фото\s*: "
    r"|اقرأ\ (?:أيضا|المزيد|ايضا)|إقرأ\ أيضا|شارك|إعلان\W*$|تابعنا"
    r")"
)


_STAMP = re.compile(
    r"(?i)^\W*(?:(?:last |first )?(?:updated|published|posted|created|modified)\b[^.]{0,80}\d|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b)"
)
_END = re.compile(
    r"(?ix)^\W*(?:about\ the\ authors?|about\ \w+(?:\ \w+)?|you\ (?:may|might)\ (?:also\ )?(?:like|enjoy)|(?:related|more|similar|recommended|trending|popular|latest)"
    r"\ (?:stories|articles|posts|news|reading|content|coverage|topics)|related|read\ next|more\ (?:from|in|on)\ .{2,40}|recommended(?:\ for\ you)?"
    r"|what\ to\ read\ next|most\ (?:read|popular)|comments?|leave\ a\ (?:comment|reply)|você\ pode\ gostar|veja\ também|leia\ também|artigos\ relacionados"
    r"|notas\ relacionadas|artículos\ relacionados|noticias\ relacionadas|articles\ (?:liés|similaires)|à\ lire\ aussi|sur\ le\ même\ (?:sujet|thème)"
    r"|mehr\ zum\ thema|das\ könnte\ sie\ auch\ interessieren|verwandte\ artikel|читайте\ также|материалы\ по\ теме|похожие\ (?:статьи|материалы|новости)"
    r"|مواضيع\ ذات\ صلة|أخبار\ ذات\ صلة|اقرأ\ أيضا|berita\ terkait|関連記事|相关阅读)\W*$"
)
_CALL = re.compile(
    r"(?i)\b(?:follow|subscribe|sign up|newsletter|download|click here|listen (?:to|back|live)|watch (?:live|the)|e-?mail us|contact us"
    r"|tweet|find us|join us|abonnieren|suivez|síguenos|siga|подпи[сш]\w+|تابعونا)\b"
)


def is_furniture(leaf: Leaf) -> bool:
    """Whether a leaf is one of the set phrases around stories: share this, read also, updated at."""
    size = len(leaf.text)
    return size < 240 and (bool(_PHRASES.match(leaf.text)) or len(leaf.words) < 16 and bool(_STAMP.match(leaf.text)))


def ends_story(leaf: Leaf) -> bool:
    """Whether a short line introduces what follows every story: related stories, about the author."""
    return len(leaf.text) < 70 and bool(_END.match(leaf.text))


def calls_readers(leaf: Leaf) -> bool:
    """Whether a leaf asks readers to follow, subscribe, listen or write, with a link to do so."""
    return len(leaf.words) < 60 and leaf.linked > 0 and bool(_CALL.search(leaf.text))


_BYLINE = re.compile(r"(?:By|BY|Von|Par|Por|Автор:|بقلم:?)\s+\w[^.!?]*$")


def is_byline(leaf: Leaf) -> bool:
    """Whether a leaf above the first paragraph is a byline or a date: `By Ann Smith, news reporter`, `5
    March 2024`.
    """
    if len(leaf.words) < 14 and _BYLINE.match(leaf.text):
        return True
    dated = MOMENT.search(leaf.text) if len(leaf.words) < 12 else None
    return dated is not None and len(dated.group()) * 2 > len(leaf.text)
